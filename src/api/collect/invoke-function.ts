import type { CollectEvent } from "../../collect/event.ts"
import { reportSchema } from "../../collect/report.ts"
import { LuxError } from "../../errors.ts"
import type { CollectorDeclaration } from "../../project/collectors/declaration.ts"
import type { Project } from "../../project/types.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import type { CollectReport } from "./collect-types.ts"

/**
 * Calls the deployed functions, whose names are `LUX_FUNCTION_PREFIX` (the project's name and a dash by default) and the
 * function's. Throws LUX-3241 where a call fails, LUX-3242 for an answer that is not a report.
 */
export async function invokeFunctions({ name, env }: Project) {
  const { lambdaCaller } = await import("../lambdas/lambda-client.ts")
  const prefix = env["LUX_FUNCTION_PREFIX"] ?? `${name.replaceAll("_", "-")}-`
  // A function may take its fifteen minutes, and must not be called a second time for it.
  const call = lambdaCaller(env, 16 * 60_000)
  return async (collector: CollectorDeclaration, event: CollectEvent): Promise<CollectReport> => {
    const called = `${prefix}${collector.function}`
    const answer = await call({ name: called, payload: event }).catch((cause: unknown) => {
      throw notInvoked(called, cause)
    })
    const text = Buffer.from(answer.Payload ?? []).toString("utf8")
    return reportIn(called, text, answer.FunctionError)
  }
}

function notInvoked(called: string, cause: unknown): LuxError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new LuxError("LUX-3241", `the function ${called} could not be called: ${said}`, {
    hint: "Check AWS_REGION, credentials, and LUX_FUNCTION_PREFIX, which goes before the function's name.",
    cause,
  })
}

/** A function whose tick is not complete throws its report, so that Lambda tries again. */
function reportIn(called: string, text: string, functionError: string | undefined): CollectReport {
  const answer = json(text)
  const thrown = isMap(answer) && functionError !== undefined ? answer["errorMessage"] : undefined
  const parsed = reportSchema.safeParse(typeof thrown === "string" ? json(thrown) : answer)
  if (parsed.success) return parsed.data
  const said = typeof thrown === "string" ? thrown : text.slice(0, 200)
  throw new LuxError("LUX-3242", `the function ${called} did not answer with a report: ${said}`, {
    hint: "Its log says more. Deploy the function again where it is of an earlier version.",
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

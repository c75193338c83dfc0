import { pathToFileURL } from "node:url"
import type { Handler } from "../../collect/handler.ts"
import { type Surroundings, silent } from "../../collect/surroundings.ts"
import { type ErrorCode, errorCatalogue } from "../../error-codes.ts"
import { LuxError, type Place } from "../../errors.ts"
import type { CollectorDeclaration } from "../../project/collectors/declaration.ts"
import type { DeclaredCollectors } from "../../project/collectors/read-collectors.ts"
import type { Project } from "../../project/types.ts"
import { quietAwsSdk } from "../../warehouse/aws-sdk.ts"
import type { CollectOptions, CollectReport } from "./collect-types.ts"
import { keptBundle } from "./kept-bundle.ts"

/** Runs the functions' own code in this process. Throws LUX-3240 for a function that is not a collector. */
export function runFunctions(
  project: Project,
  { document, values }: DeclaredCollectors,
  { at, signal }: CollectOptions,
) {
  quietAwsSdk()
  const loaded = new Map<string, Promise<Handler>>()
  const handlerOf = (collector: CollectorDeclaration): Promise<Handler> => {
    const path = ["collectors", values.collectors.indexOf(collector), "function"]
    const known = loaded.get(collector.function) ?? load(project, collector.function, document.placeOf(path))
    loaded.set(collector.function, known)
    return known
  }
  const surroundings: Partial<Surroundings> = {
    env: { ...project.env, LUX_COLLECT_TO: project.collectTo },
    declaration: values,
    // The reports are shown: a function logs and measures only where it is deployed.
    observer: silent,
    remainingMs: () => (signal?.aborted === true ? 0 : Number.POSITIVE_INFINITY),
    ...(at === undefined ? {} : atAnotherTime(project, at)),
  }
  return async (
    collector: CollectorDeclaration,
    event: Parameters<Handler["run"]>[0],
  ): Promise<CollectReport> => {
    const handler = await handlerOf(collector)
    try {
      return await handler.run(event, surroundings)
    } catch (error) {
      throw ownError(error)
    }
  }
}

/** The stand-in for the API answers for the time that it is asked about; the API itself knows only the present. */
function atAnotherTime({ env }: Project, at: string): Partial<Surroundings> {
  const address = env["LUX_GRAPH_URL"]
  if (!address || !isLoopback(address)) return {}
  const start = Date.now()
  const tick = Date.parse(at)
  return {
    headers: { "x-lux-clock": new Date(tick).toISOString() },
    now: () => new Date(tick + Date.now() - start),
  }
}

function isLoopback(address: string): boolean {
  try {
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname)
  } catch {
    return false
  }
}

async function load(project: Project, name: string, place: Place): Promise<Handler> {
  const { file, version } = await keptBundle(project, name, place)
  const exported: unknown = await import(/* @vite-ignore */ `${pathToFileURL(file).href}?v=${version}`)
  const handler: unknown =
    typeof exported === "object" && exported !== null ? Reflect.get(exported, "handler") : undefined
  if (isHandler(handler)) return handler
  throw new LuxError("LUX-3240", `the function ${name} does not export a collector`, {
    place,
    hint: 'Write export const handler = collector({ ... }), with collector of "lux-sql/collect".',
  })
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function" && typeof Reflect.get(value, "run") === "function"
}

/** The function brings its own copy of lux: its errors are of another class. */
function ownError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LuxError) return error
  const code: unknown = Reflect.get(error, "code")
  const hint: unknown = Reflect.get(error, "hint")
  return isErrorCode(code)
    ? new LuxError(code, error.message, { hint: typeof hint === "string" ? hint : undefined, cause: error })
    : error
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorCatalogue, code)
}

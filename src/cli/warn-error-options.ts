import type { WarnErrorOptions } from "../api/types.ts"
import { LuxError } from "../errors.ts"
import type { ProjectArgs } from "./command.ts"

/**
 * What `--warn-error` and `--warn-error-options` say. The latter is a map in YAML or JSON; dbt's newer names `error` and
 * `warn` mean `include` and `exclude`. Throws LUX-9004 for anything else.
 */
export async function warnErrorOptionsOf(args: ProjectArgs): Promise<WarnErrorOptions | undefined> {
  const text = args["warn-error-options"]
  if (text === undefined) return args["warn-error"] === true ? { include: "all" } : undefined
  if (args["warn-error"] === true)
    throw new LuxError("LUX-9001", "--warn-error and --warn-error-options are both given", {
      hint: "--warn-error means --warn-error-options '{include: all}': give one of the two.",
    })
  const [{ load }, { z }] = await Promise.all([import("js-yaml"), import("zod")])
  const codes = z.union([z.array(z.string()), z.null().transform(() => [])])
  const some = z.union([z.enum(["all", "*"]).transform(() => "all" as const), codes])
  const schema = z
    .strictObject({ include: some, error: some, exclude: codes, warn: codes, silence: codes })
    .partial()
  const { data, success } = schema.safeParse(parsed(text, load))
  if (!success)
    throw new LuxError("LUX-9004", `--warn-error-options does not take "${text}"`, {
      hint: "It takes a map: '{include: all, exclude: [LUX-1212], silence: [LUX-2402]}'.",
    })
  return {
    include: data.include ?? data.error,
    exclude: data.exclude ?? data.warn,
    silence: data.silence,
  }
}

function parsed(text: string, load: (text: string) => unknown): unknown {
  try {
    return load(text)
  } catch {
    return undefined
  }
}

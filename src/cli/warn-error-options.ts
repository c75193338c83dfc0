import type { WarnErrorOptions } from "../api/types.ts"
import { LuxError } from "../errors.ts"
import type { ProjectArgs } from "./command.ts"

/** What `--warn-error` and `--warn-error-options` say. Throws LUX-9004 for what cannot be understood. */
export async function warnErrorOptionsOf(args: ProjectArgs): Promise<WarnErrorOptions | undefined> {
  const text = args["warn-error-options"]
  if (text === undefined) return args["warn-error"] === true ? { include: "all" } : undefined
  if (args["warn-error"] === true)
    throw new LuxError("LUX-9001", "--warn-error and --warn-error-options are both given", {
      hint: "--warn-error means --warn-error-options '{include: all}': give one of the two.",
    })
  // Loaded for those who give it. Not zod itself: a dynamic import of it keeps all of it in the bundle of every command.
  const { readWarnErrorOptions } = await import("./read-warn-error-options.ts")
  const options = readWarnErrorOptions(text)
  if (options !== undefined) return options
  throw new LuxError("LUX-9004", `--warn-error-options does not take "${text}"`, {
    hint: "It takes a map: '{include: all, exclude: [LUX-1212], silence: [LUX-2402]}'.",
  })
}

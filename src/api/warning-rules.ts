import { errorCatalogue } from "../error-codes.ts"
import { LuxError } from "../errors.ts"
import type { WarnErrorOptions } from "./types.ts"

/** What becomes of a warning. */
export type WarningVerdict = "error" | "warn" | "silent"

/** The code that stands for checks of severity `warn` that found something. */
export const warnedCheckCode = "LUX-2403"

/** What the options make of the warning of a code. Throws LUX-9004 for a code that lux does not have. */
export function warningRules(options: WarnErrorOptions = {}): (code: string) => WarningVerdict {
  const { include = [], exclude = [], silence = [] } = options
  for (const code of [...(typeof include === "string" ? [] : include), ...exclude, ...silence])
    if (!Object.hasOwn(errorCatalogue, code))
      throw new LuxError(
        "LUX-9004",
        `--warn-error-options names "${code}", which is not a code of a warning`,
        {
          hint: "Codes look like LUX-1212, docs/reference/errors.md lists them.",
        },
      )
  return (code) => {
    if (silence.includes(code)) return "silent"
    if (exclude.includes(code)) return "warn"
    return include === "all" || include.includes(code) ? "error" : "warn"
  }
}

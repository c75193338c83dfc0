import type { Lux } from "../api/types.ts"
import type { ProjectArgs } from "./command.ts"
import { failed, well } from "./exit-codes.ts"
import { writeErr } from "./streams.ts"

/** Writes what lux warned of while it read the project; returns the exit code of a command that went well. */
export async function writeWarnings(lux: Lux, args: ProjectArgs): Promise<number> {
  if (lux.warnings.length === 0) return well
  if (args.quiet !== true) {
    const [{ errorText }, { colorsFor }] = await Promise.all([
      import("../reporters/error-text.ts"),
      import("../reporters/colors.ts"),
    ])
    const colors = colorsFor({
      noColor: args["no-color"] === true,
      isTerminal: process.stderr.isTTY === true,
      env: process.env,
    })
    for (const warning of lux.warnings) writeErr(`${errorText(warning, colors, "warning")}\n`)
  }
  return args["warn-error"] === true ? failed : well
}

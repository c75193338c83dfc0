import type { Lux } from "../api/types.ts"
import { errorEntry, logLine } from "../reporters/log-line.ts"
import type { ProjectArgs } from "./command.ts"
import { well } from "./exit-codes.ts"
import { logsAsJson, writeErr, writeLine } from "./streams.ts"

/** Writes what lux warned of while it read the project; returns the exit code of a command that went well. */
export async function writeWarnings(lux: Lux, args: ProjectArgs): Promise<number> {
  if (lux.warnings.length === 0 || args.quiet === true) return well
  if (logsAsJson())
    for (const warning of lux.warnings) writeLine(logLine(errorEntry(warning, "warn", "warning"), new Date()))
  else {
    const [{ errorText }, { colorsOf }] = await Promise.all([
      import("../reporters/error-text.ts"),
      import("./stream-colors.ts"),
    ])
    const colors = colorsOf("err", args)
    for (const warning of lux.warnings)
      writeErr(`${errorText(warning, colors, "warning", process.stderr.columns)}\n`)
  }
  if (process.env.GITHUB_ACTIONS === "true") {
    const { tellGithubOfWarnings } = await import("./github.ts")
    tellGithubOfWarnings(lux.warnings, lux)
  }
  return well
}

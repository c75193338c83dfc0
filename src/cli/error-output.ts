import { LuxError, LuxErrors } from "../errors.ts"
import { errorEntry, logLine } from "../reporters/log-line.ts"
import { exitCodeOfError, failed } from "./exit-codes.ts"
import { logsAsJson, writeErr, writeLine } from "./streams.ts"

/** The flags that matter when an error is told; anything else may be wrong with the command line. */
export interface OutputArgs {
  readonly "no-color"?: unknown
  readonly "project-dir"?: unknown
}

/** Writes what ended a command and returns the exit code. An error that lux does not know is a bug, and says so. */
export async function writeErrors(error: unknown, args: OutputArgs): Promise<number> {
  if (!(error instanceof LuxError || error instanceof LuxErrors)) return writeInternalError(error)
  const errors = error instanceof LuxErrors ? error.errors : [error]
  if (logsAsJson())
    for (const each of errors) writeLine(logLine(errorEntry(each, "error", "error"), new Date()))
  else {
    const [{ errorsText }, { colorsOf }] = await Promise.all([
      import("../reporters/error-text.ts"),
      import("./stream-colors.ts"),
    ])
    writeErr(`${errorsText(errors, colorsOf("err", args), process.stderr.columns)}\n`)
  }
  if (process.env.GITHUB_ACTIONS === "true") {
    const [{ tellGithubOfErrors }, { createLux }] = await Promise.all([
      import("./github.ts"),
      import("../api/create-lux.ts"),
    ])
    const projectDir = typeof args["project-dir"] === "string" ? args["project-dir"] : "."
    tellGithubOfErrors(errors, createLux({ projectDir }))
  }
  return exitCodeOfError(error)
}

function writeInternalError(error: unknown): number {
  const known = error instanceof Error ? error : new Error(String(error))
  const debugging = process.env.LUX_DEBUG === "1"
  const message = `internal error: ${debugging ? (known.stack ?? known.message) : oneLine(known.message)}`
  const advice = "LUX_DEBUG=1 shows where it came from."
  if (logsAsJson())
    writeLine(logLine({ level: "error", type: "error", message, data: { hint: advice } }, new Date()))
  else writeErr(debugging ? `${message}\n` : `${message}\n${advice}\n`)
  return failed
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ")
}

import { Interrupted, LuxError, LuxErrors } from "../errors.ts"
import { errorEntry, logLine } from "../reporters/log-line.ts"
import { exitCodeOfError, failed, interrupted } from "./exit-codes.ts"
import { logsAsJson, writeErr, writeLine } from "./streams.ts"

/** The flags that matter when an error is reported; anything else may be wrong with the command line. */
export interface OutputArgs {
  readonly "no-color"?: unknown
  readonly "project-dir"?: unknown
}

/** Writes what ended a command and returns the exit code. An error that lux does not know is a bug, and says so. */
export async function writeErrors(error: unknown, args: OutputArgs): Promise<number> {
  if (error instanceof Interrupted) return interrupted
  if (!(error instanceof LuxError || error instanceof LuxErrors)) {
    const refused = systemError(error)
    return refused === undefined ? writeInternalError(error) : writeErrors(refused, args)
  }
  const errors = error instanceof LuxErrors ? error.errors : [error]
  if (logsAsJson())
    for (const each of errors) writeLine(logLine(errorEntry(each, "error", "error"), new Date()))
  else writeErr(`${await textOf(errors, args)}\n`)
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

async function textOf(errors: readonly LuxError[], args: OutputArgs): Promise<string> {
  try {
    const [{ errorsText }, { colorsOf }] = await Promise.all([
      import("../reporters/error-text.ts"),
      import("./stream-colors.ts"),
    ])
    return errorsText(errors, colorsOf("err", args), process.stderr.columns)
  } catch {
    // Too many files are open even to load what shows errors well.
    return errors
      .map(({ code, message, hint }) => `${code} ${message}${hint === undefined ? "" : `\n  hint: ${hint}`}`)
      .join("\n")
  }
}

/** What the system refuses, such as to write into a folder that is read-only, is not a fault of lux. */
function systemError(error: unknown): LuxError | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined
  const message = error.message.replace(/^[A-Z]+: /, "")
  if (error.code === "ENOSPC" || error.code === "EDQUOT")
    return new LuxError("LUX-2004", message, { hint: "Make room on the disk.", cause: error })
  if (error.code === "EMFILE" || error.code === "ENFILE")
    return new LuxError("LUX-2005", message, {
      hint: "Let it open more files, as with ulimit -n 4096, or run with fewer --threads.",
      cause: error,
    })
  const inTheWay = error.code === "ENOTDIR" || error.code === "EEXIST"
  return new LuxError("LUX-2005", message, {
    hint: inTheWay
      ? "A file stands where a folder has to be: move it away."
      : "Check the rights of the file and its folder.",
    cause: error,
  })
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

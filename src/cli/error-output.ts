import { LuxError, LuxErrors } from "../errors.ts"
import { exitCodeOfError, failed } from "./exit-codes.ts"
import { writeErr } from "./streams.ts"

/** Writes what ended a command and returns the exit code. An error that lux does not know is a bug, and says so. */
export async function writeErrors(
  error: unknown,
  { noColor }: { readonly noColor: boolean },
): Promise<number> {
  if (error instanceof LuxError || error instanceof LuxErrors) {
    const [{ errorsText }, { colorsFor }] = await Promise.all([
      import("../reporters/error-text.ts"),
      import("../reporters/colors.ts"),
    ])
    const colors = colorsFor({ noColor, isTerminal: process.stderr.isTTY === true, env: process.env })
    writeErr(`${errorsText(error, colors)}\n`)
    return exitCodeOfError(error)
  }
  const known = error instanceof Error ? error : new Error(String(error))
  const debugging = process.env.LUX_DEBUG === "1"
  writeErr(`internal error: ${debugging ? (known.stack ?? known.message) : oneLine(known.message)}\n`)
  if (!debugging) writeErr("LUX_DEBUG=1 shows where it came from.\n")
  return failed
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ")
}

import { lateErrorOfMacros } from "../api/late-errors.ts"
import { hideSecrets } from "../secrets.ts"
import { type OutputArgs, writeErrors } from "./error-output.ts"
import { failed, well } from "./exit-codes.ts"
import { parseCommandLine } from "./parse-command-line.ts"
import { dropBrokenPipes, type LogFormat, logAs } from "./streams.ts"

/** Runs one command from its arguments to the exit code, which is set rather than exited with: output may be pending. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  dropBrokenPipes((error) => void tellFault(error))
  const uncaught = watchUncaught(args)
  hideSecrets(process.env)
  // Before the command line is understood: that it is not is reported in the format that was asked for.
  await logAs(logFormatOf(args, process.env))
  try {
    const invocation = await parseCommandLine(args)
    process.exitCode = await invocation()
  } catch (error) {
    process.exitCode = await writeErrors(error, colorsIn(args))
  }
  if (uncaught.found && process.exitCode === well) process.exitCode = failed
}

let uncaught: { readonly args: readonly string[]; found: boolean } | undefined

/** What nobody caught ends the command, but for what code of macros started. */
function watchUncaught(args: readonly string[]): { readonly found: boolean } {
  if (uncaught === undefined) {
    process.on("uncaughtException", (error) => void tellUncaught(error))
    process.on("unhandledRejection", (error) => void tellUncaught(error))
  }
  uncaught = { args, found: false }
  return uncaught
}

async function tellUncaught(error: unknown): Promise<void> {
  const late = lateErrorOfMacros(error)
  if (late !== undefined) return tellFault(late)
  process.exit(await writeErrors(error, colorsIn(uncaught?.args ?? [])))
}

/** Reports a fault next to the work of the command, which goes on to its orderly end and has failed. */
async function tellFault(error: unknown): Promise<void> {
  if (uncaught !== undefined) uncaught.found = true
  await writeErrors(error, colorsIn(uncaught?.args ?? []))
  // The command may have ended meanwhile.
  if (process.exitCode === well) process.exitCode = failed
}

function colorsIn(args: readonly string[]): OutputArgs {
  const noColor =
    args.includes("--no-color") ||
    args.includes("--no-use-colors") ||
    /^(1|true|yes|on)$/i.test(process.env.LUX_NO_COLOR ?? "")
  return { "no-color": noColor }
}

/** dbt's variable asks for dbt's own JSON: a program that sets it reads that. */
function logFormatOf(args: readonly string[], env: Readonly<Record<string, string | undefined>>): LogFormat {
  const flag = "--log-format"
  const given = args.flatMap((arg, at) =>
    arg === flag ? (args[at + 1] ?? []) : arg.startsWith(`${flag}=`) ? arg.slice(flag.length + 1) : [],
  )
  const asked = given.at(-1) ?? env.LUX_LOG_FORMAT
  if (asked === "json" || asked === "dbt-json") return asked
  return !asked && env.DBT_LOG_FORMAT === "json" ? "dbt-json" : "text"
}

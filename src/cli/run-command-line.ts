import { hideSecrets } from "../secrets.ts"
import { writeErrors } from "./error-output.ts"
import { parseCommandLine } from "./parse-command-line.ts"
import { dropBrokenPipes, type LogFormat, logAs } from "./streams.ts"

/** Runs one command from its arguments to the exit code, which is set rather than exited with: output may be pending. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  dropBrokenPipes()
  hideSecrets(process.env)
  // Before the command line is understood: that it is not is reported in the format that was asked for.
  await logAs(logFormatOf(args, process.env))
  try {
    const invocation = await parseCommandLine(args)
    process.exitCode = await invocation()
  } catch (error) {
    const noColor =
      args.includes("--no-color") ||
      args.includes("--no-use-colors") ||
      /^(1|true|yes|on)$/i.test(process.env.LUX_NO_COLOR ?? "")
    process.exitCode = await writeErrors(error, { "no-color": noColor })
  }
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

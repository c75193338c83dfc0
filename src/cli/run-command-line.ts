import { writeErrors } from "./error-output.ts"
import { parseCommandLine } from "./parse-command-line.ts"
import { dropBrokenPipes } from "./streams.ts"

/** Runs one command from its arguments to the exit code, which is set rather than exited with: output may be pending. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  dropBrokenPipes()
  try {
    const invocation = await parseCommandLine(args)
    process.exitCode = await invocation()
  } catch (error) {
    process.exitCode = await writeErrors(error, { noColor: args.includes("--no-color") })
  }
}

#!/usr/bin/env node
/** The command `lux`. What it prints and its exit code are decided in this room and in none below it. */
import { luxVersion } from "../version.ts"

const args = process.argv.slice(2)
if (args.length === 1 && /^(--version|-V|-v)$/.test(args[0] ?? "")) {
  // Asked by scripts and editors all the time: answered without loading anything.
  process.stdout.write(`lux ${luxVersion}\n`)
} else if (args.length === 2 && args[0] === "help" && /^LUX-\d{4}$/i.test(args[1] ?? "")) {
  const { printErrorHelp } = await import("./error-help.ts")
  printErrorHelp(args[1]?.toUpperCase() ?? "")
} else if (args[0] === "__complete") {
  const { printCandidates } = await import("./completion/print-candidates.ts")
  await printCandidates(args.slice(1))
} else {
  try {
    const { runCommandLine } = await import("./run-command-line.ts")
    await runCommandLine(args)
  } catch (error) {
    // Not even what tells errors can be loaded.
    if (!(error instanceof Error) || !/^E[MN]FILE/.test(error.message)) throw error
    process.stderr.write(
      `LUX-2005 ${error.message}\n  hint: Let lux open more files, as with ulimit -n 4096.\n`,
    )
    process.exitCode = 1
  }
}

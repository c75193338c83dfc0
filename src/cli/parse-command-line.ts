import type { Invocation } from "./command.ts"
import { well, wrongUsage } from "./exit-codes.ts"
import { findCommand, wholeCommand } from "./find-command.ts"
import { projectFlags } from "./flags.ts"
import { writeErr, writeOut } from "./streams.ts"
import { assertKnownFlags } from "./usage.ts"

/** What the arguments ask for, checked and ready to run. Throws LUX-900x when lux does not understand them. */
export async function parseCommandLine(args: readonly string[]): Promise<Invocation> {
  if (args[0] === "help" || asksForHelp(args)) return showHelp(args[0] === "help" ? args.slice(1) : args)
  const [{ readFlags }, { withoutIgnoredFlags }] = await Promise.all([
    import("./read-flags.ts"),
    import("./ignored-flags.ts"),
  ])
  const kept = withoutIgnoredFlags(args)
  if (kept.ignored.length > 0) tellIgnored(kept.ignored, args)
  const found = findCommand(kept.args)
  if (found.words.length === 0) {
    assertKnownFlags(readFlags(args, projectFlags), projectFlags, "")
    return showOverview
  }
  const command = wholeCommand(found)
  return command.start(readFlags(found.rest, { ...projectFlags, ...command.flags }))
}

/** One notice for all of them. */
function tellIgnored(flags: readonly string[], args: readonly string[]): void {
  if (args.includes("--quiet") || args.includes("-q")) return
  const names = [...new Set(flags)]
  const what = names.length === 1 ? "is a flag of dbt that changes" : "are flags of dbt that change"
  writeErr(`notice: ${names.join(", ")} ${what} nothing in lux\n`)
}

/** Help needs the commands' definitions and no parser, so it is there at once. */
function showHelp(args: readonly string[]): Invocation {
  const { command, words } = findCommand(args.filter((arg) => !helpFlags.has(arg)))
  return async () => {
    const { commandHelp, overview } = await import("./help.ts")
    writeOut(command === undefined ? overview(words, width()) : commandHelp(command, width()))
    return well
  }
}

async function showOverview(): Promise<number> {
  const { overview } = await import("./help.ts")
  writeErr(overview([], width()))
  return wrongUsage
}

const helpFlags: ReadonlySet<string> = new Set(["--help", "-h"])

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--")
  return args.slice(0, end === -1 ? args.length : end).some((arg) => helpFlags.has(arg))
}

function width(): number {
  return Math.min(110, Math.max(60, process.stdout.columns ?? 100))
}

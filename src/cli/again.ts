import type { ArgsOf, ProjectArgs } from "./command.ts"
import type { deferFlags } from "./flags.ts"

interface Kept {
  readonly "full-refresh"?: boolean | undefined
  readonly empty?: boolean | undefined
  readonly state?: string | undefined
}

/** The command that runs the named selection again, for a shell: with the flags that decide what and where. */
export function againCommand(
  command: string,
  args: ProjectArgs & Partial<ArgsOf<typeof deferFlags>> & Kept,
  selectors: readonly string[],
): string {
  const state =
    command === "retry" || (args.defer !== true && command !== "clone") ? [] : (["state"] as const)
  const kept = [...(["project-dir", "target", "target-path", "vars"] as const), ...state].flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
  const switches = (["full-refresh", "empty", "defer", "favor-state"] as const).flatMap((name) =>
    args[name] === true ? [`--${name}`] : [],
  )
  // What it retried is kept with its results: those that failed again are what is left.
  const selection = command === "retry" ? [] : ["--select", ...selectors.map(shellWord)]
  return ["lux", command, ...selection, ...kept, ...switches].join(" ")
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

import type { ProjectArgs } from "./command.ts"

/** The command that runs the named selection again, for a shell: with the flags that decide what and where. */
export function againCommand(
  command: string,
  args: ProjectArgs & { readonly "full-refresh"?: boolean | undefined },
  selectors: readonly string[],
): string {
  const kept = (["project-dir", "target", "target-path", "vars"] as const).flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
  const fullRefresh = args["full-refresh"] === true ? ["--full-refresh"] : []
  // What it retried is kept with its results: those that failed again are what is left.
  const selection = command === "retry" ? [] : ["--select", ...selectors.map(shellWord)]
  return ["lux", command, ...selection, ...kept, ...fullRefresh].join(" ")
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

import type { ProjectArgs } from "./command.ts"

/**
 * The command that does again what did not come through, for a shell. It has its flags from the results of the run, but
 * has to find them.
 */
export function againCommand(args: ProjectArgs): string {
  const found = (["project-dir", "target-path"] as const).flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
  return ["lux", "retry", ...found].join(" ")
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

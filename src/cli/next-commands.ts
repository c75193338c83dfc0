/** Commands that a run names to anyone who reads what failed: each works when it is pasted into a shell. */
import { shellWord } from "../api/shell-word.ts"
import type { ProjectArgs } from "./command.ts"

/**
 * The command that does again what did not come through. It has its flags from the results of the run, but has to find
 * them.
 */
export function againCommand(args: ProjectArgs): string {
  return ["lux", "retry", ...given(args, ["project-dir", "target-path"])].join(" ")
}

/** The command that shows a relation, in the project as the run had it; `target` where no flag names it. */
export function showCommand(relation: string, args: ProjectArgs, target?: string): string {
  return [
    "lux",
    "show",
    "--inline",
    shellWord(`select * from ${relation}`),
    ...given({ ...args, target: args.target ?? target }, ["project-dir", "target", "target-path", "vars"]),
  ].join(" ")
}

type Given = "project-dir" | "target" | "target-path" | "vars"

function given(args: Pick<ProjectArgs, Given>, names: readonly Given[]): readonly string[] {
  return names.flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
}

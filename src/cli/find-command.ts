import { LuxError } from "../errors.ts"
import type { Command } from "./command.ts"
import { commands } from "./commands.ts"
import { aliasesOf, dashed, type Flags } from "./flag.ts"
import { projectFlags } from "./flags.ts"
import { seeHelp, unknownCommand } from "./usage.ts"

export interface Found {
  /** Absent: no command is named, or only the first of two words such as `dev`. */
  readonly command: Command | undefined
  /** The words of the command that were given. */
  readonly words: readonly string[]
  /** The arguments without those words. */
  readonly rest: readonly string[]
}

/** The command that the arguments name; flags may stand before it. Throws LUX-9002 for a name that is none. */
export function findCommand(args: readonly string[]): Found {
  let found: Found = { command: undefined, words: [], rest: args }
  for (let known = commands; known.length > 0; ) {
    const depth = found.words.length
    const at = firstWord(found.rest)
    const word = at === undefined ? undefined : found.rest[at]
    if (word === undefined) return found
    const named = known.filter(
      ({ words, alias }) => words[depth] === word || (words.length === depth + 1 && alias === word),
    )
    // What stands behind a whole command is its operand.
    if (named.length === 0 && found.command !== undefined) return found
    if (named.length === 0)
      throw unknownCommand(
        word,
        [...new Set(known.flatMap(({ words }) => words[depth] ?? []))],
        found.words.join(" ") || undefined,
      )
    found = {
      command: named.find(({ words }) => words.length === depth + 1),
      words: [...found.words, named[0]?.words[depth] ?? word],
      rest: found.rest.filter((_, index) => index !== at),
    }
    known = named.filter(({ words }) => words.length > depth + 1)
  }
  return found
}

/** Throws LUX-9001 when only the first word of a command is given. */
export function wholeCommand({ command, words }: Found): Command {
  if (command !== undefined) return command
  const name = words.join(" ")
  throw new LuxError("LUX-9001", `\`lux ${name}\` needs a command`, { hint: seeHelp(name) })
}

/** Where the first argument stands that is neither a flag nor a flag's value. */
function firstWord(args: readonly string[]): number | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (arg === "--") return undefined
    if (!arg.startsWith("-")) return at
    if (valueFlags.has(arg)) at += 1
  }
  return undefined
}

/** `--target`, `-t`: what takes the argument behind it. */
const valueFlags: ReadonlySet<string> = new Set(
  [projectFlags, ...commands.map(({ flags }) => flags)].flatMap((flags: Flags) =>
    Object.entries(flags).flatMap(([name, flag]) =>
      flag.type === "boolean" ? [] : [name, ...aliasesOf(flag)].map(dashed),
    ),
  ),
)

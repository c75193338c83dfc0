import { flagsOfEnvironment } from "./environment-flags.ts"
import { writeErrors } from "./error-output.ts"
import type { Flags, ValuesOf } from "./flag.ts"
import { projectFlags } from "./flags.ts"
import { assertUsage, assertValues, type Given } from "./usage.ts"

/** What every command takes. */
export type ProjectArgs = ValuesOf<typeof projectFlags>
export type ArgsOf<F extends Flags> = Omit<ProjectArgs, keyof F> & ValuesOf<F>
export type Examples = readonly (readonly [command: string, meaning: string])[]

/** One command. Its file is loaded for `--help` too, so what it needs to run it imports when it runs. */
export interface CommandDefinition<F extends Flags> {
  readonly name: string
  /** Another name that it follows. */
  readonly alias?: string
  readonly describe: string
  /** What stands after the name without a flag, `file...` for several; absent: nothing. */
  readonly operand?: string
  readonly flags: F
  /** Command lines without the word `lux`, which work as they stand on a project that has what they name. */
  readonly examples: Examples
  /** Resolves with the exit code. */
  readonly run: (args: ArgsOf<F>, operand: string | undefined, operands: readonly string[]) => Promise<number>
}

export interface Command extends Omit<CommandDefinition<Flags>, "run"> {
  /** What is typed: `["dev", "lake"]`. */
  readonly words: readonly string[]
  /** Checks what was given and makes it ready to run. Throws LUX-900x when the command does not take it. */
  readonly start: (given: Given) => Invocation
}

/** Resolves with the exit code. */
export type Invocation = () => Promise<number>

/** `parent` stands before the command's name: `lux dev lake`. */
export function defineCommand<F extends Flags>(definition: CommandDefinition<F>, parent?: string): Command {
  const { run, ...described } = definition
  const words = parent === undefined ? [definition.name] : [parent, definition.name]
  const known: ArgFlags<F> = { ...projectFlags, ...definition.flags }
  return {
    ...described,
    words,
    start: (given) => {
      assertUsage(given, { words, operand: definition.operand, flags: known })
      const values = { ...given.flags, ...flagsOfEnvironment(given.flags, known, process.env) }
      assertValues(values, known)
      return async () => {
        try {
          return await run(values, given.words[0], given.words)
        } catch (error) {
          return writeErrors(error, values)
        }
      }
    },
  }
}

type ArgFlags<F extends Flags> = Omit<typeof projectFlags, keyof F> & F

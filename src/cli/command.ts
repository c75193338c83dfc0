import type { ArgumentsCamelCase, Argv, InferredOptionTypes, Options } from "yargs"
import { flagsOfEnvironment } from "./environment-flags.ts"
import { writeErrors } from "./error-output.ts"
import { projectFlags } from "./flags.ts"
import { assertUsage } from "./usage.ts"

export type Flags = Readonly<Record<string, Options>>
/** What every command takes. */
export type ProjectArgs = InferredOptionTypes<typeof projectFlags>
export type ArgsOf<F extends Flags> = ArgumentsCamelCase<Omit<ProjectArgs, keyof F> & InferredOptionTypes<F>>

/** One command. Its file is loaded for `--help` too, so what it needs to run it imports when it runs. */
export interface CommandDefinition<F extends Flags> {
  readonly name: string
  readonly describe: string
  /** What stands after the name without a flag; absent: nothing. */
  readonly operand?: string
  readonly flags: F
  readonly examples: readonly (readonly [command: string, meaning: string])[]
  /** Resolves with the exit code. */
  readonly run: (args: ArgsOf<F>, operand: string | undefined) => Promise<number>
}

export interface Command {
  readonly name: string
  /** Adds the command to a yargs parser; `chosen` gets what is to be run. */
  readonly register: (cli: Argv<ProjectArgs>, chosen: (invocation: Invocation) => void) => void
}

export type Invocation = () => Promise<number>

/** A command for yargs whose unknown flags and stray words are errors with a near name. `parent` stands before its name. */
export function defineCommand<F extends Flags>(definition: CommandDefinition<F>, parent?: string): Command {
  const { name, describe, operand, flags, examples } = definition
  const words = parent === undefined ? name : `${parent} ${name}`
  return {
    name,
    register: (cli, chosen) => {
      cli.command(
        operand === undefined ? name : `${name} [${operand}]`,
        describe,
        (command) => {
          for (const [example, meaning] of examples) command.example(`$0 ${example}`, meaning)
          return command
            .usage(`lux ${words}${operand === undefined ? "" : ` [${operand}]`} [flags]\n\n${describe}`)
            .options(flags)
        },
        (given) => {
          const value = operand === undefined ? undefined : given[operand]
          const known = { ...projectFlags, ...flags }
          assertUsage(given, { words: words.split(" "), operand, flags: known })
          const args = { ...given, ...flagsOfEnvironment(given, known, process.env) }
          chosen(async () => {
            try {
              return await definition.run(args, value === undefined ? undefined : String(value))
            } catch (error) {
              return writeErrors(error, { "no-color": args["no-color"], "project-dir": args["project-dir"] })
            }
          })
        },
      )
    },
  }
}

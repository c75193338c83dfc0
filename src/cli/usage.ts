import type { Options } from "yargs"
import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"

export interface Usage {
  /** The command's words: `["dev", "lake"]`. */
  readonly words: readonly string[]
  readonly operand: string | undefined
  readonly flags: Readonly<Record<string, Options>>
}

type Args = Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] }

/** Throws LUX-900x for a flag or word that the command does not take, and for a flag without its value. */
export function assertUsage(args: Args, usage: Usage): void {
  const { words, flags } = usage
  const command = words.join(" ")
  assertKnownFlags(args, usage)
  const [stray] = args._.slice(words.length)
  if (stray !== undefined)
    throw new LuxError("LUX-9001", `\`lux ${command}\` does not take "${stray}"`, {
      hint:
        flags.select?.type === "array"
          ? `To choose what it is about: lux ${command} --select ${stray}`
          : seeHelp(command),
    })
  for (const [name, flag] of Object.entries(flags)) assertValue(name, flag, args[name], command)
}

/** Throws LUX-9003 for a flag that is not among those of the command. */
export function assertKnownFlags(args: Args, { words, operand, flags }: Usage): void {
  const names = Object.entries(flags).flatMap(([name, flag]) => spellings(name, flag))
  const known = new Set([...names, "_", "$0", "help", "h", operand])
  for (const key of Object.keys(args))
    if (!known.has(key)) throw unknownFlag(key, [...names, "help"], words.join(" "))
}

/** What yargs says of the command line, in lux's words. */
export function refusedByYargs(message: string): LuxError {
  const choice = /Argument: (\S+), Given: "(.*)", Choices: (.*)$/m.exec(message)
  if (choice === null) return new LuxError("LUX-9001", message, { hint: seeHelp("") })
  const [, name = "", given = "", list = ""] = choice
  const choices = list.replaceAll('"', "").split(", ")
  return new LuxError("LUX-9004", `--${name} does not take "${given}"`, {
    hint: didYouMean(given, choices) ?? `It takes ${choices.join(", ")}.`,
  })
}

export function unknownCommand(name: string, known: readonly string[], parent?: string): LuxError {
  const words = parent === undefined ? name : `${parent} ${name}`
  return new LuxError("LUX-9002", `unknown command "${words}"`, {
    hint: [didYouMean(name, known), seeHelp(parent ?? "")].filter((part) => part !== undefined).join(" "),
  })
}

export function seeHelp(command: string): string {
  return `See \`lux${command === "" ? "" : ` ${command}`} --help\`.`
}

/** A flag's whole number. Throws LUX-9004 for anything else, or for one below `least`. */
export function wholeNumber(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (/^-?\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number
  throw new LuxError("LUX-9004", `--${name} takes a whole number from ${least} on, not "${value}"`)
}

function assertValue(name: string, flag: Options, value: unknown, command: string): void {
  if (value === undefined || flag.type === "boolean") return
  const none = value === "" || (Array.isArray(value) && (value.length === 0 || value.includes("")))
  if (none) throw new LuxError("LUX-9004", `--${name} needs a value`, { hint: seeHelp(command) })
  if (Array.isArray(value) && flag.type !== "array")
    throw new LuxError("LUX-9004", `--${name} was given ${value.length} times`, { hint: "Give it once." })
}

function unknownFlag(key: string, known: readonly string[], command: string): LuxError {
  const near =
    key.length === 1
      ? undefined
      : didYouMean(
          key,
          known.filter((name) => name.length > 1),
        )
  const instead = flagsOfDbt[key.replace(/^no-/, "")]
  if (instead !== undefined)
    return new LuxError("LUX-9003", `unknown flag "${dashed(key)}"`, { hint: instead })
  return new LuxError("LUX-9003", `unknown flag "${dashed(key)}"`, {
    hint: [near?.replaceAll(/"([^"]+)"/g, (_, name: string) => `"${dashed(name)}"`), seeHelp(command)]
      .filter((part) => part !== undefined)
      .join(" "),
  })
}

/** What those do instead who know them from dbt. */
const flagsOfDbt: Readonly<Record<string, string>> = {
  "profiles-dir": "There are no profiles: the targets stand under `targets:` in lux_project.yml.",
  profile: "There are no profiles: the targets stand under `targets:` in lux_project.yml.",
  "use-colors": "Colours are left out with --no-color, and forced with FORCE_COLOR=1.",
  "partial-parse": "What is known of the project is left aside with --no-cache.",
  "log-level": "Less is told with --quiet, everything with --log-format json.",
  "log-path": "There is no log file: send what is printed to one, > lux.log.",
  "version-check": "There is nothing to check: package.json says which lux it is.",
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}

function spellings(name: string, flag: Options): string[] {
  return [name, ...[flag.alias ?? []].flat()]
}

import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { aliasesOf, dashed, type Flag, type Flags, type ValuesOf } from "./flag.ts"
import { sharedFlags } from "./flags.ts"
import { insteadOfCommand, insteadOfFlag } from "./habits-of-dbt.ts"

/** A command line: what stands after the command without a flag, and the flags by their long names. */
export interface Given {
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, unknown>>
}

export interface Usage {
  /** The command's words: `["dev", "lake"]`. */
  readonly words: readonly string[]
  readonly operand: string | undefined
  readonly flags: Flags
}

/** Throws LUX-900x for a flag or word that the command does not take, and for a flag without its value. */
export function assertUsage(given: Given, { words, operand, flags }: Usage): void {
  const command = words.join(" ")
  assertKnownFlags(given, flags, command)
  const most = operand === undefined ? 0 : operand.endsWith("...") ? given.words.length : 1
  const [stray] = given.words.slice(most)
  if (stray !== undefined)
    throw new LuxError("LUX-9001", `\`lux ${command}\` does not take "${stray}"`, {
      hint:
        flags.select?.type === "array"
          ? `To choose what it is about: lux ${command} --select ${stray}`
          : seeHelp(command),
    })
  for (const [name, flag] of Object.entries(flags)) assertValue(name, flag, given.flags[name], command)
}

/** Throws LUX-9003 for a flag that is not among those of the command. */
export function assertKnownFlags(given: Given, flags: Flags, command: string): void {
  const names = Object.entries(flags).flatMap(([name, flag]) => [name, ...aliasesOf(flag)])
  const known = new Set(names)
  for (const key of Object.keys(given.flags))
    if (!known.has(key)) throw unknownFlag(key, [...names, "help"], command)
}

/** Values have their flags' types, which tells the type checker what the parser has seen to. */
export function assertValues<F extends Flags>(
  values: Readonly<Record<string, unknown>>,
  flags: F,
): asserts values is ValuesOf<F> & Readonly<Record<string, unknown>> {
  for (const [name, flag] of Object.entries(flags)) {
    const value = values[name]
    const fits =
      flag.type === "array"
        ? Array.isArray(value) && value.every((item) => typeof item === "string")
        : typeof value === flag.type
    if (value !== undefined && !fits)
      throw new LuxError("LUX-9004", `--${name} does not take ${JSON.stringify(value)}`)
  }
}

export function unknownCommand(name: string, known: readonly string[], parent?: string): LuxError {
  const words = parent === undefined ? name : `${parent} ${name}`
  const instead = insteadOfCommand(words)
  if (instead !== undefined) return new LuxError("LUX-9002", `unknown command "${words}"`, { hint: instead })
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

function assertValue(name: string, flag: Flag, value: unknown, command: string): void {
  if (value === undefined || flag.type === "boolean") return
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.includes(""))
    throw new LuxError("LUX-9004", `--${name} needs a value`, { hint: seeHelp(command) })
  if (Array.isArray(value) && flag.type !== "array")
    throw new LuxError("LUX-9004", `--${name} was given ${value.length} times`, { hint: "Give it once." })
  const { choices } = flag
  if (choices === undefined) return
  for (const given of values.map(String))
    if (!choices.includes(given))
      throw new LuxError("LUX-9004", `--${name} does not take "${given}"`, {
        hint: didYouMean(given, choices) ?? `It takes ${choices.join(", ")}.`,
      })
}

function unknownFlag(key: string, known: readonly string[], command: string): LuxError {
  const near =
    key.length === 1
      ? undefined
      : didYouMean(
          key,
          known.filter((name) => name.length > 1),
        )
  const instead = insteadOfFlag(key)
  if (instead !== undefined)
    return new LuxError("LUX-9003", `unknown flag "${dashed(key)}"`, { hint: instead })
  const hint = sharedFlags.has(key)
    ? `Other commands take it, \`lux${command === "" ? "" : ` ${command}`}\` does not.`
    : near?.replaceAll(/"([^"]+)"/g, (_, name: string) => `"${dashed(name)}"`)
  return new LuxError("LUX-9003", `unknown flag "${dashed(key)}"`, {
    hint: [hint, seeHelp(command)].filter((part) => part !== undefined).join(" "),
  })
}

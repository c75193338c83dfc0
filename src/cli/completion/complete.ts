import { readdirSync } from "node:fs"
import { resourceKinds } from "../../api/resource-kinds.ts"
import type { ProjectNames } from "../../api/types.ts"
import type { Command } from "../command.ts"
import { commands } from "../commands.ts"
import { flagsOfEnvironment } from "../environment-flags.ts"
import { findCommand } from "../find-command.ts"
import { aliasesOf, dashed, type Flag, type Flags } from "../flag.ts"
import { projectFlags } from "../flags.ts"
import { readFlags } from "../read-flags.ts"
import { selectorCandidates } from "./selector-candidates.ts"

/** What could stand at the end of a command line. */
export interface Candidate {
  readonly text: string
  readonly meaning?: string | undefined
}

/** Gives the names of the project that a command line is about. */
export type NamesOf = (args: {
  readonly projectDir: string | undefined
  readonly target: string | undefined
}) => Promise<ProjectNames>

/**
 * What may stand instead of the last word (which may be empty) of a command line without its first word. Nothing
 * where it makes no sense so far.
 */
export async function complete(words: readonly string[], namesOf: NamesOf): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? ""
  const before = words.slice(0, -1)
  const asksForHelp = before[0] === "help"
  const { command, words: named, rest } = findCommand(asksForHelp ? before.slice(1) : before)
  if (asksForHelp) return matching(commandWords(named), current)
  const flags: Flags = { ...projectFlags, ...command?.flags }
  const names = (): Promise<ProjectNames> => namesOf(projectOf(before, flags))

  const [, inline, value = ""] = /^(--[\w-]+=)(.*)$/.exec(current) ?? []
  if (inline !== undefined) {
    const flag = flagNamed(flags, inline.slice(0, -1))
    const found = flag === undefined ? [] : await valuesOf(flag, value, names)
    return matching(found, value).map((each) => ({ ...each, text: inline + each.text }))
  }
  const open = openFlag(rest, flags)
  if (open !== undefined) {
    const found = matching(await valuesOf(open, current, names), current)
    // A list of values may end here: what else could follow is offered when a dash is typed.
    if (found.length > 0 || !current.startsWith("-")) return found
  }
  if (current.startsWith("-")) return matching(flagNames(flags), current)
  if (command === undefined) return matching([...commandWords(named), ...helpWord(named)], current)
  const { words: given } = readFlags(rest, flags)
  return given.length > 0 ? [] : matching(await operandsOf(command, current, names), current)
}

/** The next words of commands that begin with these. */
function commandWords(given: readonly string[]): readonly Candidate[] {
  const found = new Map<string, string | undefined>()
  for (const { words, describe } of commands) {
    const next = words[given.length]
    if (next === undefined || given.some((word, at) => words[at] !== word)) continue
    found.set(next, words.length === given.length + 1 ? describe : undefined)
  }
  return [...found].map(([text, meaning]) => ({ text, meaning }))
}

function helpWord(given: readonly string[]): readonly Candidate[] {
  return given.length === 0 ? [{ text: "help", meaning: "Show the help of a command" }] : []
}

function flagNames(flags: Flags): readonly Candidate[] {
  return [
    ...Object.entries(flags).map(([name, { describe }]) => ({ text: dashed(name), meaning: describe })),
    { text: "--help", meaning: "Show the help of the command" },
  ]
}

function flagNamed(flags: Flags, written: string): Flag | undefined {
  return Object.entries(flags).find(([name, flag]) =>
    [name, ...aliasesOf(flag)].map(dashed).includes(written),
  )?.[1]
}

/** The flag whose value the last word is: the one just before it, or one of a list that goes on. */
function openFlag(before: readonly string[], flags: Flags): Flag | undefined {
  const at = before.findLastIndex((word) => word.startsWith("-"))
  const flag = at === -1 ? undefined : flagNamed(flags, before[at] ?? "")
  if (flag === undefined || flag.type === "boolean") return undefined
  return flag.type === "array" || at === before.length - 1 ? flag : undefined
}

async function valuesOf(
  flag: Flag,
  current: string,
  names: () => Promise<ProjectNames>,
): Promise<readonly Candidate[]> {
  if (flag.choices !== undefined) return flag.choices.map((text) => ({ text }))
  switch (flag.value) {
    case "SELECTOR":
      return selectorCandidates(current, await names())
    case "NODE":
      return nodesOf(await names())
    case "MODEL":
      return nodesOf(await names()).filter(({ meaning }) => meaning === "model")
    case "TARGET":
      return (await names()).targets.map((text) => ({ text }))
    case "SELECTION":
      return (await names()).selectors.map((text) => ({ text }))
    case "FOLDER":
      return foldersAt(current)
    default:
      return []
  }
}

async function operandsOf(
  command: Command,
  current: string,
  names: () => Promise<ProjectNames>,
): Promise<readonly Candidate[]> {
  switch (command.operand) {
    case "node":
      return nodesOf(await names())
    case "column":
      return nodesOf(await names()).map(({ text, meaning }) => ({ text: `${text}.`, meaning }))
    case "shell":
      return ["bash", "zsh", "fish"].map((text) => ({ text }))
    default:
      return command.operand === "folder" ? foldersAt(current) : []
  }
}

function nodesOf({ nodes }: ProjectNames): readonly Candidate[] {
  return nodes
    .filter(({ type }) => !resourceKinds[type].tests)
    .map(({ name, type }) => ({ text: name, meaning: type }))
}

/** Folders whose path begins as what is typed. */
function foldersAt(current: string): readonly Candidate[] {
  const parent = current.slice(0, current.lastIndexOf("/") + 1)
  try {
    return readdirSync(parent === "" ? "." : parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && (!entry.name.startsWith(".") || current !== parent))
      .map(({ name }) => ({ text: `${parent}${name}/` }))
  } catch {
    return []
  }
}

function projectOf(words: readonly string[], flags: Flags): Parameters<NamesOf>[0] {
  const given = readFlags(words, flags).flags
  const values = { ...given, ...flagsOfEnvironment(given, projectFlags, process.env) }
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(values, name)
    return typeof value === "string" && value !== "" ? value : undefined
  }
  return { projectDir: text("project-dir"), target: text("target") }
}

function matching(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(current))
}

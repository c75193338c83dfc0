import type { Command, Examples } from "./command.ts"
import { commandSections } from "./commands.ts"
import { aliasesOf, dashed, type Flag, type Flags } from "./flag.ts"
import { projectFlags } from "./flags.ts"

type Line = readonly [left: string, right: string]

/** What `lux --help` prints: the commands, or those of a group such as `dev`. `width`: columns of the screen. */
export function overview(words: readonly string[], width: number): string {
  const within = ({ words: own }: Command): boolean => words.every((word, at) => own[at] === word)
  const sections = commandSections.map(([heading, section]) => [heading, section.filter(within)] as const)
  const name = ["lux", ...words].join(" ")
  return document([
    words.length === 0 ? "Templated SQL to built, checked and published tables." : "",
    `Usage: ${name} <command> [flags]`,
    ...sections.map(([heading, section]) => table(heading, section.map(commandLine), width)),
    ...flagTables({ ...projectFlags, ...ownFlags }, width),
    wrap(`\`${name} <command> --help\` says more of a command.`, width).join("\n"),
    examplesText(words.length === 0 ? firstSteps : sections.flatMap(([, s]) => s.flatMap(examplesOf)), width),
  ])
}

/** What `lux <command> --help` prints. */
export function commandHelp(command: Command, width: number): string {
  const { words, describe, operand, flags, examples } = command
  return document([
    wrap(`${describe}.`, width).join("\n"),
    `Usage: lux ${words.join(" ")}${operand === undefined ? "" : ` [${operand}]`} [flags]`,
    ...flagTables({ ...flags, ...notIn(projectFlags, flags), help: ownFlags.help }, width),
    examplesText(examples, width),
  ])
}

const ownFlags = {
  help: {
    type: "boolean",
    alias: "h",
    describe: "Show this; behind a command, that command's",
    group: "Help:",
  },
  version: { type: "boolean", alias: ["V", "v"], describe: "Show the version", group: "Help:" },
} as const satisfies Flags

const firstSteps: Examples = [
  ["build", "everything: seeds and models, each checked before it is published"],
  ["build --select +popularity_calculation", "one model and all that it reads"],
  ["show popularity_calculation", "its rows"],
]

function examplesOf(command: Command): Examples {
  return command.examples
}

function commandLine({ words, operand, describe }: Command): Line {
  return [`${words.join(" ")}${operand === undefined ? "" : ` [${operand}]`}`, describe]
}

function notIn(flags: Flags, others: Flags): Flags {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !(name in others)))
}

/** One table a group, all with the same width on their left. */
function flagTables(flags: Flags, width: number): readonly string[] {
  const groups = [...new Set(Object.values(flags).map(({ group }) => group))]
  const lines = Object.entries(flags).map(([name, flag]) => [flag.group, flagLine(name, flag)] as const)
  return groups.map((group) =>
    table(
      group,
      lines.flatMap(([of, line]) => (of === group ? [line] : [])),
      width,
      lines.map(([, line]) => line),
    ),
  )
}

function flagLine(name: string, flag: Flag): Line {
  const short = aliasesOf(flag).filter((alias) => alias.length === 1)
  const long = aliasesOf(flag).filter((alias) => alias.length > 1)
  const [first, ...others] = short.map(dashed)
  const left = `${first === undefined ? "    " : `${first}, `}--${name}${valueText(flag)}`
  const also = [...others, ...long.map(dashed)]
  const notes = [
    ...(flag.choices === undefined ? [] : [`one of ${flag.choices.join(", ")}`]),
    ...(flag.defaultDescription === undefined ? [] : [`default: ${flag.defaultDescription}`]),
    ...(also.length === 0 ? [] : [`also ${also.join(", ")}`]),
  ]
  return [left, notes.length === 0 ? flag.describe : `${flag.describe} (${notes.join("; ")})`]
}

function valueText({ type, value = "VALUE" }: Flag): string {
  return type === "boolean" ? "" : type === "array" ? ` ${value} ...` : ` ${value}`
}

function examplesText(examples: Examples, width: number): string {
  return table(
    "Examples:",
    examples.map(([command, meaning]) => [`lux ${command}`, meaning]),
    width,
  )
}

/** Left and right side by side; a left side that is long has a line of its own. */
function table(heading: string, lines: readonly Line[], width: number, beside = lines): string {
  if (lines.length === 0) return ""
  const most = Math.floor(width / 2) - 4
  const left = Math.max(0, ...beside.map(([text]) => text.length).filter((length) => length <= most))
  const rows = lines.flatMap(([name, text]) => {
    const [first = "", ...more] = wrap(text, width - left - 4)
    const hanging = more.map((line) => " ".repeat(left + 4) + line)
    if (name.length <= left) return [`  ${name.padEnd(left)}  ${first}`, ...hanging]
    return [`  ${name}`, " ".repeat(left + 4) + first, ...hanging]
  })
  return [heading, ...rows].join("\n")
}

/** Lines of whole words; a word that is wider than the width stands alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function document(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`
}

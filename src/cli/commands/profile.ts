import { resolve } from "node:path"
import type { ProfileOptions, ProfileResult, WrittenChecks } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeErr, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  columns: { type: "array", value: "COLUMN", describe: "Only these columns", group: "What:" },
  where: { type: "string", value: "SQL", describe: "Only rows that this is true of", group: "What:" },
  sample: {
    type: "string",
    alias: "limit",
    value: "N",
    describe: "So many rows, the same each time",
    defaultDescription: "all rows",
    group: "What:",
  },
  pairs: {
    type: "array",
    value: "A,B",
    describe: "Correlation and mutual information of pairs; all: of all numbers",
    group: "What:",
  },
  keys: {
    type: "array",
    value: "A,B",
    describe: "Uniqueness of columns together",
    group: "What:",
  },
  suggest: {
    type: "boolean",
    describe: "Propose checks that hold now, with the evidence",
    group: "Checks:",
  },
  write: {
    type: "boolean",
    describe: "Write the proposed checks into the YAML file",
    group: "Checks:",
    environment: false,
  },
  output: {
    type: "string",
    choices: ["table", "text", "json"],
    describe: "json: a list of metrics, or of suggestions; text is the same as table",
    defaultDescription: "table",
    group: "Output:",
  },
  ...lockFlag,
} as const

export const profileCommand = defineCommand({
  name: "profile",
  operand: "node",
  describe: "Measure every column of a model, seed, source or of files",
  flags,
  examples: [
    ["profile media", "a model: a line a column"],
    ["profile lake.media --columns like_count", "a column of a source: all that is known of it"],
    ["profile stage_media --pairs like_count,comments_count --output json", "for another program"],
    ["profile media --suggest", "checks that hold now"],
    ["profile 'data/lake/raw/**/media_????-*.json'", "files"],
  ],
  run: async (args, operand) => {
    if (operand === undefined)
      throw new LuxError("LUX-9001", "nothing to profile", {
        hint: "Name a model, seed, snapshot or source, or files: lux profile 'raw/*.json'.",
      })
    const options = optionsOf(args, operand)
    const lux = await openLux(args)
    return withInterrupt(async (signal) => {
      await write(await lux.profile({ ...options, signal }), args)
      return writeWarnings(lux, args)
    })
  },
})

function optionsOf(args: ArgsOf<typeof flags>, of: string): ProfileOptions {
  const { where, columns, pairs = [], keys } = args
  const pairsAsked = pairs.length === 1 && pairs[0] === "all" ? "all" : pairs.map(pairOf)
  return {
    of,
    folder: resolve("."),
    where,
    columns: columns?.flatMap(names),
    pairs: pairsAsked,
    keys: keys?.map(names),
    suggest: args.suggest,
    write: args.write,
    sample: wholeNumber("sample", args.sample, 1),
    lockTimeoutSeconds: wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10,
  }
}

function pairOf(text: string): readonly [string, string] {
  const [left, right, ...more] = names(text)
  if (left !== undefined && right !== undefined && more.length === 0) return [left, right]
  throw new LuxError("LUX-9004", `--pairs takes two columns with a comma between them, or all, not "${text}"`)
}

function names(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
}

async function write(result: ProfileResult, args: ArgsOf<typeof flags>): Promise<void> {
  const suggests = args.suggest === true || args.write === true
  if (args.output === "json") {
    const entries: readonly unknown[] = suggests ? result.suggestions : result.metrics
    writeOut(`[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`)
  } else {
    const [{ profileLines, profileSummary }, { suggestionLines }, { colorsOf }] = await Promise.all([
      import("../../reporters/profile-lines.ts"),
      import("../../reporters/suggestion-lines.ts"),
      import("../stream-colors.ts"),
    ])
    const colors = colorsOf("out", args)
    const width = process.stdout.columns ?? 160
    const lines = suggests
      ? suggestionLines(result.suggestions, colors)
      : profileLines(result, { colors, width })
    for (const line of lines) writeOut(`${line}\n`)
    if (args.quiet !== true) writeErr(`${profileSummary(result)}\n`)
  }
  if (result.written !== undefined) await writeWritten(result.written)
}

async function writeWritten(written: WrittenChecks): Promise<void> {
  const { writtenLines } = await import("../../reporters/suggestion-lines.ts")
  for (const line of writtenLines(written)) writeErr(`${line}\n`)
}

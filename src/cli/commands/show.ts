import type { ShownMetrics, ShowResult } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { deferFlags, lockFlag, stateFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeErr, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  select: {
    type: "string",
    alias: ["s", "m", "models"],
    value: "NODE",
    describe: "The node to show, as without the flag",
    group: "Selection:",
  },
  inline: { type: "string", value: "SQL", describe: "Templated SQL to show instead", group: "Selection:" },
  metric: {
    type: "string",
    value: "NAMES",
    describe: "Metrics of one model to show instead, separated by commas",
    group: "Selection:",
  },
  by: {
    type: "string",
    value: "COLUMNS",
    describe: "Columns to show a metric by, separated by commas; ts__day cuts a time to days",
    group: "Selection:",
  },
  tile: {
    type: "string",
    value: "DASHBOARD.TILE",
    describe: "The numbers of a dashboard's tile to show instead",
    group: "Selection:",
  },
  where: {
    type: "string",
    value: "SQL",
    describe: "Only rows of the metric's model for which this holds",
    group: "Selection:",
  },
  limit: {
    type: "string",
    value: "N",
    describe: "Rows at most; -1: all",
    defaultDescription: "5; of metrics and tiles all",
    group: "Output:",
  },
  output: {
    type: "string",
    choices: ["table", "text", "json"],
    describe: "json: one document with all rows; text is the same as table",
    defaultDescription: "table",
    group: "Output:",
  },
  rejects: {
    type: "boolean",
    describe: "Of a stage model the records that were rejected, with their reason",
    group: "Selection:",
  },
  ...stateFlag,
  ...deferFlags,
  ...lockFlag,
} as const

export const showCommand = defineCommand({
  name: "show",
  operand: "node",
  describe: "Show what a model's query gives now, rows of a seed, source or test, or of SQL",
  flags,
  examples: [
    ["show popularity_calculation --limit 11", "a model"],
    ["show lake.media --output json", "a source, for another program"],
    ["show --metric followers --by tag_name", "metrics by a column"],
    ["show stage_media --rejects", "records that a stage rejected"],
    ["show --inline 'select count(*) from {{ref \"media\"}}'", "SQL with refs"],
  ],
  run: show,
})

/** Wide enough for a sentence, narrow enough that a caption does not fill the screen. */
const cellWidth = 60

async function show(args: ArgsOf<typeof flags>, operand: string | undefined): Promise<number> {
  const asked = [operand, args.select, args.inline, args.metric, args.tile].filter(
    (part) => part !== undefined,
  )
  if (asked.length !== 1)
    throw new LuxError("LUX-9001", asked.length === 0 ? "nothing to show" : "more than one thing to show", {
      hint: "Name one node, `lux show popularity_calculation`, or give SQL, `lux show --inline 'select 1'`.",
    })
  const metrics = shownMetrics(args)
  const limit =
    wholeNumber("limit", args.limit, -1) ?? (metrics === undefined && args.tile === undefined ? 5 : -1)
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
  const node = operand ?? args.select
  const lux = await openLux(args)
  return withInterrupt(async (signal) => {
    const what = node === undefined ? {} : { node }
    const rejects = args.rejects === true ? { rejects: true } : {}
    const inline = args.inline === undefined ? {} : { inline: args.inline }
    const measured = {
      ...(metrics === undefined ? {} : { metrics }),
      ...(args.tile === undefined ? {} : { tile: args.tile }),
    }
    const defer = { defer: args.defer, favorState: args["favor-state"], state: args.state }
    await write(
      await lux.show({
        ...what,
        ...rejects,
        ...inline,
        ...measured,
        ...defer,
        limit,
        lockTimeoutSeconds,
        signal,
      }),
      args,
    )
    return writeWarnings(lux, args)
  })
}

function shownMetrics({ metric, by, where }: ArgsOf<typeof flags>): ShownMetrics | undefined {
  if (metric !== undefined) return { metrics: named(metric), by: by === undefined ? [] : named(by), where }
  const flag = by !== undefined ? "--by" : where !== undefined ? "--where" : undefined
  if (flag === undefined) return undefined
  throw new LuxError("LUX-9001", `${flag} needs --metric`, {
    hint: "`lux show --metric followers --by tag_name` shows a metric by a column.",
  })
}

function named(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
}

async function write(result: ShowResult, args: ArgsOf<typeof flags>): Promise<void> {
  const [{ jsonOf }, { tableLines }, { colorsOf }] = await Promise.all([
    import("../../reporters/json-of.ts"),
    import("../../reporters/table.ts"),
    import("../stream-colors.ts"),
  ])
  if (args.output === "json") {
    writeOut(`${jsonOf({ node: result.node, show: result.rows }, 2)}\n`)
    return
  }
  const colors = colorsOf("out", args)
  for (const line of tableLines(result.columns, result.rows, { colors, cellWidth })) writeOut(`${line}\n`)
  const count = result.rows.length
  if (args.quiet !== true) writeErr(`${count} ${count === 1 ? "row" : "rows"} from ${result.warehouse}\n`)
}

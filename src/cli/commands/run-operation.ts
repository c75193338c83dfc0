import type { OperationResult } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { lockFlag, runFlags } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeErr, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  args: {
    type: "string",
    value: "YAML",
    describe: "The macro's arguments as YAML or JSON: '{days: 30}'",
    group: "Operation:",
  },
  sql: { type: "string", value: "SQL", describe: "Templated SQL instead of a macro", group: "Operation:" },
  "no-transaction": {
    type: "boolean",
    describe: "Commit each statement by itself",
    group: "Operation:",
  },
  "dry-run": { ...runFlags["dry-run"], describe: "Print the SQL, touch nothing" },
  ...lockFlag,
} as const

export const runOperationCommand = defineCommand({
  name: "run-operation",
  operand: "macro",
  describe: "Run the SQL that a macro prints, in one transaction",
  flags,
  examples: [
    [
      "run-operation hashtags --args '{relation: raw_data.media}' --dry-run",
      "a macro's SQL, touching nothing",
    ],
    ["run-operation --sql 'select count(*) from {{ref \"media\"}}'", "SQL with refs; its rows are shown"],
  ],
  run: runOperation,
})

/** Wide enough for a sentence, narrow enough that a caption does not fill the screen. */
const cellWidth = 60
const shownRows = 100

async function runOperation(args: ArgsOf<typeof flags>, macro: string | undefined): Promise<number> {
  if ((macro === undefined) === (args.sql === undefined))
    throw new LuxError("LUX-9001", macro === undefined ? "nothing to run" : "a macro and SQL to run", {
      hint: "Name a macro, `lux run-operation drop_old --args '{days: 30}'`, or give SQL, `lux run-operation --sql 'select 1'`.",
    })
  if (args.sql !== undefined && args.args !== undefined)
    throw new LuxError("LUX-9001", "--args is for a macro: --sql brings its own values")
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
  const [lux, { statementLine }, { colorsOf }] = await Promise.all([
    openLux(args),
    import("../../reporters/statement-line.ts"),
    import("../stream-colors.ts"),
  ])
  const errColors = colorsOf("err", args)
  const dryRun = args["dry-run"] === true
  return withInterrupt(async (signal) => {
    const result = await lux.runOperation({
      macro,
      args: args.args,
      sql: args.sql,
      dryRun,
      transaction: args["no-transaction"] !== true,
      lockTimeoutSeconds,
      signal,
      onStatement: (done) => {
        if (args.quiet !== true) writeErr(`${statementLine(done, errColors)}\n`)
      },
    })
    if (dryRun) writeScript(result)
    else await writeRows(result, args)
    if (args.quiet !== true) writeErr(`${totals(result, dryRun)}\n`)
    return writeWarnings(lux, args)
  })
}

function writeScript({ statements, transaction }: OperationResult): void {
  const script = transaction ? ["begin", ...statements, "commit"] : statements
  writeOut(script.map((sql) => `${sql};\n`).join(""))
}

async function writeRows({ result }: OperationResult, args: ArgsOf<typeof flags>): Promise<void> {
  if (result === undefined) return
  const [{ tableLines }, { colorsOf }] = await Promise.all([
    import("../../reporters/table.ts"),
    import("../stream-colors.ts"),
  ])
  const colors = colorsOf("out", args)
  const rows = result.rows.slice(0, shownRows)
  for (const line of tableLines(result.columns, rows, { colors, cellWidth })) writeOut(`${line}\n`)
  if (rows.length < result.rows.length) writeErr(`${rows.length} of ${result.rows.length} rows are shown\n`)
}

function totals({ statements, transaction, warehouse }: OperationResult, dryRun: boolean): string {
  const count = `${statements.length} ${statements.length === 1 ? "statement" : "statements"}`
  if (dryRun) return `dry run: ${count}, nothing was touched`
  const how = transaction ? "in one transaction" : "each by itself"
  return `Done: ${count}${statements.length > 1 ? ` ${how}` : ""}\nWarehouse: ${warehouse}`
}

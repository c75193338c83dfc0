import type { Exported } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { logLine } from "../../reporters/log-line.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { lockFlag, selectionFlags } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { selectionOptions } from "../selection-options.ts"
import { logsAsJson, writeErr, writeLine, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

const formats = ["parquet", "csv", "json"] as const

const flags = {
  ...selectionFlags,
  to: {
    type: "string",
    value: "PLACE",
    describe: "Where the files go: a folder, or s3://bucket/prefix",
    group: "Output:",
  },
  format: {
    type: "string",
    choices: formats,
    describe: "Of the files; json: one document a line",
    defaultDescription: "parquet",
    group: "Output:",
  },
  overwrite: { type: "boolean", describe: "Write over files that are there", group: "Output:" },
  manifest: { type: "boolean", describe: "Redshift: list the files in one named manifest", group: "Output:" },
  ...lockFlag,
} as const

export const exportCommand = defineCommand({
  name: "export",
  describe: "Write rows of what is built into files: Parquet, CSV or JSON",
  flags,
  examples: [
    ["export --select tag:marts --to target/marts", "a Parquet file of each mart"],
    ["export -s popularity_calculation --to target --format csv --overwrite", "one, as CSV"],
  ],
  run: exportRows,
})

async function exportRows(args: ArgsOf<typeof flags>): Promise<number> {
  const { to } = args
  if (to === undefined)
    throw new LuxError("LUX-9001", "nowhere to export to", {
      hint: "Name a folder, `lux export --to out`, or an address, `lux export --to s3://bucket/prefix`.",
    })
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
  const lux = await openLux(args)
  return withInterrupt(async (signal) => {
    const exported = await lux.export({
      ...selectionOptions(args),
      to,
      format: formats.find((each) => each === args.format),
      overwrite: args.overwrite === true,
      manifest: args.manifest === true,
      lockTimeoutSeconds,
      signal,
      onExported: tell,
    })
    const rows = exported.reduce((sum, each) => sum + each.rows, 0)
    const relations = `${exported.length} ${exported.length === 1 ? "relation" : "relations"}`
    if (args.quiet !== true) writeErr(`Done: ${relations}, ${rows} ${rows === 1 ? "row" : "rows"}\n`)
    return writeWarnings(lux, args)
  })
}

function tell({ uniqueId, relation, to, rows }: Exported): void {
  if (!logsAsJson()) {
    writeOut(`${to}\n`)
    return
  }
  const message = `${relation}: ${rows} ${rows === 1 ? "row" : "rows"} in ${to}`
  const data = { unique_id: uniqueId, relation, to, rows }
  writeLine(logLine({ level: "info", type: "exported", message, data }, new Date()))
}

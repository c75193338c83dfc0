import { relative } from "node:path"
import type { CompactedHistory } from "../../api/commands/quality-types.ts"
import { defineCommand } from "../command.ts"
import { documentFlag, lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const qualityCompactCommand = defineCommand(
  {
    name: "compact",
    describe: "Move old rows of the quality history to compressed files, or delete them",
    flags: {
      keep: {
        type: "string",
        value: "TIME",
        describe: "What is older goes: 90d, 52w, 2023-09-02",
        defaultDescription: "90d",
        group: "Selection:",
      },
      delete: {
        type: "boolean",
        describe: "Delete them for good, and write no files; also on Redshift and Postgres",
        group: "Execution:",
      },
      "dry-run": { type: "boolean", describe: "Count the rows, and move none", group: "Execution:" },
      ...documentFlag,
      ...lockFlag,
    },
    examples: [
      ["quality compact", "what is older than ninety days"],
      ["quality compact --keep 52w --dry-run", "how much that is for a year"],
      ["quality compact --keep 52w --delete", "on a warehouse that keeps the history in tables of its own"],
    ],
    run: async (args) => {
      const [lux, { tableLines }, { colorsOf }] = await Promise.all([
        openLux(args),
        import("../../reporters/table.ts"),
        import("../stream-colors.ts"),
      ])
      return withInterrupt(async (signal) => {
        const done = await lux.qualityCompact({
          keep: args.keep,
          delete: args.delete,
          dryRun: args["dry-run"],
          lockTimeoutSeconds: wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10,
          signal,
        })
        if (args.output === "json") writeOut(`${JSON.stringify(done, undefined, 2)}\n`)
        else {
          writeOut(`${summary(done, args["dry-run"] === true, args.delete === true)}\n`)
          const table = tableLines(
            ["table", "rows", "file"].map((name) => ({ name })),
            done.moved.map(({ table, rows, file }) => ({
              table,
              rows,
              file: file === undefined ? "" : relative(process.cwd(), file),
            })),
            { colors: colorsOf("out", args), cellWidth: 100 },
          )
          for (const line of table) writeOut(`${line}\n`)
        }
        return writeWarnings(lux, args)
      })
    },
  },
  "quality",
)

function summary({ before, moved }: CompactedHistory, dryRun: boolean, isDeleting: boolean): string {
  const rows = moved.reduce((sum, each) => sum + each.rows, 0)
  const what = `${rows} ${rows === 1 ? "row" : "rows"} of before ${before.slice(0, 16)}`
  const verb = isDeleting ? ["delete", "deleted"] : ["move", "moved"]
  if (rows === 0) return `nothing to ${verb[0]}: no rows of before ${before.slice(0, 16)}`
  return dryRun ? `${what} would be ${verb[1]}` : `${verb[1]} ${what}`
}

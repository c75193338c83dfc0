import type { CheckPoint } from "../../api/commands/quality-types.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { limitFlag, qualityFlags, qualityOptions } from "../quality-flags.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const qualityHistoryCommand = defineCommand(
  {
    name: "history",
    operand: "check",
    describe: "Show the results of a check over time",
    flags: { ...qualityFlags, ...limitFlag },
    examples: [
      ["quality history unique_brand_user_id", "by its name"],
      ["quality history unique_brand_user_id --limit 5 --output json", "for another program"],
    ],
    run: async (args, operand) => {
      if (operand === undefined)
        throw new LuxError("LUX-9001", "no check to tell of", {
          hint: "Name it: lux quality history unique_brand_user_id",
        })
      const [lux, { tableLines }, { sparkline }, { colorsOf }] = await Promise.all([
        openLux(args),
        import("../../reporters/table.ts"),
        import("../../reporters/sparkline.ts"),
        import("../stream-colors.ts"),
      ])
      return withInterrupt(async (signal) => {
        const history = await lux.qualityHistory(operand, qualityOptions(args, signal))
        if (args.output === "json") writeOut(`${JSON.stringify(history, undefined, 2)}\n`)
        else {
          writeOut(`${history.name}  ${sparkline(history.points.map(numberOf))}\n`)
          const columns = ["checked", "status", "failures", "rows", "observed", "expected", "seconds"]
          const table = tableLines(
            columns.map((name) => ({ name })),
            history.points.map(rowOf),
            { colors: colorsOf("out", args), cellWidth: 60 },
          )
          for (const line of table) writeOut(`${line}\n`)
        }
        return writeWarnings(lux, args)
      })
    },
  },
  "quality",
)

function numberOf({ observed, failures }: CheckPoint): number | null {
  const measured = observed === null ? Number.NaN : Number(observed)
  return Number.isFinite(measured) ? measured : failures
}

function rowOf(point: CheckPoint) {
  return {
    checked: point.checkedAt.slice(0, 19),
    status: point.status,
    failures: point.failures ?? "",
    rows: point.totalRows ?? "",
    observed: point.observed ?? "",
    expected: point.expected ?? "",
    seconds: point.durationSeconds.toFixed(3),
  }
}

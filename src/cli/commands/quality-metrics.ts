import type { MetricPoint } from "../../api/commands/quality-types.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { limitFlag, qualityFlags, qualityOptions } from "../quality-flags.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const qualityMetricsCommand = defineCommand(
  {
    name: "metrics",
    operand: "column",
    describe: "Show what was measured of a column, or of a relation's rows, over time",
    flags: { ...qualityFlags, ...limitFlag },
    examples: [
      ["quality metrics analytics.popularity_calculation", "of its rows"],
      ["quality metrics popularity_calculation --output json", "for another program"],
    ],
    run: async (args, operand) => {
      if (operand === undefined)
        throw new LuxError("LUX-9001", "no column to tell of", {
          hint: "Name a relation, or a relation and its column: lux quality metrics brand.followers_count",
        })
      const [lux, { tableLines }, { sparkline }, { colorsOf }] = await Promise.all([
        openLux(args),
        import("../../reporters/table.ts"),
        import("../../reporters/sparkline.ts"),
        import("../stream-colors.ts"),
      ])
      return withInterrupt(async (signal) => {
        const history = await lux.qualityMetrics(operand, qualityOptions(args, signal))
        if (args.output === "json") writeOut(`${JSON.stringify(history, undefined, 2)}\n`)
        else {
          const rows = [...seriesOf(history.points)].map(([name, points]) => ({
            metric: name,
            latest: points.at(-1)?.value ?? "",
            measured: points.at(-1)?.measuredAt.slice(0, 19) ?? "",
            times: points.length,
            course: sparkline(points.map(numberOf)),
          }))
          const columns = ["metric", "latest", "measured", "times", "course"].map((name) => ({ name }))
          for (const line of tableLines(columns, rows, { colors: colorsOf("out", args), cellWidth: 60 }))
            writeOut(`${line}\n`)
        }
        return writeWarnings(lux, args)
      })
    },
  },
  "quality",
)

/** A long number is a text with all its digits. */
function numberOf({ value }: MetricPoint): number | null {
  const number = value === null ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}

function seriesOf(points: readonly MetricPoint[]): ReadonlyMap<string, readonly MetricPoint[]> {
  const series = new Map<string, MetricPoint[]>()
  for (const point of points) {
    const name = point.group === null ? point.metric : `${point.metric} of ${point.group}`
    series.set(name, [...(series.get(name) ?? []), point])
  }
  return series
}

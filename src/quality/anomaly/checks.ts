/** The checks that compare what is measured now with what was measured before. */
import * as z from "zod"
import { text } from "../check-kinds/arguments.ts"
import { type CheckKind, type CheckUse, checkKind, type Posed } from "../check-kinds/check-kind.ts"
import type { Measure } from "../question.ts"
import { type AnomalyArgs, anomalyProblem, anomalyShape, settingsOf } from "./arguments.ts"
import type { Settings } from "./settings.ts"

const buckets = { timestamp_column: text.optional(), bucket: z.enum(["hour", "day"]).optional() }

const overValues = ["uniqueness", "distinctness", "unique_value_ratio", "entropy", "duplicate_count"] as const
const aggregates = [
  "completeness",
  "count_distinct",
  "approx_count_distinct",
  "min",
  "max",
  "mean",
  "median",
  "sum",
  "stddev",
  "variance",
  "min_length",
  "max_length",
  "mean_length",
] as const

export const anomalyChecks: readonly CheckKind[] = [
  checkKind({
    name: "volume_anomaly",
    says: "the number of rows is as it was before",
    on: "relation",
    args: checked(z.object({ ...anomalyShape, ...buckets })),
    pose: (use, args) => posed(use, { metric: "row_count", columns: [], sql: "count(*)" }, args),
  }),
  checkKind({
    name: "freshness_anomaly",
    says: "the newest value of timestamp_column is not an older than it was before",
    on: "either",
    args: checked(z.object({ timestamp_column: text.optional(), ...anomalyShape })),
    pose: (use, { timestamp_column, ...args }) => {
      const moment = timestamp_column === undefined ? use.column : use.translate(timestamp_column)
      const sql = use.sql.text.age(`max(${moment})`)
      return posed(use, { metric: "age_seconds", columns: [moment], sql }, args, "up")
    },
  }),
  checkKind({
    name: "column_anomaly",
    says: "a metric of the column is as it was before",
    on: "column",
    args: checked(z.object({ metric: z.enum([...aggregates, ...overValues]), ...anomalyShape, ...buckets })),
    pose: (use, { metric, ...args }) => {
      const columns = [use.column]
      const name = overValues.find((each) => each === metric)
      const measure: Measure =
        name === undefined
          ? {
              metric,
              columns,
              sql: use.sql.aggregate(
                aggregates.find((each) => each === metric) ?? "completeness",
                metric.endsWith("count_distinct") ? use.key(use.column) : use.column,
              ),
            }
          : { metric, columns, sql: use.sql.overValues(name, [use.key(use.column)], use.scope), own: true }
      return posed(use, measure, args)
    },
  }),
  checkKind({
    name: "dimension_anomaly",
    says: "each value of the column, or of dimension, has the share of the rows that it had before",
    on: "either",
    args: checked(z.object({ dimension: text.optional(), ...anomalyShape, ...buckets })),
    pose: (use, { dimension, ...args }) => {
      const by = dimension === undefined ? use.column : use.translate(dimension)
      const of = { ...use, scope: { ...use.scope, groupBy: [...use.scope.groupBy, use.key(by)] } }
      const { anomaly, ...rest } = posed(of, { metric: "row_share", columns: [by], sql: "count(*)" }, args)
      return { ...rest, anomaly: anomaly === undefined ? undefined : { ...anomaly, isShare: true } }
    },
  }),
]

function posed(
  use: CheckUse,
  measure: Measure,
  { timestamp_column, bucket, ...args }: AnomalyArgs & z.output<z.ZodObject<typeof buckets>>,
  direction: Settings["direction"] = "both",
): Posed {
  const at = timestamp_column === undefined ? undefined : use.translate(timestamp_column)
  const by = at === undefined ? [] : [`date_trunc('${bucket ?? "day"}', cast(${at} as timestamp))`]
  const scope = { ...use.scope, groupBy: [...by, ...use.scope.groupBy] }
  return {
    question: { kind: "measures", scope, measures: [measure] },
    failingRows: undefined,
    anomaly: {
      settings: settingsOf(args, direction),
      bucket: at === undefined ? undefined : (bucket ?? "day"),
      isShare: false,
    },
  }
}

/** Says what the arguments lack together. */
function checked<Shape extends typeof anomalyShape>(args: z.ZodObject<Shape>): z.ZodObject<Shape> {
  return args.superRefine((given, context) => {
    const known = z.object(anomalyShape).safeParse(given)
    const problem = known.success ? anomalyProblem(known.data) : undefined
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem, path: ["strategy"] })
    const { bucket, timestamp_column, metric } = z.looseObject({}).parse(given)
    if (bucket !== undefined && timestamp_column === undefined)
      context.addIssue({ code: "custom", message: "needs timestamp_column", path: ["bucket"] })
    if (timestamp_column !== undefined && overValues.some((each) => each === metric))
      context.addIssue({
        code: "custom",
        message: `does not go with metric ${String(metric)}: it is measured of the whole table`,
        path: ["timestamp_column"],
      })
  })
}

import { backslashLiteral } from "../../sql/identifier.ts"
import type { Unloading } from "../statements.ts"

const formats = {
  parquet: "format as parquet",
  csv: "format as csv\nheader\nextension 'csv'",
  json: "format as json",
} as const

/** UNLOAD: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html. It refuses a folder that is not empty. */
export const unloading: Unloading = {
  unload: ({ sql, to, format, role, region, overwrite, manifest }) =>
    [
      `unload (${backslashLiteral(sql)})`,
      `to ${backslashLiteral(to)}`,
      `iam_role ${role === undefined ? "default" : backslashLiteral(role)}`,
      formats[format],
      ...(region === undefined ? [] : [`region ${backslashLiteral(region)}`]),
      ...(manifest ? ["manifest"] : []),
      ...(overwrite ? ["cleanpath"] : []),
    ].join("\n"),
  // https://docs.aws.amazon.com/redshift/latest/dg/PG_LAST_UNLOAD_COUNT.html
  unloadedQuery: "select pg_last_unload_count() as n",
  isTaken: (error) => /destination on S3 is not empty/i.test(error.message),
}

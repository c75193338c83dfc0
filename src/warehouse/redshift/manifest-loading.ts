import { backslashLiteral } from "../../sql/identifier.ts"
import type { ManifestLoading } from "../statements.ts"

const times = "dateformat 'auto'\ntimeformat 'auto'"
const formats = {
  parquet: "format as parquet",
  json: `format as json 'auto'\ngzip\n${times}`,
  csv: `format as csv\nignoreheader 1\ngzip\n${times}`,
  avro: `format as avro 'auto'\n${times}`,
} as const

/** The views of errors keep the first characters of a file's address. */
const addressLength = 256

/**
 * COPY of what a manifest names: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html, and
 * what it says of rows that it refused: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html, which has
 * no values; those are in https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_ERRORS.html, which serverless
 * workgroups do not show.
 */
export const manifestLoading: ManifestLoading = {
  copyManifest: (relation, manifest, { format, role, documents }) => `copy ${relation}
from ${backslashLiteral(manifest)}
iam_role ${role === undefined ? "default" : backslashLiteral(role)}
manifest
${formats[format]}${documents && format === "parquet" ? "\nserializetojson" : ""}`,
  errorsQuery: (files, most) => `select
  trim(file_name) as file_name,
  line_number,
  trim(column_name) as column_name,
  trim(column_type) as column_type,
  trim(error_message) as reason
from sys_load_error_detail
where trim(file_name) in (${addresses(files)})
order by query_id desc, line_number
limit ${most}`,
  errorValuesQuery: (files, most) => `select
  trim(filename) as file_name,
  line_number,
  trim(raw_field_value) as value
from stl_load_errors
where trim(filename) in (${addresses(files)})
order by query desc, line_number
limit ${most}`,
}

function addresses(files: readonly string[]): string {
  return files.map((file) => backslashLiteral(file.slice(0, addressLength))).join(", ")
}

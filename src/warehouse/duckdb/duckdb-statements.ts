import { identifier, stringLiteral } from "../../sql/identifier.ts"
import {
  insertsOf,
  list,
  matchingStatements,
  newestByQualify,
  standardStatements,
  tableDefinition,
} from "../standard-statements.ts"
import type { StatementsWithFiles } from "../statements.ts"
import { filesQuery, parquetShapes, readParquet } from "./duckdb-files.ts"
import { duckDbObjectIds, duckDbViews } from "./duckdb-objects.ts"
import { duckDbStorage } from "./duckdb-storage.ts"
import { duckDbTypes } from "./duckdb-types.ts"

/** DuckDB's statements. DDL is transactional; `create or replace` is atomic to other connections. */
export const duckDbStatements: StatementsWithFiles = {
  ...standardStatements("duckdb"),
  ...matchingStatements({ same }),
  // The columns of a result say of JSON that it is a text.
  describe: (from) =>
    `select column_name as name, column_type as type\nfrom (describe select * from ${from})`,
  columnKey: (name) => name.toLowerCase(),
  // A division by zero gives null here.
  refuseRows: (query) =>
    `select case when count(*) > 0 then error('${rowsFound}') end as none\nfrom (\n${query}\n) as found`,
  // No view is bound to a table: nothing is held back.
  refusals: {
    isDependedOn: () => false,
    changesViewColumns: () => false,
    columnTwice: () => undefined,
    foundRows: ({ message }) => message.includes(rowsFound),
  },
  outputColumns: (query) => `describe ${query}`,
  notMarked: ({ schema = "", name }, mark) => {
    const query = (kind: string): string => `select ${kind}_name as name
from duckdb_${kind}s()
where database_name = current_database()
  and lower(schema_name) = ${stringLiteral(schema.toLowerCase())}
  and lower(${kind}_name) = ${stringLiteral(name.toLowerCase())}
  and lower(comment) is distinct from ${stringLiteral(mark.toLowerCase())}`
    return `${query("table")}\nunion all\n${query("view")}`
  },
  storage: duckDbStorage,
  objectIds: duckDbObjectIds,
  viewDefinitions: duckDbViews,
  replacesTables: true,
  publishing: () => "swap",
  types: duckDbTypes,
  textType: "varchar",
  documentType: "json",
  newestOfEach: newestByQualify,
  createTableAs: (relation, sql) => `create or replace table ${relation} as\n${sql}`,
  createTable: (relation, columns, constraints) =>
    tableDefinition(`create or replace table ${relation}`, columns, constraints),
  constraintSupport: {
    not_null: "enforced",
    unique: "enforced",
    primary_key: "enforced",
    check: "enforced",
    custom: "enforced",
    // A table that another refers to can be neither dropped nor renamed, so that no new version could take its place.
    foreign_key: "unsupported",
  },
  insertRows: insertsOf(1_000_000, "duckdb"),
  same,
  now: (type = "timestamp") =>
    /time zone|timestamptz/i.test(type)
      ? "current_timestamp"
      : `cast(current_timestamp at time zone 'UTC' as ${type})`,
  // Written again, because DuckDB alters no column that an index is on, or behind.
  reshapeTable: (relation, columns, existing) => {
    const before = new Map(existing.map(({ name, type }) => [name, type]))
    const values = columns.map(({ name, type, exists }) => {
      const from = before.get(name)
      const value =
        exists && from !== undefined
          ? duckDbTypes.exactly(identifier(name), from, type)
          : `cast(${exists ? identifier(name) : "null"} as ${type})`
      return `  ${value} as ${identifier(name)}`
    })
    return [`create or replace table ${relation} as\nselect\n${values.join(",\n")}\nfrom ${relation}`]
  },
  // Only `not null` could come later, and not in the transaction that updates rows.
  addConstraint: () => undefined,
  createIndex: (relation, { name, columns, unique }) =>
    `create ${unique ? "unique " : ""}index if not exists ${identifier(name)} on ${relation} (${list(columns)})`,
  // DuckDB loads a table's indexes at the first insert: rows that were deleted before that are still in them.
  loadIndexes: (relation) => `insert into ${relation}\nselect *\nfrom ${relation}\nlimit 0`,
  sessionView: (view, sql) => `create or replace temp view ${view} as\n${sql}`,
  embedded: {
    filesView: (view, files) => `create or replace temp view ${view} as\n${filesQuery(files)}`,
    readParquet,
    parquetShapes,
    attachReadOnly: (file, name) =>
      `attach if not exists ${stringLiteral(file)} as ${identifier(name)} (read_only)`,
    copyTo(sql, file, format, { gzip = false, nullAs = "" } = {}) {
      const options = [`format ${format}`]
      if (format === "csv") options.push("header")
      if (format === "csv" && nullAs !== "") options.push(`nullstr ${stringLiteral(nullAs)}`)
      if (format !== "parquet" && gzip) options.push("compression gzip")
      return `copy (\n${sql}\n) to ${stringLiteral(file)} (${options.join(", ")})`
    },
  },
}

const rowsFound = "rows were found"

function same(left: string, right: string): string {
  return `${left} is not distinct from ${right}`
}

import { identifier, stringLiteral } from "../../sql/identifier.ts"
import type { ConstrainedColumn, Matching, TypedColumn, WarehouseStatements } from "../statements.ts"
import { filesQuery } from "./duckdb-files.ts"

// Long enough that the number of statements does not matter, short enough to be parsed at once.
const insertBytes = 1_000_000

/** DuckDB's statements. DDL is transactional; `create or replace` is atomic to other connections. */
export const duckDbStatements: WarehouseStatements = {
  createSchema: (schema) => `create schema if not exists ${identifier(schema)}`,
  createTableAs: (relation, sql) => `create or replace table ${relation} as\n${sql}`,
  createTable: (relation, columns, constraints = []) => {
    const lines = [...columns.map(columnLine), ...constraints.map((constraint) => `  ${constraint}`)]
    return `create or replace table ${relation} (\n${lines.join(",\n")}\n)`
  },
  constraintSupport: {
    not_null: "enforced",
    unique: "enforced",
    primary_key: "enforced",
    check: "enforced",
    custom: "enforced",
    // A table that another refers to can be neither dropped nor renamed, so that no new version could take its place.
    foreign_key: "unsupported",
  },
  insertRows: (relation, columns, rows) => {
    const into = `insert into ${relation} (${list(columns.map((column) => column.name))}) values\n`
    return chunked(rows.map((row) => `  (${row.map(literal).join(", ")})`)).map(
      (chunk) => into + chunk.join(",\n"),
    )
  },
  createView: (relation, sql) => `create or replace view ${relation} as\n${sql}`,
  drop: (relation, kind) => `drop ${kind} if exists ${relation}`,
  rename: (relation, kind, name) => `alter ${kind} ${relation} rename to ${identifier(name)}`,
  commentOn: (relation, kind, text) => `comment on ${kind} ${relation} is ${literal(text ?? null)}`,
  commentOnColumn: (relation, column, text) =>
    `comment on column ${relation}.${identifier(column)} is ${literal(text ?? null)}`,
  insertSelect: (target, columns, source) =>
    `insert into ${target} (${list(columns)})\nselect ${list(columns)}\nfrom ${source}`,
  insertMissing: ({ target, source, keys, columns }) =>
    `insert into ${target} (${list(columns)})
select ${list(columns)}
from ${source} as source
where not exists (
  select 1
  from ${target} as target
  where ${sameKey(keys)}
)`,
  deleteMatching: (matching) =>
    `delete from ${matching.target} as target
using ${matching.source} as source
where ${conditions(matching)}`,
  merge: (matching) => {
    const { target, source, keys, predicates, sequenceBy, updateColumns, insertColumns } = matching
    const on = [sameKey(keys), ...predicates.map((predicate) => `(${predicate})`)].join("\n  and ")
    const newer = sequenceBy === undefined ? "" : ` and ${notOlder(sequenceBy)}`
    const update = updateColumns
      .map((name) => `  ${identifier(name)} = source.${identifier(name)}`)
      .join(",\n")
    const matched = updateColumns.length === 0 ? "" : `when matched${newer} then update set\n${update}\n`
    return `merge into ${target} as target
using ${source} as source
on ${on}
${matched}when not matched then insert (${list(insertColumns)})
values (${insertColumns.map((name) => `source.${identifier(name)}`).join(", ")})`
  },
  updateFrom: ({ target, source, set, where }) => {
    const values = set.map(({ column, value }) => `  ${identifier(column)} = ${value}`).join(",\n")
    return `update ${target} as target\nset\n${values}\nfrom ${source} as source\nwhere ${where}`
  },
  same,
  now: (type = "timestamp") =>
    /time zone|timestamptz/i.test(type)
      ? "current_timestamp"
      : `cast(current_timestamp at time zone 'UTC' as ${type})`,
  addColumn: (relation, { name, type }) => `alter table ${relation} add column ${identifier(name)} ${type}`,
  // Written anew, because DuckDB alters no column that an index stands on, or behind.
  reshapeTable: (relation, columns) => {
    const values = columns.map(
      ({ name, type, exists }) =>
        `  cast(${exists ? identifier(name) : "null"} as ${type}) as ${identifier(name)}`,
    )
    return [`create or replace table ${relation} as\nselect\n${values.join(",\n")}\nfrom ${relation}`]
  },
  createIndex: (relation, { columns, unique }) => {
    const name = [relation.name, ...columns, "idx"].join("_")
    return `create ${unique ? "unique " : ""}index if not exists ${identifier(name)} on ${relation} (${list(columns)})`
  },
  filesView: (view, files) => `create or replace temp view ${view} as\n${filesQuery(files)}`,
  sessionView: (view, sql) => `create or replace temp view ${view} as\n${sql}`,
  attachReadOnly: (file, name) =>
    `attach if not exists ${stringLiteral(file)} as ${identifier(name)} (read_only)`,
  copyToParquet: (sql, file) => `copy (\n${sql}\n) to ${stringLiteral(file)} (format parquet)`,
}

function columnLine(column: TypedColumn | ConstrainedColumn): string {
  const constraints = "constraints" in column ? column.constraints : []
  return `  ${[identifier(column.name), column.type, ...constraints].join(" ")}`
}

function list(columns: readonly string[]): string {
  return columns.map(identifier).join(", ")
}

function literal(value: string | null): string {
  return value === null ? "null" : stringLiteral(value)
}

function same(left: string, right: string): string {
  return `${left} is not distinct from ${right}`
}

/** Null keys match each other: a row without a key is still one row. */
function sameKey(keys: readonly string[]): string {
  return keys.map((key) => same(`target.${identifier(key)}`, `source.${identifier(key)}`)).join("\n  and ")
}

function notOlder(column: string): string {
  const name = identifier(column)
  return `(target.${name} is null or source.${name} >= target.${name})`
}

function conditions({ keys, predicates, sequenceBy }: Matching): string {
  return [
    sameKey(keys),
    ...predicates.map((predicate) => `(${predicate})`),
    ...(sequenceBy === undefined ? [] : [notOlder(sequenceBy)]),
  ].join("\n  and ")
}

function chunked(lines: readonly string[]): readonly (readonly string[])[] {
  const chunks: string[][] = []
  let bytes = insertBytes
  for (const line of lines) {
    if (bytes + line.length > insertBytes) {
      chunks.push([])
      bytes = 0
    }
    chunks.at(-1)?.push(line)
    bytes += line.length
  }
  return chunks
}

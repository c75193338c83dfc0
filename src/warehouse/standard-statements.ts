import { identifier, literalsOf } from "../sql/identifier.ts"
import type { SqlDialect } from "../sql/types.ts"
import type {
  ConstrainedColumn,
  Matching,
  SourceValues,
  TypedColumn,
  WarehouseStatements,
} from "./statements.ts"

/** Statements that every warehouse reads alike, but for how texts are written. */
export function standardStatements(dialect: SqlDialect) {
  const literal = literalsOf(dialect)
  const comment = (text: string | undefined): string => (text === undefined ? "null" : literal(text))
  return {
    literal,
    columnKey: (name) => name,
    key: (value) => value,
    refuseRows: (query) =>
      `select 1 / (case when count(*) = 0 then 1 else 0 end) as none\nfrom (\n${query}\n) as found`,
    createSchema: (schema) => `create schema if not exists ${identifier(schema)}`,
    createView: (relation, sql) => `create or replace view ${relation} as\n${sql}`,
    drop: (relation, kind) => `drop ${kind} if exists ${relation}`,
    rename: (relation, kind, name) => `alter ${kind} ${relation} rename to ${identifier(name)}`,
    commentOn: (relation, kind, text) => `comment on ${kind} ${relation} is ${comment(text)}`,
    commentOnColumn: (relation, column, text) =>
      `comment on column ${relation}.${identifier(column)} is ${comment(text)}`,
    insertSelect: (target, columns, source, values) =>
      `insert into ${target} (${list(columns)})\nselect ${valueList(columns, values)}\nfrom ${source} as source`,
    updateFrom: ({ target, source, set, where }) => {
      const values = set.map(({ column, value }) => `  ${identifier(column)} = ${value}`).join(",\n")
      return `update ${target} as target\nset\n${values}\nfrom ${source} as source\nwhere ${where}`
    },
    addColumn: (relation, { name, type, constraints = [] }) =>
      `alter table ${relation} add column ${[identifier(name), type, ...constraints].join(" ")}`,
  } satisfies Partial<WarehouseStatements>
}

/** `verb schema.table (columns and constraints)`. */
export function tableDefinition(
  verb: string,
  columns: readonly (TypedColumn | ConstrainedColumn)[],
  constraints: readonly string[] = [],
): string {
  const lines = [...columns.map(columnLine), ...constraints.map((constraint) => `  ${constraint}`)]
  return `${verb} (\n${lines.join(",\n")}\n)`
}

function columnLine(column: TypedColumn | ConstrainedColumn): string {
  const constraints = "constraints" in column ? column.constraints : []
  return `  ${[identifier(column.name), column.type, ...constraints].join(" ")}`
}

/** Rows as inserts of at most so many bytes each: long enough that their number does not matter, short enough to be parsed at once. */
export function insertsOf(bytes: number, dialect: SqlDialect): WarehouseStatements["insertRows"] {
  const literal = literalsOf(dialect)
  return (relation, columns, rows) => {
    const into = `insert into ${relation} (${list(columns.map((column) => column.name))}) values\n`
    return chunked(
      rows.map((row) => `  (${row.map((value) => (value === null ? "null" : literal(value))).join(", ")})`),
      bytes,
    ).map((chunk) => into + chunk.join(",\n"))
  }
}

/** The rows of a query that are the newest of their key. */
export function newestByQualify(query: string, keys: readonly string[], newest: string): string {
  return `select *
from (
${query}
) as versions
qualify row_number() over (partition by ${keys.join(", ")} order by ${identifier(newest)} desc nulls last) = 1`
}

/** How one warehouse says that two values are the same, null and null included, and what of a value is compared. */
export interface Comparing {
  same(left: string, right: string): string
  readonly key?: WarehouseStatements["key"]
}

/** The same statements, where rows are told apart by keys of their values. */
export function comparedByKey(
  statements: WarehouseStatements,
  key: WarehouseStatements["key"],
): WarehouseStatements {
  const same = (left: string, right: string): string => statements.same(key(left), key(right))
  return { ...statements, key, same, ...matchingStatements({ same: statements.same, key }) }
}

/** Statements that find stored rows by key; `named` is how the stored table is called within them. */
export function matchingStatements(
  comparing: Comparing,
): Pick<WarehouseStatements, "insertMissing" | "deleteMatching" | "merge"> {
  return {
    insertMissing: ({ target, source, columns, predicates = [], ...keys }) =>
      `insert into ${target} (${list(columns)})
select ${valueList(columns, keys.values)}
from ${source} as source
where not exists (
  select 1
  from ${target} as target
  where ${[sameKey(keys, comparing), ...predicates.map((each) => `(${each})`)].join("\n  and ")}
)`,
    deleteMatching: (matching) =>
      `delete from ${matching.target} as target
using ${matching.source} as source
where ${matchConditions(matching, comparing)}`,
    merge: (matching) => {
      const { target, source, values, predicates, sequenceBy, updateColumns, insertColumns } = matching
      const on = [sameKey(matching, comparing), ...predicates.map((each) => `(${each})`)].join("\n  and ")
      const newer = sequenceBy === undefined ? "" : ` and ${notOlder(sequenceBy, values)}`
      const update = updateColumns
        .map((name) => `  ${identifier(name)} = ${sourceValue(name, values)}`)
        .join(",\n")
      const matched = updateColumns.length === 0 ? "" : `when matched${newer} then update set\n${update}\n`
      return [
        `merge into ${target} as target
using ${source} as source
on ${on}
${matched}when not matched then insert (${list(insertColumns)})
values (${insertColumns.map((name) => sourceValue(name, values)).join(", ")})`,
      ]
    },
  }
}

/** Null keys match each other: a row without a key is still one row. */
export function sameKey(
  { keys, filledKeys, values }: Pick<Matching, "keys" | "filledKeys" | "values">,
  { same, key = (value) => value }: Comparing,
  target = "target",
): string {
  return keys
    .map((name) => {
      const [stored, given] = [key(`${target}.${identifier(name)}`), key(sourceValue(name, values))]
      return filledKeys?.has(name) === true ? `${stored} = ${given}` : same(stored, given)
    })
    .join("\n  and ")
}

/** A row of the source is about a stored one, and no older. */
export function matchConditions(
  { predicates, sequenceBy, ...keys }: Matching,
  comparing: Comparing,
  target = "target",
): string {
  return [
    sameKey(keys, comparing, target),
    ...predicates.map((predicate) => `(${predicate})`),
    ...(sequenceBy === undefined ? [] : [notOlder(sequenceBy, keys.values, target)]),
  ].join("\n  and ")
}

function notOlder(column: string, values?: SourceValues, target = "target"): string {
  const stored = `${target}.${identifier(column)}`
  return `(${stored} is null or ${sourceValue(column, values)} >= ${stored})`
}

/** What a row of the source has for a column. */
export function sourceValue(column: string, values?: SourceValues): string {
  return values?.get(column) ?? `source.${identifier(column)}`
}

function valueList(columns: readonly string[], values?: SourceValues): string {
  return columns.map((column) => values?.get(column) ?? identifier(column)).join(", ")
}

export function list(columns: readonly string[]): string {
  return columns.map(identifier).join(", ")
}

function chunked(lines: readonly string[], most: number): readonly (readonly string[])[] {
  const chunks: string[][] = []
  let bytes = most
  for (const line of lines) {
    const length = Buffer.byteLength(line)
    if (bytes + length > most) {
      chunks.push([])
      bytes = 0
    }
    chunks.at(-1)?.push(line)
    bytes += length + 2
  }
  return chunks
}

import { backslashLiteral, identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import { tokens } from "../../sql/tokens.ts"
import { isText } from "../column-type.ts"
import {
  columnsQuery,
  dependentsQueryByLevels,
  differentColumnsQuery,
  notMarkedQuery,
  schemasOf,
  viewsQuery,
} from "../postgres/catalog-queries.ts"
import { postgresRefusals } from "../postgres/refusals.ts"
import {
  insertsOf,
  list,
  matchConditions,
  matchingStatements,
  newestByQualify,
  sameKey,
  sourceValue,
  standardStatements,
  tableDefinition,
} from "../standard-statements.ts"
import type { Matching, WarehouseStatements } from "../statements.ts"
import { manifestLoading } from "./manifest-loading.ts"
import { encoded, tableAttributes } from "./redshift-attributes.ts"
import { redshiftReshape } from "./redshift-reshape.ts"
import { redshiftTypeRules } from "./redshift-type-rules.ts"
import { unloading } from "./unloading.ts"

const standard = standardStatements("redshift")

/** Redshift's statements. It takes no alias on the table of a delete or merge, and has no `is not distinct from`. */
export const redshiftStatements: WarehouseStatements = {
  ...standard,
  insertMissing: matchingStatements({ same }).insertMissing,
  refusals: postgresRefusals,
  catalog: { columnsQuery, differentColumnsQuery, dependentsQuery: dependentsQueryByLevels },
  leases: {
    lock: (table) => `lock table ${table}`,
    // To write the row would let any two runs that publish at once fail with 1023: Redshift looks at whole tables.
    demand: (table, where) => `select 1 / count(*) as held\nfrom ${table}\nwhere ${where}`,
    // A batch of the Data API goes on when nobody waits for it any more.
    runningOf: (run) => {
      const like = backslashLiteral(`%${run}%`)
      return `select query_id
from sys_query_history
where status not in ('success', 'failed', 'canceled')
  and (query_label like ${like} or query_text like ${like})
  and query_text not like '%sys_query_history%'
limit 1`
    },
  },
  notMarked: notMarkedQuery,
  // In blocks of a megabyte. Tables without rows are not in it.
  storage: (tables) => `select
  "schema" as schema_name,
  "table" as name,
  size * 1048576 as bytes,
  tbl_rows as row_count
from svv_table_info
where "schema" in (${schemasOf(tables)})`,
  viewDefinitions: viewsQuery,
  createdAt: (tables) => `select
  "schema" as schema_name,
  "table" as name,
  cast(create_time as varchar(30)) as created_at
from svv_table_info
where "schema" in (${schemasOf(tables)})`,
  // The system tables go back seven days.
  lastReads: (tables) => `select
  t."schema" as schema_name,
  t."table" as name,
  cast(max(d.start_time) as varchar(30)) as read_at
from sys_query_detail as d
join svv_table_info as t on t.table_id = d.table_id
where d.step_name = 'scan' and t."schema" in (${schemasOf(tables)})
group by t."schema", t."table"`,
  replacesTables: false,
  // Rows that are deleted and inserted are written twice and vacuumed away: of many that costs more than it gives.
  publishing: (rows = 0) => (rows > 10_000_000 ? "swap" : "replace"),
  types: redshiftTypeRules,
  textType: "varchar(65535)",
  documentType: "super",
  newestOfEach: newestByQualify,
  createTableAs: (relation, sql, physical) =>
    [`create table ${relation}`, ...tableAttributes(physical, "query"), `as\n${sql}`]
      .join("\n")
      .replace("\nas", " as"),
  createTable: (relation, columns, constraints, physical) =>
    [
      tableDefinition(`create table ${relation}`, encoded(columns, physical), constraints),
      ...tableAttributes(physical, "columns"),
    ].join("\n"),
  // Late-binding unless a model says otherwise: it follows its table's name, and holds no table back.
  createView: (relation, sql, physical) =>
    `create or replace view ${relation} as\n${sql}${physical?.bind === true ? "" : "\nwith no schema binding"}`,
  bindView: (view, physical) => (physical?.bind === true ? undefined : `select *\nfrom ${view}\nlimit 0`),
  materializedViews: {
    create: (view, sql, physical) =>
      [
        `create materialized view ${view}`,
        ...tableAttributes(physical, "materialized view"),
        `auto refresh ${physical.autoRefresh ? "yes" : "no"} as\n${sql}`,
      ].join("\n"),
    refresh: (view) => `refresh materialized view ${view}`,
    attributes: (physical) => tableAttributes(physical, "materialized view"),
    autoRefresh: (view, on) => `alter materialized view ${view} auto refresh ${on ? "yes" : "no"}`,
  },
  // To Redshift's comments one is a view.
  commentOn: (relation, kind, text) =>
    standard.commentOn(relation, kind === "materialized view" ? "view" : kind, text),
  constraintSupport: {
    not_null: "enforced",
    unique: "recorded",
    primary_key: "recorded",
    foreign_key: "recorded",
    check: "unsupported",
    custom: "enforced",
  },
  // Beneath the service's limit of 100 KB for a statement.
  insertRows: insertsOf(80_000, "redshift"),
  same,
  // getdate() has whole seconds: two versions of a second would have one id.
  now: (type = "timestamp") =>
    /^timestamp( without time zone)?$/i.test(type) ? "sysdate" : `cast(sysdate as ${type})`,
  deleteMatching: (matching) =>
    `delete from ${matching.target}
using ${matching.source} as source
where ${matchConditions(byName(matching), { same }, nameOf(matching.target))}`,
  merge: (matching) => {
    const { target, source, values, keys, filledKeys, predicates, sequenceBy } = matching
    const { updateColumns, insertColumns } = matching
    const missing = redshiftStatements.insertMissing({
      target,
      source,
      values,
      keys,
      filledKeys,
      predicates,
      columns: insertColumns,
    })
    if (updateColumns.length === 0) return [missing]
    const set = updateColumns.map((name) => ({ column: name, value: sourceValue(name, values) }))
    // Redshift's merge takes no condition of its own on rows that match, nor one that leaves a stored row as it is; it
    // matches by columns.
    if (sequenceBy !== undefined || predicates.length > 0 || keys.some((key) => values?.has(key))) {
      const where = matchConditions(matching, { same })
      return [standard.updateFrom({ target, source, set, where }), missing]
    }
    const update = set.map(({ column, value }) => `  ${identifier(column)} = ${value}`).join(",\n")
    return [
      `merge into ${target}
using ${source} as source
on ${sameKey(matching, { same }, nameOf(target))}
when matched then update set
${update}
when not matched then insert (${list(insertColumns)})
values (${insertColumns.map((name) => sourceValue(name, values)).join(", ")})`,
    ]
  },
  // Of a varchar the size alone is changed, which Redshift does outside of transactions only. Of other types it changes nothing.
  widenColumn: (relation, { name, type }, from) =>
    isText(type) && isText(from)
      ? { before: [`alter table ${relation} alter column ${identifier(name)} type ${type}`], statements: [] }
      : {
          before: [],
          statements: redshiftReshape(relation, [{ name, type, exists: true }], [{ name, type: from }]),
        },
  reshapeTable: redshiftReshape,
  // Of the columns that queries filter and join by; of all where none are known yet. Redshift skips what has hardly changed.
  analyze: (relation) => `analyze ${relation} predicate columns`,
  // A column that may be null never becomes one that may not, nor a part of the primary key.
  addConstraint: (relation, { type, text }) =>
    type === "unique" || type === "foreign_key" ? [`alter table ${relation} add ${text}`] : undefined,
  createIndex: () => undefined,
  sessionView: (view, sql) => `create temp table ${view} as\n${sql}`,
  loading: manifestLoading,
  unloading,
}

function same(left: string, right: string): string {
  return `(${left} = ${right} or (${left} is null and ${right} is null))`
}

function nameOf({ name }: Relation): string {
  return identifier(name)
}

/** The stored table follows its own name, not by `target`. */
function byName<Part extends Matching>(matching: Part): Part {
  const name = nameOf(matching.target)
  return { ...matching, predicates: matching.predicates.map((each) => renamed(each, name)) }
}

/** `target.` in a condition as `name.`. */
function renamed(sql: string, name: string): string {
  const all = tokens(sql, "redshift")
  let out = ""
  let from = 0
  for (const [index, token] of all.entries()) {
    const isTable = token.kind === "word" && token.text === "target" && all[index + 1]?.text === "."
    if (!isTable) continue
    out += sql.slice(from, token.start) + name
    from = token.end
  }
  return out + sql.slice(from)
}

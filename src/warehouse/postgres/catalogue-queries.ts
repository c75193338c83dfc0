import { stringLiteral } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"

/** The columns of a relation in their order, on the system tables that Postgres and Redshift share. */
export function columnsQuery(relation: Relation): string {
  return `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid
join pg_namespace as n on n.oid = c.relnamespace
where ${isRelation(relation)} and a.attnum > 0 and not a.attisdropped
order by a.attnum`
}

/** Views that are bound to a relation, also through others, each after those that it reads. */
export function boundViewsQuery(relation: Relation): string {
  return `with recursive bound as (
  select c.oid, 1 as depth
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where ${isRelation(relation)}
  union all
  select ${reader}, bound.depth + 1
  from bound
  join pg_depend as read on read.refobjid = bound.oid
  ${ofReaders}
)
${definitions("(select oid, max(depth) as depth from bound where depth > 1 group by oid)")}`
}

/**
 * The same for an engine whose system tables take no part in recursion, and need not tell what materialized views read:
 * views over views, five deep.
 */
export function boundViewsQueryByLevels(relation: Relation, readers: readonly Relation[] = []): string {
  const levels = [
    `select c.oid, 1 as depth
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where ${isRelation(relation)}`,
  ]
  for (let depth = 2; depth <= 6; depth++)
    levels.push(`select ${reader}, ${depth} as depth
  from level_${depth - 1} as bound
  join pg_depend as read on read.refobjid = bound.oid
  ${ofReaders}${depth > 2 ? "" : readers.map(named).join("")}`)
  const ctes = levels.map((level, index) => `level_${index + 1} as (\n  ${level}\n)`)
  const all = levels.slice(1).map((_, index) => `select oid, depth from level_${index + 2}`)
  return `with ${ctes.join(",\n")}
${definitions(`(select oid, max(depth) as depth from (${all.join(" union all ")}) as each group by oid)`)}`
}

function named(view: Relation): string {
  return `
  union
  select c.oid, 2 as depth
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where ${isRelation(view)} and c.relkind in ('v', 'm')`
}

const reader = "rewritten.ev_class as oid"

/** The rule of a view depends on what the view reads; it belongs to the view. */
const ofReaders = `join pg_rewrite as rewritten on rewritten.oid = read.objid and rewritten.ev_class <> bound.oid
  where read.deptype = 'n'`

function definitions(bound: string): string {
  return `select n.nspname as schema_name, c.relname as name, cast(c.relkind as varchar(1)) as kind, pg_get_viewdef(c.oid) as definition
from ${bound} as found
join pg_class as c on c.oid = found.oid
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('v', 'm')
order by found.depth, n.nspname, c.relname`
}

function isRelation({ schema = "", name }: Relation): string {
  return `n.nspname = ${stringLiteral(schema)} and c.relname = ${stringLiteral(name)}`
}

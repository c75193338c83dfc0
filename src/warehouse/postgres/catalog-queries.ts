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

/** The columns, by name and type, that only one of two relations has. */
export function differentColumnsQuery(one: Relation, other: Relation): string {
  const columns = (relation: Relation): string => `select a.attname, format_type(a.atttypid, a.atttypmod)
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where ${isRelation(relation)}
      and a.attnum > 0 and not a.attisdropped`
  return `  (
    ${columns(one)}
    except
    ${columns(other)}
  )
  union all
  (
    ${columns(other)}
    except
    ${columns(one)}
  )`
}

/**
 * What depends on a relation, also through views: a row for each view and each column that it reads, each view after those
 * that it reads, and one for whatever else depends on one of them (`kind` is `-`, `name` describes it).
 */
export function dependentsQuery(relation: Relation): string {
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
),
found as (
  select oid, max(depth) as depth from bound group by oid
)
${views}
union all
select
  null,
  pg_describe_object(d.classid, d.objid, d.objsubid),
  '-',
  null,
  n.nspname,
  c.relname,
  a.attname,
  0
from found
join pg_class as c on c.oid = found.oid
join pg_namespace as n on n.oid = c.relnamespace
join pg_depend as d on d.deptype = 'n' and (
  (d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid)
  or (d.refclassid = 'pg_type'::regclass and d.refobjid = c.reltype)
)
left join pg_rewrite as rule on d.classid = 'pg_rewrite'::regclass and rule.oid = d.objid
left join pg_class as ruled on ruled.oid = rule.ev_class
left join pg_constraint as own on d.classid = 'pg_constraint'::regclass and own.oid = d.objid
left join pg_attribute as a on d.refclassid = 'pg_class'::regclass and a.attrelid = c.oid and a.attnum = d.refobjsubid and a.attnum > 0
where (
    ruled.oid is null
    or ruled.relkind not in ('v', 'm')
    or (d.refclassid = 'pg_type'::regclass and ruled.oid not in (select oid from found))
  )
  and coalesce(own.conrelid, 0) <> c.oid
order by depth, schema_name, name`
}

/**
 * The same for an engine whose system tables take no part in recursion, and need not tell what materialized views read:
 * views over views, five deep; besides views there are foreign keys.
 */
export function dependentsQueryByLevels(relation: Relation, readers: readonly Relation[] = []): string {
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
  return `with ${ctes.join(",\n")},
found as (
  select oid, max(depth) as depth from (${all.join(" union all ")}) as each group by oid
)
${views}
union all
select
  null,
  cast('the foreign key ' || k.conname || ' of ' || kn.nspname || '.' || kc.relname as varchar(400)),
  '-',
  null,
  n.nspname,
  c.relname,
  null,
  0
from pg_constraint as k
join pg_class as c on c.oid = k.confrelid
join pg_namespace as n on n.oid = c.relnamespace
join pg_class as kc on kc.oid = k.conrelid
join pg_namespace as kn on kn.oid = kc.relnamespace
where k.contype = 'f' and k.conrelid <> k.confrelid and ${isRelation(relation)}
order by depth, schema_name, name`
}

/** Also indexes and sequences: no relation of their name can be made. */
export function notMarkedQuery(relation: Relation, mark: string): string {
  return `select c.relname
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
left join pg_description as d on d.objoid = c.oid
  and d.classoid = 'pg_class'::regclass and d.objsubid = 0
where ${isRelation(relation)} and coalesce(d.description, '') <> ${stringLiteral(mark)}`
}

/** Sizes with indexes and long values; rows as statistics have them, null where there are none. */
export function storageQuery(tables: readonly Relation[]): string {
  return `select
  n.nspname as schema_name,
  c.relname as name,
  pg_total_relation_size(c.oid) as bytes,
  case when c.reltuples >= 0 then c.reltuples end as row_count
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'm', 'p') and n.nspname in (${schemasOf(tables)})`
}

const ownSchemas = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`

export const objectIdsQuery = `select n.nspname || '.' || c.relname as relation, cast(c.oid as varchar(20)) as object_id
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${ownSchemas}`

export const viewsQuery = `select n.nspname as schema_name, c.relname as name, pg_get_viewdef(c.oid) as definition
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and ${ownSchemas}`

/** Scans that the statistics count; their times are there from Postgres 16 on. */
export function lastReadsQuery(tables: readonly Relation[]): string {
  return `select schema_name, name, read_at
from (
  select
    schemaname as schema_name,
    relname as name,
    greatest(to_jsonb(stat) ->> 'last_seq_scan', to_jsonb(stat) ->> 'last_idx_scan') as read_at
  from pg_stat_user_tables as stat
  where schemaname in (${schemasOf(tables)})
) as reads
where read_at is not null`
}

/** Their schemas as a list of literals. */
export function schemasOf(tables: readonly Relation[]): string {
  return [...new Set(tables.map(({ schema = "" }) => stringLiteral(schema)))].join(", ")
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
  join pg_class as view on view.oid = rewritten.ev_class and view.relkind in ('v', 'm')
  where read.deptype = 'n'`

const views = `select
  n.nspname as schema_name,
  cast(c.relname as varchar(400)) as name,
  cast(c.relkind as varchar(1)) as kind,
  pg_get_viewdef(c.oid) as definition,
  un.nspname as read_schema,
  u.relname as read_name,
  a.attname as read_column,
  found.depth as depth
from found
join pg_class as c on c.oid = found.oid
join pg_namespace as n on n.oid = c.relnamespace
left join (
  select distinct rule.ev_class, d.refobjid, d.refobjsubid
  from pg_rewrite as rule
  join pg_depend as d on d.objid = rule.oid and d.deptype = 'n' and d.refobjid <> rule.ev_class
) as reads on reads.ev_class = c.oid
left join pg_class as u on u.oid = reads.refobjid
left join pg_namespace as un on un.oid = u.relnamespace
left join pg_attribute as a on a.attrelid = u.oid and a.attnum = reads.refobjsubid and a.attnum > 0
where c.relkind in ('v', 'm') and found.depth > 1`

function isRelation({ schema = "", name }: Relation): string {
  return `n.nspname = ${stringLiteral(schema)} and c.relname = ${stringLiteral(name)}`
}

/**
 * Redshift's catalog views on Postgres' catalog. Columns as in
 * https://docs.aws.amazon.com/redshift/latest/dg/svv_views.html and the page of each view.
 */
export function catalogViews(bookkeeping: string): string {
  const kind = `case
      when c.relkind = 'v' then 'VIEW'
      when c.relkind = 'm' then 'VIEW'
      when c.relpersistence = 't' then 'LOCAL TEMPORARY'
      else 'BASE TABLE'
    end`
  const local = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`
  return `
create view ${bookkeeping}.relations as
  select c.oid as id, n.nspname as schema, c.relname as name, ${kind} as type, c.relkind as kind,
    obj_description(c.oid, 'pg_class') as remarks
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v', 'm') and (${local} or c.relpersistence = 't');

create view ${bookkeeping}.columns as
  select c.oid as id, n.nspname as schema, c.relname as name, a.attname as column_name, a.attnum as attribute,
    row_number() over (partition by c.oid order by a.attnum) as position,
    a.atttypid as type, a.atttypmod as modifier, a.attnotnull as required,
    case when a.attidentity <> '' then '"identity"(' || c.oid || ', ' || a.attnum - 1 || ', ''1,1''::text)'
      else pg_get_expr(d.adbin, d.adrelid) end as default_value,
    col_description(c.oid, a.attnum) as remarks,
    e.encoding, coalesce(t.distkey = a.attnum, false) as distkey,
    coalesce(array_position(t.sortkey, a.attnum), 0)
      * case when t.sortstyle = 'interleaved' and array_position(t.sortkey, a.attnum) % 2 = 0 then -1 else 1 end
      as sortkey
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  left join ${bookkeeping}.tables t on t.id = c.oid
  left join ${bookkeeping}.encodings e on e.id = c.oid and e.attribute = a.attnum
  where c.relkind in ('r', 'v', 'm') and (${local} or c.relpersistence = 't');

create function pg_catalog.pg_get_late_binding_view_cols() returns setof record language sql stable as $$
  select x.view_schema::name, x.view_name::name, x.col_name::name,
    ${bookkeeping}.type_name(x.type::oid, x.modifier)::varchar, x.col_num
  from jsonb_to_recordset(
    coalesce(nullif(current_setting('${bookkeeping}.late_binding_columns', true), ''), '[]')::jsonb
  ) as x(view_schema text, view_name text, col_name text, type bigint, modifier int, col_num int)
$$;

create view ${bookkeeping}.all_columns as
  select id, schema, name, column_name, position, type, modifier, required, default_value, remarks, encoding,
    distkey, sortkey
  from ${bookkeeping}.columns
  union all
  select null, x.view_schema, x.view_name, x.col_name, x.col_num, x.type::oid, x.modifier, false, null, null, null,
    false, 0
  from jsonb_to_recordset(
    coalesce(nullif(current_setting('${bookkeeping}.late_binding_columns', true), ''), '[]')::jsonb
  ) as x(view_schema name, view_name name, col_name name, type bigint, modifier int, col_num int);

create view pg_catalog.svv_tables as
  select current_database()::varchar as table_catalog, schema::varchar as table_schema, name::varchar as table_name,
    type::varchar as table_type, remarks::varchar as remarks
  from ${bookkeeping}.relations;

create view pg_catalog.svv_redshift_tables as
  select current_database()::varchar as database_name, schema::varchar as schema_name, name::varchar as table_name,
    replace(type, 'BASE TABLE', 'TABLE')::varchar as table_type, null::varchar as table_acl,
    remarks::varchar as remarks
  from ${bookkeeping}.relations;

create view pg_catalog.svv_all_tables as select * from pg_catalog.svv_redshift_tables;

create view pg_catalog.svv_redshift_schemas as
  select current_database()::varchar as database_name, n.nspname::varchar as schema_name,
    n.nspowner::int as schema_owner, 'local'::varchar as schema_type, null::varchar as schema_acl,
    null::varchar as schema_option
  from pg_namespace n where ${local};

create view pg_catalog.svv_all_schemas as
  select database_name, schema_name, schema_owner, schema_type, schema_acl, null::varchar as source_database,
    schema_option
  from pg_catalog.svv_redshift_schemas;

create view pg_catalog.svv_columns as
  select current_database()::varchar as table_catalog, schema::varchar as table_schema, name::varchar as table_name,
    column_name::varchar, position::int as ordinal_position, default_value::varchar as column_default,
    case when required then 'NO' else 'YES' end::varchar as is_nullable,
    ${bookkeeping}.type_name(type, null)::varchar as data_type,
    information_schema._pg_char_max_length(type, modifier)::int as character_maximum_length,
    information_schema._pg_numeric_precision(type, modifier)::int as numeric_precision,
    information_schema._pg_numeric_precision_radix(type, modifier)::int as numeric_precision_radix,
    information_schema._pg_numeric_scale(type, modifier)::int as numeric_scale,
    information_schema._pg_datetime_precision(type, modifier)::int as datetime_precision,
    remarks::varchar
  from ${bookkeeping}.all_columns;

create view pg_catalog.svv_all_columns as
  select table_catalog as database_name, table_schema as schema_name, table_name, column_name, ordinal_position,
    column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale, remarks
  from pg_catalog.svv_columns;

create view pg_catalog.svv_redshift_columns as
  select current_database()::varchar as database_name, schema::varchar as schema_name, name::varchar as table_name,
    column_name::varchar, position::int as ordinal_position,
    ${bookkeeping}.type_name(type, modifier)::varchar as data_type, default_value::varchar as column_default,
    case when required then 'NO' else 'YES' end::varchar as is_nullable, encoding::varchar, distkey,
    sortkey::int, null::varchar as column_acl, remarks::varchar
  from ${bookkeeping}.all_columns;

create view pg_catalog.pg_table_def as
  select schema as schemaname, name as tablename, column_name as "column",
    ${bookkeeping}.type_name(type, modifier) as type, coalesce(encoding, 'none') as encoding, distkey,
    sortkey::int as sortkey, required as "notnull"
  from ${bookkeeping}.columns
  where pg_table_is_visible(id)
  order by schema, name, position;

create view pg_catalog.svv_table_info as
  select current_database()::text as database, n.nspname::text as schema, c.oid::int as table_id,
    c.relname::text as "table",
    case when exists (select from ${bookkeeping}.encodings e where e.id = c.oid) then 'Y' else 'Y, AUTO(ENCODE)' end
      as encoded,
    case coalesce(t.diststyle, 'auto')
      when 'auto' then 'AUTO(ALL)'
      when 'key' then 'KEY(' || k.attname || ')'
      else upper(t.diststyle)
    end as diststyle,
    case when t.sortstyle = 'auto' or t.sortkey is null then 'AUTO(SORTKEY)'
      when t.sortstyle = 'interleaved' then 'INTERLEAVED' else s.attname::text end as sortkey1,
    (select max(information_schema._pg_char_max_length(a.atttypid, a.atttypmod))
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0)::int as max_varchar,
    (select e.encoding from ${bookkeeping}.encodings e where e.id = c.oid and e.attribute = t.sortkey[1])
      as sortkey1_enc,
    coalesce(cardinality(t.sortkey), 0)::int as sortkey_num,
    ceil(pg_table_size(c.oid) / 1048576.0)::bigint as size, 0::numeric(10, 4) as pct_used, 0::bigint as empty,
    0::numeric(5, 2) as unsorted, 0::numeric(5, 2) as stats_off,
    ${bookkeeping}.row_count(c.oid)::numeric(38, 0) as tbl_rows,
    null::numeric(19, 2) as skew_sortkey1, null::numeric(19, 2) as skew_rows,
    ${bookkeeping}.row_count(c.oid)::numeric(38, 0) as estimated_visible_rows, null::text as risk_event,
    null::numeric(12, 2) as vacuum_sort_benefit, t.created as create_time
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join ${bookkeeping}.tables t on t.id = c.oid
  left join pg_attribute k on k.attrelid = c.oid and k.attnum = t.distkey
  left join pg_attribute s on s.attrelid = c.oid and s.attnum = t.sortkey[1]
  where c.relkind in ('r', 'm') and ${local} and pg_relation_size(c.oid) > 0;

create view pg_catalog.svv_mv_info as
  select current_database()::text as database_name, r.schema::text as schema_name, 'lux'::text as user_name,
    r.name::text as name, null::boolean as is_stale, 0 as state, false as autorewrite,
    m.auto_refresh as autorefresh
  from ${bookkeeping}.relations r join ${bookkeeping}.materialized m on m.id = r.id;

create view pg_catalog.svv_relation_privileges as
  select r.schema::text as namespace_name, r.name::text as relation_name, p.privilege as privilege_type,
    null::int as identity_id, p.grantee as identity_name, p.grantee_kind as identity_type,
    p.grant_option as admin_option
  from ${bookkeeping}.privileges p join ${bookkeeping}.relations r on r.id = p.relation;

create view pg_catalog.svv_schema_privileges as
  select p.schema as namespace_name, p.privilege as privilege_type, null::int as identity_id,
    p.grantee as identity_name, p.grantee_kind as identity_type, p.grant_option as admin_option
  from ${bookkeeping}.privileges p where p.relation is null;
`
}

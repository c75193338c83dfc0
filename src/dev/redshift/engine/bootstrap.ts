import { functionStatements, postgresFunctions } from "../../../sql/postgres-functions.ts"
import { catalogViews } from "./catalog-views.ts"
import { systemViews } from "./system-views.ts"

/** The schema of what Redshift knows and Postgres has no place for: by the rules of Postgres a schema of the system. */
export const bookkeeping = "pg_stand_in"

/** Makes an empty Postgres one that keeps Redshift's attributes and has its catalog views. */
export const bootstrap = `
create schema ${bookkeeping};
create table ${bookkeeping}.tables (
  id oid primary key,
  diststyle text,
  distkey int2,
  sortstyle text,
  sortkey int2[],
  backup boolean not null default true,
  created timestamp not null default clock_timestamp()
);
create table ${bookkeeping}.encodings (id oid, attribute int2, encoding text, primary key (id, attribute));
create table ${bookkeeping}.table_constraints (id oid, definition text);
create table ${bookkeeping}.late_binding (id oid primary key, definition text not null);
create table ${bookkeeping}.materialized (id oid primary key, auto_refresh boolean not null);
create table ${bookkeeping}.principals (kind text, name text, primary key (kind, name));
create table ${bookkeeping}.privileges (
  relation oid, schema text, privilege text, grantee_kind text, grantee text, grant_option boolean
);
create table ${bookkeeping}.default_privileges (statement text);

create function ${bookkeeping}.late_bound() returns boolean language plpgsql as $$
begin
  raise exception 'a late-binding view is read through the server of the Data API alone'
    using errcode = 'feature_not_supported';
end $$;

create function ${bookkeeping}.row_count(id oid) returns bigint language plpgsql stable as $$
declare counted bigint;
begin
  execute format('select count(*) from %s', id::regclass) into counted;
  return counted;
end $$;

create function ${bookkeeping}.type_name(type oid, modifier int) returns text language sql stable as $$
  select case type when 'jsonb'::regtype then 'super' when 'bytea'::regtype then 'binary varying'
    else format_type(type, modifier) end
$$;

create function pg_catalog.pg_last_query_id() returns bigint language sql stable as $$
  select coalesce(nullif(current_setting('${bookkeeping}.query', true), ''), '-1')::bigint
$$;
create function pg_catalog.pg_last_copy_id() returns bigint language sql stable as $$
  select coalesce(nullif(current_setting('${bookkeeping}.copy_query', true), ''), '-1')::bigint
$$;
create function pg_catalog.pg_last_copy_count() returns bigint language sql stable as $$
  select coalesce(nullif(current_setting('${bookkeeping}.copy_count', true), ''), '0')::bigint
$$;
create function pg_catalog.pg_last_unload_id() returns bigint language sql stable as $$
  select coalesce(nullif(current_setting('${bookkeeping}.unload_query', true), ''), '-1')::bigint
$$;
create function pg_catalog.pg_last_unload_count() returns bigint language sql stable as $$
  select coalesce(nullif(current_setting('${bookkeeping}.unload_count', true), ''), '0')::bigint
$$;
${catalogViews(bookkeeping)}
${systemViews}
${functionStatements(Object.keys(postgresFunctions), bookkeeping).join(";\n")};
`

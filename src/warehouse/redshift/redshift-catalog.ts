import { catalogQuery, listed } from "../postgres/postgres-catalog.ts"

/**
 * The catalog as Postgres has it; a materialized view is a view there, which only its definition tells apart. That is
 * looked at once for each view, not for each of its columns.
 */
export function redshiftCatalogQuery(schemas: readonly string[]): string {
  return catalogQuery(schemas, {
    kind: "case when kept.oid is null then c.relkind else 'm' end",
    joined: `
left join (
  select v.oid
  from pg_class as v
  where v.relkind = 'v'
    and v.relnamespace in (select oid from pg_namespace where nspname in (${listed(schemas)}))
    and pg_get_viewdef(v.oid) ilike 'create materialized view%'
) as kept on kept.oid = c.oid`,
  })
}

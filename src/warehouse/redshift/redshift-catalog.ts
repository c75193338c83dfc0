import { catalogQuery } from "../postgres/postgres-catalog.ts"

/** The catalogue as Postgres has it; a materialized view is a view there, which only its definition tells apart. */
export function redshiftCatalogQuery(schemas: readonly string[]): string {
  return catalogQuery(
    schemas,
    `case
    when c.relkind = 'v' and pg_get_viewdef(c.oid) ilike 'create materialized view%' then 'm'
    else c.relkind
  end`,
  )
}

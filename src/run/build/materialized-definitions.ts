import { luxSchema } from "../../project/target/lux-schema.ts"
import type { Target } from "../../project/types.ts"
import { Relation } from "../../sql/relation.ts"
import { catalogOf } from "../../warehouse/catalog.ts"
import type { Catalog, CatalogEntry, Session, Warehouse } from "../../warehouse/warehouse.ts"

type OfTarget = Pick<Target, "schemaPrefix">

/** What materialized views are made of: the warehouse does not tell it as it was written. */
export function definitionTable(target: OfTarget): Relation {
  return new Relation(luxSchema(target), "materialized_view")
}

/** What makes the table where it is missing; its schema is there. */
export function definitionStatements(session: Session, target: OfTarget): readonly string[] {
  const table = session
    .kysely()
    .withSchema(luxSchema(target))
    .schema.createTable("materialized_view")
    .ifNotExists()
    .addColumn("relation", "text", (column) => column.notNull())
    .addColumn("definition", "text", (column) => column.notNull())
  return [table.compile().sql]
}

/** The same warehouse, whose catalog tells also what the materialized views in it were made of. */
export function withDefinitions(warehouse: Warehouse, target: OfTarget): Warehouse {
  if (warehouse.statements.materializedViews === undefined) return warehouse
  const table = definitionTable(target)
  const { schema = "" } = table
  return {
    ...warehouse,
    async readCatalog(schemas) {
      const catalog = await warehouse.readCatalog([...new Set([...schemas, schema])])
      const isAny = [...catalog.entries()].some(({ kind }) => kind === "materialized view")
      if (!isAny || catalog.get(table) === undefined) return catalog
      const { rows } = await warehouse.withSession((session) =>
        session.query(`select relation, definition from ${table}`),
      )
      return withThem(
        catalog,
        new Map(rows.map((row) => [String(row["relation"]), String(row["definition"])])),
      )
    },
  }
}

function withThem(catalog: Catalog, definitions: ReadonlyMap<string, string>): Catalog {
  const entries = [...catalog.entries()].map((entry): CatalogEntry => {
    const definition = definitions.get(new Relation(entry.schema, entry.name).label)
    return definition === undefined ? entry : { ...entry, definition }
  })
  return catalogOf(catalog.schemas, entries)
}

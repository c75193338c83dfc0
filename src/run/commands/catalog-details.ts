import { Relation } from "../../sql/relation.ts"
import type { Catalog, Session, Warehouse } from "../../warehouse/warehouse.ts"

/** What documents tell of relations next to their columns; by label in lower case. */
export interface CatalogDetails {
  readonly rows: ReadonlyMap<string, number>
  /** Of a relation by its label, of a column by the label, a space and its name. */
  readonly comments: ReadonlyMap<string, string>
}

/** Of so many tables rows are counted with one statement. */
const tablesAtOnce = 200

/** Counts the rows of every table of a catalog and reads all comments. */
export async function readCatalogDetails(
  warehouse: Warehouse,
  schemas: readonly string[],
  catalog: Catalog,
): Promise<CatalogDetails> {
  const found = (await warehouse.readComments?.(schemas)) ?? []
  const comments = found.map(({ schema, name, column, comment }) => {
    const label = new Relation(schema, name).label
    return [(column === undefined ? label : `${label} ${column}`).toLowerCase(), comment] as const
  })
  const tables = [...catalog.entries()]
    .filter(({ kind }) => kind === "table")
    .map(({ schema, name }) => new Relation(schema, name))
  const rows = await warehouse.withSession((session) => rowsOf(tables, session))
  return { rows, comments: new Map(comments) }
}

async function rowsOf(tables: readonly Relation[], session: Session): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (let from = 0; from < tables.length; from += tablesAtOnce) {
    const some = tables.slice(from, from + tablesAtOnce)
    const sql = some.map((table, index) => `select ${index} as position, count(*) as counted from ${table}`)
    const { rows } = await session.query(sql.join("\nunion all\n"))
    for (const { position, counted } of rows) {
      const table = some[Number(position)]
      if (table !== undefined) counts.set(table.label.toLowerCase(), Number(counted))
    }
  }
  return counts
}

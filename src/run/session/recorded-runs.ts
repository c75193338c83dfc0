/**
 * Where one process at a time has the database, what a run makes next to relations has a token of the run in its name, and a
 * row says which tokens are lux's: it is committed before the first of them is made. No comment on each is needed then,
 * which would take two more transactions for every model.
 */
import { luxSchema } from "../../project/target/lux-schema.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Target } from "../../project/types.ts"
import { stringLiteral } from "../../sql/identifier.ts"
import { candidateSuffix, tokenIn } from "../../sql/names-next-to.ts"
import { Relation } from "../../sql/relation.ts"
import { catalogOf } from "../../warehouse/catalog.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Catalog, Session, Warehouse } from "../../warehouse/warehouse.ts"

/** A run that makes relations next to others. */
export interface RecordedRun {
  readonly token: string
  readonly invocationId: string
}

/** Undefined where what is made is marked by comments: where others write too. */
export function recordedRun(target: Target, invocationId: string): RecordedRun | undefined {
  // The random end of a UUID.
  return isEmbedded(target) ? { token: invocationId.slice(-12), invocationId } : undefined
}

export function runTable(target: Pick<Target, "schemaPrefix">): Relation {
  return new Relation(luxSchema(target), "run")
}

/** What makes the table of runs where it is missing; its schema is there. */
export function runTableStatements(
  session: Session,
  target: Pick<Target, "schemaPrefix">,
): readonly string[] {
  const table = session
    .kysely()
    .withSchema(luxSchema(target))
    .schema.createTable("run")
    .ifNotExists()
    .addColumn("token", "text", (column) => column.notNull())
    .addColumn("invocation_id", "text", (column) => column.notNull())
  return [table.compile().sql]
}

export function recordRun(
  { token, invocationId }: RecordedRun,
  target: Pick<Target, "schemaPrefix">,
  { literal }: Pick<WarehouseStatements, "literal">,
): string {
  return `insert into ${runTable(target)} (token, invocation_id) values (${literal(token)}, ${literal(invocationId)})`
}

/** The same warehouse, whose catalog tells also which run made a relation, by its name and the record. */
export function withRecordedRuns(warehouse: Warehouse, target: Target): Warehouse {
  if (!isEmbedded(target)) return warehouse
  const table = runTable(target)
  return {
    ...warehouse,
    async readCatalog(schemas) {
      const catalog = await warehouse.readCatalog(schemas)
      const entries = [...catalog.entries()]
      if (!entries.some(({ name }) => tokenIn(name) !== undefined)) return catalog
      const own = await warehouse.readCatalog([luxSchema(target)])
      if (own.get(table) === undefined) return catalog
      const { rows } = await warehouse.withSession((session) => session.query(`select token from ${table}`))
      const tokens = new Set(rows.map(({ token }) => String(token)))
      return catalogOf(
        catalog.schemas,
        entries.map((entry) => {
          const token = tokenIn(entry.name)
          return token !== undefined && tokens.has(token) ? { ...entry, madeBy: token } : entry
        }),
      )
    },
  }
}

/** How many runs are recorded that no relation of the database has the token of, and the statement that forgets them. */
export async function staleRunsOf(
  session: Session,
  catalog: Catalog,
  target: Target,
): Promise<{ readonly count: number; readonly remove: string | undefined }> {
  const table = runTable(target)
  const stale = `from ${table}
where not exists (
  select 1
  from (
    select table_name as name from duckdb_tables() where database_name = current_database()
    union all
    select view_name from duckdb_views() where database_name = current_database()
  ) as relation
  where contains(lower(relation.name), '__' || token || ${stringLiteral(candidateSuffix)})
)`
  if (catalog.get(table) === undefined) return { count: 0, remove: undefined }
  const { rows } = await session.query(`select count(*) as n ${stale}`)
  return { count: Number(rows[0]?.["n"] ?? 0), remove: `delete ${stale}` }
}

import type { Compiler } from "../compile/compiler.ts"
import { ensureLedger, type LedgerTables, ledgerTableNames } from "../lake/ledger.ts"
import { candidateSuffix } from "../materialize/plan.ts"
import { isBuilt } from "../project/built.ts"
import type { Project } from "../project/types.ts"
import { failuresRelation } from "../quality/check.ts"
import { ensureHistoryTables, type HistoryTables, historyIsIncomplete } from "../quality/history-tables.ts"
import { duckDbSettings } from "../sql/duckdb-macros.ts"
import { Relation } from "../sql/relation.ts"
import { openWarehouse } from "../warehouse/open.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog, Session, Warehouse } from "../warehouse/warehouse.ts"
import { type LakeBook, openLakeBook } from "./lake-book.ts"

export interface Prepared {
  readonly catalog: Catalog
  readonly lake: LakeBook
}

/** Opens the target's warehouse with what SQL of the project's dialect needs of a session. */
export function openProjectWarehouse(
  project: Project,
  options: {
    readonly threads: number
    readonly lockTimeoutSeconds: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<Warehouse> {
  const { threads, lockTimeoutSeconds, signal } = options
  const isTranslated = project.target.type === "duckdb" && project.dialect === "redshift"
  const settings = isTranslated ? duckDbSettings : []
  return openWarehouse(project.target, { threads, lockTimeoutSeconds, settings, signal })
}

/**
 * Reads the catalogue once, and makes what is missing before any other session is opened, because concurrent DDL on
 * common schemas and tables conflicts: the schemas, the ledger, the quality history. Drops what a crashed run left.
 */
export async function prepareWarehouse(
  warehouse: Warehouse,
  project: Project,
  compiler: Compiler,
  invocationId: string,
  empty = false,
): Promise<Prepared> {
  const { statements } = warehouse
  const schemas = schemasOf(project, compiler)
  const catalog = await warehouse.readCatalog([...schemas, "_lux", project.qualitySchema])
  return warehouse.withSession(async (session) => {
    await makeReady(session, catalog, { schemas, history: project.qualitySchema }, statements)
    const lake = await openLakeBook(session, { project, compiler, statements, invocationId, empty })
    return { catalog, lake }
  })
}

/** In one transaction: each commit waits for the disk. Nothing is begun where nothing is missing. */
async function makeReady(
  session: Session,
  catalog: Catalog,
  { schemas, history }: { readonly schemas: ReadonlySet<string>; readonly history: string },
  statements: WarehouseStatements,
): Promise<void> {
  const missing = [...schemas].filter((schema) => !catalog.schemas.has(schema))
  const leftovers = [...catalog.entries()].filter((entry) => entry.name.endsWith(candidateSuffix))
  const noLedger = ledgerTableNames.some((table) => catalog.get(new Relation("_lux", table)) === undefined)
  const columnsOf = (table: Relation) => catalog.get(table)?.columns.map(({ name }) => name)
  const noHistory = historyIsIncomplete(history, columnsOf)
  if (missing.length === 0 && leftovers.length === 0 && !noLedger && !noHistory) return
  await session.transaction(async () => {
    for (const schema of missing) await session.run(statements.createSchema(schema))
    for (const { schema, name, kind } of leftovers)
      await session.run(statements.drop(new Relation(schema, name), kind))
    if (noLedger) await ensureLedger(session.kysely<LedgerTables>())
    if (noHistory) await ensureHistoryTables(session.kysely<HistoryTables>(), history, columnsOf)
  })
}

/** The schemas that the project's own relations and the kept failures of its tests live in. */
export function schemasOf(project: Project, compiler: Compiler): ReadonlySet<string> {
  const schemas = new Set<string>()
  for (const resource of project.resources) {
    if (resource.type === "test") {
      const failures = failuresRelation(resource, project)?.schema
      if (failures !== undefined) schemas.add(failures)
    }
    if (!isBuilt(resource)) continue
    if (resource.type === "model" && resource.config.materialized === "ephemeral") continue
    const { schema } = compiler.relationOf(resource)
    if (schema !== undefined) schemas.add(schema)
  }
  return schemas
}

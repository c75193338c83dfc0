import type { Kysely } from "kysely"
import { LuxError } from "../../errors.ts"
import { luxCommand } from "../../project/command-line.ts"
import type { Project } from "../../project/types.ts"
import { type HistoryTables, historyIsIncomplete, historyStatements } from "../../quality/history-tables.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Catalog, Session } from "../../warehouse/warehouse.ts"
import type { ProjectWarehouse } from "../lake/lake-services.ts"
import { openProjectWarehouse } from "../session/prepare-warehouse.ts"
import { warehouseIsThere } from "../session/warehouse-there.ts"
import { historyDb } from "./history-db.ts"

export interface AskOptions {
  readonly lockTimeoutSeconds: number
  readonly signal?: AbortSignal | undefined
  /** Schemas that the catalog is read of too. */
  readonly schemas?: readonly string[] | undefined
  /** Sessions that are out at once at most; one by default. */
  readonly threads?: number | undefined
}

/** Where the history is asked. */
export interface HistoryPlace {
  readonly warehouse: ProjectWarehouse
  readonly session: Session
  readonly statements: WarehouseStatements
  /** Of the history's schema and those that were named. */
  readonly catalog: Catalog
}

/**
 * Asks the quality history. One of an earlier lux first gets the columns and views that it does not have. Throws LUX-2430
 * where there is no history yet.
 */
export async function askHistory<Tables, T>(
  project: Project,
  { lockTimeoutSeconds, signal, schemas = [], threads = 1 }: AskOptions,
  ask: (db: Kysely<Tables>, on: HistoryPlace) => Promise<T>,
): Promise<T> {
  if (!warehouseIsThere(project)) throw noHistory(project)
  const warehouse = await openProjectWarehouse(project, { threads, lockTimeoutSeconds, signal })
  const cancel = (): void => warehouse.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    const catalog = await warehouse.readCatalog([...new Set([project.qualitySchema, ...schemas])])
    if (!catalog.schemas.has(project.qualitySchema)) throw noHistory(project)
    const columnsOf = (table: Relation) => catalog.get(table)?.columns.map(({ name }) => name)
    return await warehouse.withSession(async (session) => {
      const schema = project.qualitySchema
      if (historyIsIncomplete(schema, columnsOf))
        await session.runAll(historyStatements(session.kysely<HistoryTables>(), schema, columnsOf))
      return ask(historyDb<Tables>(session, project), {
        warehouse,
        session,
        statements: warehouse.statements,
        catalog,
      })
    })
  } finally {
    signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

function noHistory(project: Project): LuxError {
  return new LuxError("LUX-2430", `target "${project.target.name}" has no quality history yet`, {
    hint: `Every build and test writes it: ${luxCommand(project, "build")}`,
  })
}

import type { Kysely } from "kysely"
import { luxSchema } from "../project/target/lux-schema.ts"
import type { Target } from "../project/types.ts"
import type { Session } from "../warehouse/warehouse.ts"

/** Which raw file went into which batch, and which batch into which table. Times are UTC. */
export interface LedgerTables {
  raw_file: {
    stage: string
    file_name: string
    path: string
    bytes: number
    stamp: string
    content_hash: string
    collected_at: string | null
    batch_id: string
  }
  batch: {
    stage: string
    batch_id: string
    /** File name inside the stage's folder of batches. */
    location: string
    row_count: number
    file_count: number
    /** Raised whenever the batch is staged again from other contents. */
    revision: number
    created_at: string
    invocation_id: string
  }
  batch_load: {
    relation: string
    stage: string
    batch_id: string
    /** The batch's revision when it was loaded. */
    revision: number
    loaded_at: string
    invocation_id: string
  }
}

export type RawFileRow = LedgerTables["raw_file"]
export type BatchRow = LedgerTables["batch"]

export const ledgerTableNames: readonly string[] = ["raw_file", "batch", "batch_load"]

export type LedgerDb = Kysely<LedgerTables>

/** A target's ledger, on this session and in its open transaction if there is one. */
export function ledgerOf(session: Session, target: Pick<Target, "schemaPrefix">): LedgerDb {
  return session.kysely<LedgerTables>().withSchema(luxSchema(target))
}

/** What makes the ledger's schema and tables where they are missing; run before any other session is opened. */
export function ledgerStatements(session: Session, target: Pick<Target, "schemaPrefix">): readonly string[] {
  const schema = luxSchema(target)
  const db = ledgerOf(session, target)
  return [
    session.kysely().schema.createSchema(schema).ifNotExists(),
    db.schema
      .createTable("raw_file")
      .ifNotExists()
      .addColumn("stage", "text", (column) => column.notNull())
      .addColumn("file_name", "text", (column) => column.notNull())
      .addColumn("path", "text", (column) => column.notNull())
      .addColumn("bytes", "bigint", (column) => column.notNull())
      .addColumn("stamp", "text", (column) => column.notNull())
      .addColumn("content_hash", "text", (column) => column.notNull())
      .addColumn("collected_at", "timestamp")
      .addColumn("batch_id", "text", (column) => column.notNull()),
    db.schema
      .createTable("batch")
      .ifNotExists()
      .addColumn("stage", "text", (column) => column.notNull())
      .addColumn("batch_id", "text", (column) => column.notNull())
      .addColumn("location", "text", (column) => column.notNull())
      .addColumn("row_count", "bigint", (column) => column.notNull())
      .addColumn("file_count", "integer", (column) => column.notNull())
      .addColumn("revision", "integer", (column) => column.notNull())
      .addColumn("created_at", "timestamp", (column) => column.notNull())
      .addColumn("invocation_id", "text", (column) => column.notNull()),
    db.schema
      .createTable("batch_load")
      .ifNotExists()
      .addColumn("relation", "text", (column) => column.notNull())
      .addColumn("stage", "text", (column) => column.notNull())
      .addColumn("batch_id", "text", (column) => column.notNull())
      .addColumn("revision", "integer", (column) => column.notNull())
      .addColumn("loaded_at", "timestamp", (column) => column.notNull())
      .addColumn("invocation_id", "text", (column) => column.notNull()),
  ].map((built) => built.compile().sql)
}

export interface Ledger {
  readonly files: readonly RawFileRow[]
  readonly batches: readonly BatchRow[]
  readonly loads: readonly LedgerTables["batch_load"][]
}

/** Everything that the ledger holds of the named stages, batches in the order in which they were made. */
export async function readLedger(db: LedgerDb, stages: readonly string[]): Promise<Ledger> {
  const files = await db.selectFrom("raw_file").selectAll().where("stage", "in", stages).execute()
  const batches = await db
    .selectFrom("batch")
    .selectAll()
    .where("stage", "in", stages)
    .orderBy("created_at")
    .orderBy("batch_id")
    .execute()
  const loads = await db.selectFrom("batch_load").selectAll().where("stage", "in", stages).execute()
  return { files, batches, loads }
}

/** Records a batch and the files that went into it. */
export async function recordBatch(
  db: LedgerDb,
  batch: BatchRow,
  files: readonly RawFileRow[],
): Promise<void> {
  for (let start = 0; start < files.length; start += 500)
    await db
      .insertInto("raw_file")
      .values(files.slice(start, start + 500))
      .execute()
  await db.insertInto("batch").values(batch).execute()
}

/** Records what a file's content is now, after its batch was staged again from it or it was found under another stamp. */
export async function refreshFiles(db: LedgerDb, files: readonly RawFileRow[]): Promise<void> {
  for (const { stage, file_name, path, bytes, stamp, content_hash } of files)
    await db
      .updateTable("raw_file")
      .set({ path, bytes, stamp, content_hash })
      .where("stage", "=", stage)
      .where("file_name", "=", file_name)
      .execute()
}

/** Records what a batch is after it was staged again. */
export async function refreshBatch(
  db: LedgerDb,
  batch: Pick<BatchRow, "stage" | "batch_id" | "row_count" | "revision">,
): Promise<void> {
  await db
    .updateTable("batch")
    .set({ row_count: batch.row_count, revision: batch.revision })
    .where("stage", "=", batch.stage)
    .where("batch_id", "=", batch.batch_id)
    .execute()
}

/**
 * Records, in the transaction that changes the data, which batches a relation now holds; `replace` forgets what it
 * held before, because it was built anew.
 */
export async function recordLoads(
  db: LedgerDb,
  relation: string,
  loads: readonly LedgerTables["batch_load"][],
  options: { readonly replace: boolean },
): Promise<void> {
  if (options.replace) await db.deleteFrom("batch_load").where("relation", "=", relation).execute()
  for (let start = 0; start < loads.length; start += 500)
    await db
      .insertInto("batch_load")
      .values(loads.slice(start, start + 500))
      .execute()
}

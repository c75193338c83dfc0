import type { Kysely } from "kysely"
import * as z from "zod"
import { luxSchema } from "../project/target/lux-schema.ts"
import type { Target } from "../project/types.ts"
import {
  areIncomplete,
  type ExistingColumns,
  type OwnColumn,
  optional,
  ownTableStatements,
  required,
} from "../warehouse/own-tables.ts"
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
    /** The batch that it is in, or the one that failed with it. */
    batch_id: string
    /** Null: it is in its batch. `failed`: its batch failed, and it is set aside. `dropped`: it was given up. */
    state: "failed" | "dropped" | null
    /** Why it is in no batch. */
    reason: string | null
    /** Of a file with rejects: how many records it has, and the `goodDigest` of those that were staged. */
    records: number | null
    good_digest: string | null
    /** Records that were rejected first and are in another batch now: batch id -> numbers such as `1-3,7`, as JSON. */
    retried: string | null
  }
  batch: {
    stage: string
    batch_id: string
    /** File name inside the stage's folder of batches. */
    location: string
    /** Names of its files there, as a JSON list; null: the one file at `location`. */
    files: string | null
    row_count: number
    file_count: number
    /** Of JSON files: how many records the batch was made of, those that were rejected among them. */
    record_count: number | null
    rejected_count: number | null
    /** File name of its rejects inside the stage's folder; null: there are none. */
    rejects: string | null
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

export type LedgerDb = Kysely<LedgerTables>

/** A target's ledger, on this session and in its open transaction if there is one. */
export function ledgerOf(session: Session, target: Pick<Target, "schemaPrefix">): LedgerDb {
  return session.kysely<LedgerTables>().withSchema(luxSchema(target))
}

const tables = {
  raw_file: {
    stage: required("text"),
    file_name: required("text"),
    path: required("text"),
    bytes: required("bigint"),
    stamp: required("text"),
    content_hash: required("text"),
    collected_at: optional("timestamp"),
    batch_id: required("text"),
    state: optional("text"),
    reason: optional("text"),
    records: optional("bigint"),
    good_digest: optional("text"),
    retried: optional("text"),
  },
  batch: {
    stage: required("text"),
    batch_id: required("text"),
    location: required("text"),
    row_count: required("bigint"),
    file_count: required("integer"),
    revision: required("integer"),
    created_at: required("timestamp"),
    invocation_id: required("text"),
    files: optional("text"),
    record_count: optional("bigint"),
    rejected_count: optional("bigint"),
    rejects: optional("text"),
  },
  batch_load: {
    relation: required("text"),
    stage: required("text"),
    batch_id: required("text"),
    revision: required("integer"),
    loaded_at: required("timestamp"),
    invocation_id: required("text"),
  },
} satisfies { [Table in keyof LedgerTables]: Record<keyof LedgerTables[Table], OwnColumn> }

/** True when a table or a column of the ledger is missing, as in a database of an earlier version. */
export function ledgerIsIncomplete(target: Pick<Target, "schemaPrefix">, existing: ExistingColumns): boolean {
  return areIncomplete(tables, luxSchema(target), existing)
}

/** What makes the ledger's schema, and the tables and columns that are missing; run before any other session is opened. */
export function ledgerStatements(
  session: Session,
  target: Pick<Target, "schemaPrefix">,
  existing: ExistingColumns,
): readonly string[] {
  return ownTableStatements(tables, session.kysely(), luxSchema(target), existing)
}

/** The names of a batch's files in its stage's folder. */
export function filesOfBatch({ location, files }: Pick<BatchRow, "location" | "files">): readonly string[] {
  return files === null ? [location] : fileList.parse(JSON.parse(files))
}

const fileList = z.array(z.string())

/** What the ledger says of files with these names: one that is at the batch's location needs no list. */
export function listedFiles(location: string, names: readonly string[]): string | null {
  return names.length === 1 && names[0] === location ? null : JSON.stringify(names)
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

/** Records a batch and the files that went into it, instead of what was recorded of these. */
export async function recordBatch(
  db: LedgerDb,
  batch: BatchRow,
  files: readonly RawFileRow[],
  known: readonly RawFileRow[] = [],
): Promise<void> {
  await recordFiles(db, files, known)
  await db.insertInto("batch").values(batch).execute()
}

/** Records files; of those that are `known` already it is what they are now. */
export async function recordFiles(
  db: LedgerDb,
  files: readonly RawFileRow[],
  known: readonly RawFileRow[] = [],
): Promise<void> {
  const names = new Set(files.map((row) => row.file_name))
  await forgetFiles(
    db,
    known.filter((row) => names.has(row.file_name)),
  )
  for (let start = 0; start < files.length; start += 500)
    await db
      .insertInto("raw_file")
      .values(files.slice(start, start + 500))
      .execute()
}

/** Forgets files that are in no batch. */
export async function forgetFiles(db: LedgerDb, files: readonly RawFileRow[]): Promise<void> {
  for (const stage of new Set(files.map((row) => row.stage))) {
    const names = files.flatMap((row) => (row.stage === stage ? [row.file_name] : []))
    for (let start = 0; start < names.length; start += 500)
      await db
        .deleteFrom("raw_file")
        .where("stage", "=", stage)
        .where("file_name", "in", names.slice(start, start + 500))
        .execute()
  }
}

/** Records what a file's content is now, after its batch was staged again from it or it was found under another stamp. */
export async function refreshFiles(db: LedgerDb, files: readonly RawFileRow[]): Promise<void> {
  for (const { stage, file_name, batch_id: _, ...now } of files)
    await db
      .updateTable("raw_file")
      .set(now)
      .where("stage", "=", stage)
      .where("file_name", "=", file_name)
      .execute()
}

/** Records what a batch is after it was staged again. */
export async function refreshBatch(
  db: LedgerDb,
  batch: Omit<BatchRow, "file_count" | "created_at" | "invocation_id">,
): Promise<void> {
  await db
    .updateTable("batch")
    .set({
      location: batch.location,
      files: batch.files,
      row_count: batch.row_count,
      record_count: batch.record_count,
      rejected_count: batch.rejected_count,
      rejects: batch.rejects,
      revision: batch.revision,
    })
    .where("stage", "=", batch.stage)
    .where("batch_id", "=", batch.batch_id)
    .execute()
}

/**
 * Records, in the transaction that changes the data, which batches a relation now holds; `replace` forgets what it
 * held before, because it was built again.
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

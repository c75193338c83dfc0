import { LuxError, type Place } from "../../errors.ts"
import { avroToJson } from "../../lake/avro-records.ts"
import { isRemote } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { RecordChoice, Reject } from "../../lake/records/rejects.ts"
import type { Model, SourceTable } from "../../project/types.ts"
import { embeddedType } from "../../project/warehouses.ts"
import { engineType } from "../../sql/engine-type.ts"
import type { Relation } from "../../sql/relation.ts"
import type { SqlDialect } from "../../sql/types.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { JsonFiles, StatementsWithFiles, TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { JsonRecords } from "./json-records.ts"
import { parquetFiles } from "./parquet-columns.ts"

/** What the batches of a stage are called, and how they come to one shape. */
export function batchesOf({ name, place }: Model): { name: string; place: Place; hint: string } {
  return { name, place, hint: `Stage them again: lux build --full-refresh --select ${name}+` }
}

/** Reads batches of a stage. Throws LUX-2207 for one that is damaged. */
export async function readingBatches<Result>(
  { name, place }: Model,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    throw new LuxError("LUX-2207", `a batch of stage model "${name}" cannot be read: ${error.message}`, {
      place,
      hint: `Make it again of the raw files: lux build --full-refresh --select ${name}+`,
      cause: error,
    })
  }
}

/** What raw files are read with. */
export interface Reading {
  readonly statements: StatementsWithFiles
  readonly stores: FileStores
  /** Of the project: in it types are declared. */
  readonly dialect: SqlDialect
}

/**
 * A view over raw files on a session of the engine that reads them. Throws LUX-3251 for records that are bad: what reads files
 * without a stage has nowhere to keep them.
 */
export async function showLakeFiles(
  session: Session,
  reading: Reading,
  relation: Relation,
  source: SourceTable,
  files: readonly LakeFile[],
): Promise<void> {
  const records = await jsonRecordsOf(reading, source, files, undefined)
  if (records === undefined) return showOtherFiles(session, reading, relation, source, files)
  const [first, ...more] = records.rejects()
  if (first !== undefined) throw badRecords(source, first, more.length)
  await showJson(session, reading, relation, source, await records.readers())
}

/** The records of a source whose files are JSON; undefined of other sources. */
export async function jsonRecordsOf(
  { stores, dialect }: Reading,
  source: SourceTable,
  files: readonly LakeFile[],
  choices: ReadonlyMap<string, RecordChoice> | undefined,
): Promise<JsonRecords | undefined> {
  return source.external?.format === "json"
    ? JsonRecords.read({ stores, source, files, choices, dialect })
    : undefined
}

/** A view over JSON files whose records are all good. */
export async function showJson(
  session: Session,
  { statements, dialect }: Reading,
  relation: Relation,
  { external, columns }: SourceTable,
  json: readonly JsonFiles[],
): Promise<void> {
  await session.run(
    statements.embedded.filesView(relation, {
      format: "json",
      files: [],
      json,
      columns: columnsOf(columns, dialect),
      collectedAt: external?.collectedAt,
    }),
  )
}

/** The same over files of other formats. */
export async function showOtherFiles(
  session: Session,
  { statements, stores, dialect }: Reading,
  relation: Relation,
  { name, place, external, columns }: SourceTable,
  files: readonly LakeFile[],
): Promise<void> {
  if (external === undefined) return
  const { format, collectedAt, root } = external
  const isAvro = format === "avro"
  const read = isAvro
    ? (file: LakeFile) =>
        stores.made(file, async (local, json) => void (await avroToJson(local, json, file.path)))
    : stores.local
  const paths = await Promise.all(files.map(read))
  const hint = "Write the files with one type, or read them as sources of their own."
  const alike =
    format === "parquet"
      ? await parquetFiles(session, statements, paths, { name, place, hint })
      : { files: paths, columns: undefined }
  await session.run(
    statements.embedded.filesView(relation, {
      ...alike,
      format: isAvro ? "json" : format,
      columns: alike.columns ?? columnsOf(columns, dialect),
      collectedAt,
      original: isAvro || isRemote(root) ? await stores.original(root) : undefined,
    }),
  )
}

function columnsOf(columns: SourceTable["columns"], dialect: SqlDialect): readonly TypedColumn[] {
  return columns.map(({ name, dataType = "varchar" }) => ({
    name,
    type: engineType(dataType, dialect, embeddedType),
  }))
}

function badRecords(
  { name, sourceName, place }: SourceTable,
  { file, record, message }: Omit<Reject, "raw">,
  more: number,
): LuxError {
  const at = record === null ? file : `${file}, record ${record}`
  const others = more === 0 ? "" : `, and ${more} more`
  return new LuxError(
    "LUX-3251",
    `source "${sourceName}.${name}" has bad records: ${at}: ${message}${others}`,
    {
      place,
      hint: "Read the source in a stage model, which sets bad records aside and goes on with the others (docs/guides/lake.md), or correct the file or the declared data_type.",
    },
  )
}

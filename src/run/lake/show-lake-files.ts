import { LuxError, type Place } from "../../errors.ts"
import { avroToJson } from "../../lake/avro-records.ts"
import { isRemote } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { Model, SourceTable } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { StatementsWithFiles } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
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

/** A view over raw files on a session of the engine that reads them. */
export async function showLakeFiles(
  session: Session,
  statements: StatementsWithFiles,
  stores: FileStores,
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
      columns: alike.columns ?? columns.map(({ name, dataType }) => ({ name, type: dataType ?? "varchar" })),
      collectedAt,
      original: isAvro || isRemote(root) ? await stores.original(root) : undefined,
    }),
  )
}

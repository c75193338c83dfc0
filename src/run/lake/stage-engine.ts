import type { Compiler } from "../../compile/compiler.ts"
import type { Place } from "../../errors.ts"
import { avroToJson } from "../../lake/avro-records.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import { isRemote } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { BatchFormat, Model, SourceTable } from "../../project/types.ts"
import { embeddedType } from "../../project/warehouses.ts"
import type { Relation } from "../../sql/relation.ts"
import type {
  EmbeddedStatements,
  StatementsWithFiles,
  WarehouseStatements,
} from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { checkOutputNames } from "../build/check-names.ts"
import { parquetFiles } from "./parquet-columns.ts"

/** What makes batches of raw files, and shows both to a session of the warehouse. */
export interface StageEngine {
  /** What batches are written as. */
  readonly format: BatchFormat
  /** Writes a stage's rows of these files to one file, in the format that its path says; returns how many rows. */
  write(session: Session, stage: Model, filesOf: FilesOf, path: string): Promise<number>
  /** Shows raw files under a temporary name on this session. */
  showFiles(session: Session, source: SourceTable, files: readonly LakeFile[]): Promise<void>
  /** Shows batches under their stage's temporary name on this session; without any it has their columns. */
  showBatches(session: Session, stage: Model, batches: readonly StoredFile[]): Promise<void>
}

/** The files of a source that are meant. */
export type FilesOf = (source: SourceTable) => Promise<readonly LakeFile[]>

/** The warehouse itself, where it reads and writes files. */
export function embeddedStageEngine(
  compiler: Compiler,
  statements: WarehouseStatements,
  embedded: EmbeddedStatements,
  stores: FileStores,
): StageEngine {
  const withFiles = { ...statements, embedded }
  const show = (session: Session, source: SourceTable, files: readonly LakeFile[]) =>
    showLakeFiles(session, withFiles, stores, compiler.relationOf(source), source, files)
  return {
    format: "parquet",
    showFiles: show,
    async write(session, stage, filesOf, path) {
      const compiled = compiler.model(stage, { isIncremental: false })
      for (const input of compiled.inputs)
        if (input.kind === "files") await show(session, input.source, await filesOf(input.source))
      await checkOutputNames(session, compiled, embeddedType, statements)
      const store = await stores.of(path)
      return store.make(
        path,
        async (local) => (await session.run(embedded.copyTo(compiled.sql, local, "parquet"))).rows ?? 0,
      )
    },
    async showBatches(session, stage, batches) {
      const relation = compiler.relationOf(stage)
      if (batches.length > 0) {
        const files = await Promise.all(batches.map(stores.local))
        const { columns = [], ...read } = await parquetFiles(session, withFiles, files, batchesOf(stage))
        await session.run(
          embedded.filesView(relation, { format: "parquet", ...read, columns, collectedAt: undefined }),
        )
        return
      }
      // The stage's own query, over no files, gives the columns.
      const compiled = compiler.model(stage, { isIncremental: false })
      for (const input of compiled.inputs) if (input.kind === "files") await show(session, input.source, [])
      await session.run(
        statements.sessionView(relation, `select *\nfrom (\n${compiled.sql}\n) as nothing_new\nwhere false`),
      )
    },
  }
}

/** What the batches of a stage are called, and how they come to one shape. */
export function batchesOf({ name, place }: Model): { name: string; place: Place; hint: string } {
  return { name, place, hint: `Stage them again: lux build --full-refresh --select ${name}+` }
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
    ? (file: LakeFile) => stores.made(file, (local, json) => avroToJson(local, json, file.path))
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

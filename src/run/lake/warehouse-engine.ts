import type { Compiler } from "../../compile/compiler.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import { stageEngines } from "../../project/stage-engines.ts"
import type { Model, Project, SourceTable } from "../../project/types.ts"
import type { EmbeddedStatements, WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { checkOutputNames } from "../build/check-names.ts"
import { columnsOf } from "../build/publication.ts"
import { batchesAsParquet } from "./avro-batches.ts"
import { BatchRecords } from "./batch-records.ts"
import { parquetFiles } from "./parquet-columns.ts"
import { rejectRules } from "./reject-rules.ts"
import { batchesOf, readingBatches, showLakeFiles } from "./show-lake-files.ts"
import type { StageEngine } from "./stage-engine.ts"
import { jobHere } from "./stage-job.ts"

/** The warehouse itself, where it reads and writes files. Its job ends with the session that it runs on. */
export function warehouseEngine(
  project: Project,
  compiler: Compiler,
  statements: WarehouseStatements,
  embedded: EmbeddedStatements,
  stores: FileStores,
): StageEngine {
  const facts = stageEngines.embedded
  const withFiles = { ...statements, embedded }
  const reading = { statements: withFiles, stores, dialect: project.dialect }
  const show = (session: Session, source: SourceTable, files: readonly LakeFile[]) =>
    showLakeFiles(session, reading, compiler.relationOf(source), source, files)
  return {
    ...facts,
    format: "parquet",
    showFiles: show,
    start: ({ session, stage, batches, rejecting }) =>
      jobHere(batches, async (batch) => {
        const compiled = compiler.model(stage, { isIncremental: false })
        const { rules } = rejectRules(stage, rejecting, project, compiler)
        const given = { ...reading, compiler, stage, batch, compiled, rules }
        const records = await BatchRecords.show(session, given)
        await checkOutputNames(session, compiled, facts.dialect, statements)
        const store = await stores.of(batch.writing)
        const rows = await store.make(
          batch.writing,
          async (local) => (await session.run(embedded.copyTo(compiled.sql, local, "parquet"))).rows ?? 0,
        )
        await records.writeRejects(batch.rejects, reading)
        return { files: [batch.writing], rows, records: records.ofBatch() }
      }),
    async showBatches(session, stage, batches) {
      const relation = compiler.relationOf(stage)
      if (batches.length > 0) {
        const files = await batchesAsParquet(session, batches, {
          embedded,
          stores,
          relation,
          columns: async () =>
            columnsOf(session, `(\n${await queryOverNothing(session, stage)}\n) as described`),
        })
        return readingBatches(stage, async () => {
          const { columns = [], ...read } = await parquetFiles(session, withFiles, files, batchesOf(stage))
          await session.run(
            embedded.filesView(relation, { format: "parquet", ...read, columns, collectedAt: undefined }),
          )
        })
      }
      // The stage's own query, over no files, gives the columns.
      const sql = await queryOverNothing(session, stage)
      await session.run(
        statements.sessionView(relation, `select *\nfrom (\n${sql}\n) as nothing_new\nwhere false`),
      )
    },
  }

  async function queryOverNothing(session: Session, stage: Model): Promise<string> {
    const compiled = compiler.model(stage, { isIncremental: false })
    for (const input of compiled.inputs) if (input.kind === "files") await show(session, input.source, [])
    return compiled.sql
  }
}

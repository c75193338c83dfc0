import type { Compiler } from "../../compile/compiler.ts"
import { onEmbeddedEngine } from "../../compile/embedded-project.ts"
import { batchFormat } from "../../lake/batch-files.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { stageEngines } from "../../project/stage-engines.ts"
import type { Project } from "../../project/types.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { checkOutputNames } from "../build/check-names.ts"
import { BatchRecords } from "./batch-records.ts"
import type { EmbeddedEngine } from "./embedded-engine.ts"
import { batchLoaderFor } from "./load-batches.ts"
import { rejectRules } from "./reject-rules.ts"
import type { StageEngine, WrittenBatch } from "./stage-engine.ts"
import { jobHere } from "./stage-job.ts"
import { StageQueries } from "./stage-queries.ts"
import { writeBatch } from "./write-batch.ts"

export interface SidecarEngineOptions {
  readonly project: Project
  /** Of the warehouse. */
  readonly compiler: Compiler
  readonly statements: WarehouseStatements
  readonly stores: FileStores
  readonly embeddedEngine: EmbeddedEngine
}

/**
 * An engine next to a warehouse that reads no files: it runs the stage models, and what it writes is loaded into
 * temporary tables of the warehouse's session.
 */
export function sidecarEngine(options: SidecarEngineOptions): StageEngine {
  const { stores, embeddedEngine } = options
  const compiler = options.compiler.onEngine("embedded")
  const embedded = onEmbeddedEngine(options.project)
  const facts = stageEngines.embedded
  const batchLoader = batchLoaderFor(options)
  const queries = new StageQueries({ ...options, compiler })
  return {
    ...facts,
    format: batchLoader.format,
    start: ({ stage, batches, rejecting }) =>
      jobHere(
        batches,
        async (batch) => {
          batchLoader.check()
          const store = await stores.of(batch.writing)
          return store.make(batch.writing, (local) =>
            embeddedEngine.use(async (engine): Promise<WrittenBatch> => {
              const reading = await queries.reading()
              const compiled = compiler.model(stage, { isIncremental: false })
              const { rules, macros } = rejectRules(stage, rejecting, embedded, compiler)
              await embeddedEngine.install(engine, [...compiled.macros, ...macros])
              const given = { ...reading, compiler, stage, batch, compiled, rules }
              const records = await BatchRecords.show(engine, given)
              await checkOutputNames(engine, compiled, facts.dialect, await embeddedEngine.statements())
              const { sql } = compiled
              const columns = await queries.described(engine, sql, stage)
              const format = batchFormat(batch.writing)
              const rows = await written(engine, { sql, columns, file: local, format, of: stage })
              await records.writeRejects(batch.rejects, reading)
              return { files: [batch.writing], rows, records: records.ofBatch() }
            }),
          )
        },
        embeddedEngine.cancel,
      ),
    async showFiles(session, source, files) {
      batchLoader.check()
      const relation = compiler.relationOf(source)
      const path = batchLoader.passing(relation)
      const store = await stores.of(path)
      const columns = await store.make(path, (local) =>
        embeddedEngine.use(async (engine) => {
          await queries.show(engine, source, files)
          const sql = `select * from ${relation}`
          const found = await queries.described(engine, sql, source)
          await written(engine, { sql, columns: found, file: local, format: batchFormat(path), of: source })
          return found
        }),
      )
      try {
        await batchLoader.sweep(path)
        const stored = await store.stat(path)
        await batchLoader.load(session, relation, columns, stored === undefined ? [] : [stored])
      } finally {
        await store.remove(path)
      }
    },
    async showBatches(session, stage, batches) {
      const columns = await queries.columns(stage)
      await batchLoader.load(session, compiler.relationOf(stage), columns, batches, stage)
    },
  }

  async function written(engine: Session, batch: Parameters<typeof writeBatch>[2]): Promise<number> {
    return writeBatch(engine, await embeddedEngine.statements(), batch)
  }
}

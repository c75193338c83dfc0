import type { Compiler } from "../../compile/compiler.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { Model, Project, SourceTable } from "../../project/types.ts"
import { type BatchColumn, batchColumns } from "../../warehouse/batch-columns.ts"
import type { TypedColumn, WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { columnsOf } from "../build/publication.ts"
import type { EmbeddedEngine } from "./embedded-engine.ts"
import { type Reading, showLakeFiles } from "./show-lake-files.ts"

interface StageQueryOptions {
  readonly project: Project
  /** Of the embedded engine. */
  readonly compiler: Compiler
  /** Of the warehouse. */
  readonly statements: WarehouseStatements
  readonly stores: FileStores
  readonly embeddedEngine: EmbeddedEngine
}

/** A column of a batch, and what the engine calls it. */
export interface StageColumn extends BatchColumn {
  readonly found: TypedColumn
}

/** The queries of stage models on an embedded engine that stands next to the warehouse. */
export class StageQueries {
  readonly #options: StageQueryOptions
  readonly #columns = new Map<string, Promise<readonly StageColumn[]>>()

  constructor(options: StageQueryOptions) {
    this.#options = options
  }

  /** Those of the batches of a stage: of its query over no files, asked once. */
  columns(stage: Model): Promise<readonly StageColumn[]> {
    const known = this.#columns.get(stage.uniqueId) ?? this.#columnsNow(stage)
    this.#columns.set(stage.uniqueId, known)
    return known
  }

  /** What raw files are read with on the engine. */
  async reading(): Promise<Reading> {
    const { embeddedEngine, stores, project } = this.#options
    return { statements: await embeddedEngine.statements(), stores, dialect: project.dialect }
  }

  async show(engine: Session, source: SourceTable, files: readonly LakeFile[]): Promise<void> {
    const { compiler } = this.#options
    await showLakeFiles(engine, await this.reading(), compiler.relationOf(source), source, files)
  }

  async described(
    engine: Session,
    sql: string,
    resource: Model | SourceTable,
  ): Promise<readonly StageColumn[]> {
    const found = await columnsOf(engine, `(\n${sql}\n) as described`)
    return batchColumns(found, resource, this.#options.statements).map((column, index) => ({
      ...column,
      found: found[index] ?? column,
    }))
  }

  #columnsNow(stage: Model): Promise<readonly StageColumn[]> {
    const { compiler, embeddedEngine } = this.#options
    return embeddedEngine.use(async (engine) => {
      // Its query, over no files.
      const { sql, macros, inputs } = compiler.model(stage, { isIncremental: false })
      await embeddedEngine.install(engine, macros)
      for (const input of inputs) if (input.kind === "files") await this.show(engine, input.source, [])
      return this.described(engine, sql, stage)
    })
  }
}

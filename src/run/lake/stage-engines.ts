import type { Compiler } from "../../compile/compiler.ts"
import type { StageEngineName } from "../../project/stage-engines.ts"
import type { Project } from "../../project/types.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { LakeServices } from "./lake-services.ts"
import type { StageEngine } from "./stage-engine.ts"

/** What an engine is made with. */
export interface StageEngineOptions {
  readonly project: Project
  /** Of the warehouse. */
  readonly compiler: Compiler
  readonly statements: WarehouseStatements
  readonly lakeServices: LakeServices
}

type OpenStageEngine = (options: StageEngineOptions) => StageEngine

/** Each is loaded when it is first used. */
const engines: Readonly<Record<StageEngineName, () => Promise<OpenStageEngine>>> = {
  embedded: async () => (await import("./embedded-stage-engine.ts")).embeddedStageEngine,
  spark: async () => (await import("./spark-stage-engine.ts")).sparkStageEngine,
}

/** The engine of the target's stage models. */
export async function openStageEngine(options: StageEngineOptions): Promise<StageEngine> {
  const open = await engines[options.project.target.stageEngine]()
  return open(options)
}

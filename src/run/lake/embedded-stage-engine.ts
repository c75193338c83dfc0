import { sidecarEngine } from "./sidecar-engine.ts"
import type { StageEngine } from "./stage-engine.ts"
import type { StageEngineOptions } from "./stage-engines.ts"
import { warehouseEngine } from "./warehouse-engine.ts"

/** The embedded engine: the warehouse itself where it reads and writes files, else one next to it. */
export function embeddedStageEngine(options: StageEngineOptions): StageEngine {
  const { project, compiler, statements, lakeServices } = options
  const { stores, engine } = lakeServices
  const { embedded } = statements
  if (embedded !== undefined) return warehouseEngine(project, compiler, statements, embedded, stores)
  return sidecarEngine({ project, compiler, statements, stores, embeddedEngine: engine })
}

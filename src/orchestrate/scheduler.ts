import type { GeneratedFile } from "../compiled/generator.ts"
import type { OrchestrateSettings } from "../project/orchestrate-keys.ts"
import type { WorkGraph } from "./work-graph.ts"

/** What a scheduler adds to the graph. */
export interface SchedulerOptions extends OrchestrateSettings {
  /** Nodes that lux works on at once: slots of Airflow's pool. */
  readonly threads: number
  /** Whether the target keeps artifacts, which `--task` goes on with. */
  readonly keeps: boolean
}

/** What runs commands of lux at their time: the files that tell it to. */
export interface Scheduler {
  /**
   * The same bytes for the same graph; each file says that lux made it (`generated-mark.ts`). Throws LUX-3403 for what the
   * scheduler cannot do.
   */
  files(graph: WorkGraph, options: SchedulerOptions): readonly GeneratedFile[]
}

export function textFile(path: string, text: string): GeneratedFile {
  return { path, pieces: [Buffer.from(text)] }
}

export function jsonFile(path: string, content: unknown): GeneratedFile {
  return textFile(path, `${JSON.stringify(content, undefined, 2)}\n`)
}

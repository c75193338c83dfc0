import { isEmbedded } from "../project/target/target-types.ts"
import type { Project } from "../project/types.ts"

/** The project as the embedded engine runs it, whatever warehouse its target is. */
export function onEmbeddedEngine(project: Project): Project {
  const { target } = project
  if (isEmbedded(target)) return project
  const {
    name,
    schema,
    schemaPrefix,
    threads,
    batches,
    artifacts,
    batchRetention,
    batchFormat,
    place,
    s3,
    stageEngine,
    spark,
  } = target
  const embedded = {
    name,
    schema,
    schemaPrefix,
    threads,
    batches,
    artifacts,
    batchRetention,
    batchFormat,
    place,
    s3,
    stageEngine,
    spark,
    type: "duckdb",
    path: "memory",
  } as const
  return { ...project, target: embedded }
}

import type { ReadProject } from "../../analysis/knowledge.ts"

/** The project as the embedded engine runs it, whatever warehouse its target is: unit tests ask no connection. */
export function onEmbeddedEngine(read: ReadProject): ReadProject {
  const { target } = read.project
  if (target.type === "duckdb") return read
  const { name, schema, schemaPrefix, threads, batches, place } = target
  const embedded = {
    name,
    schema,
    schemaPrefix,
    threads,
    batches,
    place,
    type: "duckdb",
    path: "memory",
  } as const
  return { ...read, project: { ...read.project, target: embedded } }
}

import { isEmbedded } from "../project/target/target-types.ts"
import type { Project } from "../project/types.ts"

/** The project as the embedded engine runs it, whatever warehouse its target is. */
export function onEmbeddedEngine(project: Project): Project {
  const { target } = project
  if (isEmbedded(target)) return project
  const { database, connection, statementTimeout, leaseExpiry, queryGroup, iamRole, ...shared } = target
  return { ...project, target: { ...shared, type: "duckdb", path: "memory" } }
}

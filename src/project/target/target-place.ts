import { isEmbedded, type Target } from "./target-types.ts"

/** The folder next to a database file where its batches are, and what else has to be on the same machine. */
export function folderBeside(path: string): string {
  return `${path.replace(/\.[^./\\]+$/, "")}.batches`
}

/** Where a target's warehouse is, as people call it: a path, or an address without any secret. */
export function targetPlace(target: Target): string {
  if (isEmbedded(target)) return target.path
  const { type, connection, database } = target
  if (connection.kind === "postgres") return `${type}://${connection.host}:${connection.port}/${database}`
  return `redshift:${connection.workgroup ?? connection.clusterId}/${database}`
}

import { resolve } from "node:path"

type Env = Readonly<Record<string, string | undefined>>

/** Where collectors write: `LUX_COLLECT_TO`, or `collect:` of the project file; an absolute path, or an address on S3. */
export function collectTo(root: string, written: string | undefined, env: Env): string {
  return folderOrAddress(root, env["LUX_COLLECT_TO"] || written || "data/lake")
}

/** Where collected files are read: the lake that `LUX_LAKE` names, or else where collectors write. */
export function readCollectedFrom(root: string, written: string | undefined, env: Env): string {
  const lake = env["LUX_LAKE"]
  return lake ? folderOrAddress(root, lake) : collectTo(root, written, env)
}

/** A folder, from the project's on, or an address on S3. */
export function folderOrAddress(root: string, written: string): string {
  return written.startsWith("s3://") ? written : resolve(root, written)
}

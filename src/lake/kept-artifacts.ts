import type { Target } from "../project/target/target-types.ts"
import { type FileStore, pathIn } from "./file-store.ts"
import { fileStores } from "./file-stores.ts"

/** The place of a target that keeps what runs leave: `artifacts:`. */
export interface KeptArtifacts {
  /** An absolute path, or an `s3://` address. */
  readonly folder: string
  readonly store: FileStore
  /** A path in the folder. */
  path(...names: readonly string[]): string
}

/** Undefined where the target keeps none. No file is read, and S3's client is loaded for an address only. */
export async function keptArtifacts({
  artifacts,
  s3,
}: Pick<Target, "artifacts" | "s3">): Promise<KeptArtifacts | undefined> {
  if (artifacts === undefined) return undefined
  const store = await fileStores(s3).of(artifacts)
  return { folder: artifacts, store, path: (...names) => pathIn(artifacts, ...names) }
}

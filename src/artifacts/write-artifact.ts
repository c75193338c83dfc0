import { join, relative } from "node:path"
import type { LuxError } from "../errors.ts"
import type { Project } from "../project/types.ts"
import { notWritten } from "../run/compiled-files.ts"
import { writeLarge } from "../run/write-whole.ts"

/**
 * Writes pieces of JSON as `target/<name>`, whole or not at all. What could not be written is the warning LUX-2330: the work
 * that it tells of is done nevertheless.
 */
export async function writeArtifact(
  { root, targetPath }: Pick<Project, "root" | "targetPath">,
  name: string,
  json: readonly Uint8Array[],
): Promise<readonly LuxError[]> {
  const file = join(targetPath, name)
  try {
    await writeLarge(file, json)
    return []
  } catch (error) {
    return [notWritten(relative(root, file), error)]
  }
}

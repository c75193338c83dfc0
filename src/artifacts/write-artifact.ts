import { join, relative } from "node:path"
import type { LuxError } from "../errors.ts"
import type { Project } from "../project/types.ts"
import { notWritten } from "../run/compiled-files.ts"
import { type Content, writeWhole } from "../run/write-whole.ts"

/**
 * Writes JSON as `target/<name>`, whole or not at all. What could not be written is the warning LUX-2330: the work
 * that it tells of is done nevertheless.
 */
export function writeArtifact(
  { root, targetPath }: Pick<Project, "root" | "targetPath">,
  name: string,
  json: Content,
): readonly LuxError[] {
  const file = join(targetPath, name)
  try {
    writeWhole(file, json)
    return []
  } catch (error) {
    return [notWritten(relative(root, file), error)]
  }
}

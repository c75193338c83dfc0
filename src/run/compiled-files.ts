import { mkdir, rename, writeFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import type { Project, Resource } from "../project/types.ts"

/** Where a node's compiled SQL is written: relative to the project, with forward slashes. */
export function compiledPathOf(resource: Resource, project: Project): string {
  const inside = resource.path.endsWith(".sql") ? resource.path : `${resource.path}/${resource.name}.sql`
  return relative(project.root, join(project.targetPath, "compiled", project.name, inside)).replaceAll(
    "\\",
    "/",
  )
}

/** Writes a compiled file whole or not at all. `path` is relative to the project. */
export async function writeCompiled(project: Project, path: string, sql: string): Promise<void> {
  const file = join(project.root, path)
  await mkdir(dirname(file), { recursive: true })
  const writing = `${file}.${process.pid}.writing`
  await writeFile(writing, sql.endsWith("\n") ? sql : `${sql}\n`)
  await rename(writing, file)
}

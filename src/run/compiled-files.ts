import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join, posix, relative } from "node:path"
import type { Project, Resource } from "../project/types.ts"

/**
 * Where a node's compiled SQL is written: relative to the project, with forward slashes. Tests that a properties file
 * declares lie together by its folder: a folder for each such file would take most of the time of writing.
 */
export function compiledPathOf(resource: Resource, project: Project): string {
  const inside = resource.path.endsWith(".sql")
    ? resource.path
    : `${posix.dirname(resource.path)}/tests/${resource.name}.sql`
  return relative(project.root, join(project.targetPath, "compiled", project.name, inside)).replaceAll(
    "\\",
    "/",
  )
}

/**
 * Writes a compiled file whole or not at all; one that says the same already stays. `path` is relative to the project.
 * At once rather than by promises: for thousands of small files those take many times as long.
 */
export function writeCompiled(project: Project, path: string, sql: string): void {
  const file = join(project.root, path)
  const text = sql.endsWith("\n") ? sql : `${sql}\n`
  if (textOf(file) === text) return
  const writing = `${file}.${process.pid}.writing`
  try {
    writeFileSync(writing, text)
  } catch {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(writing, text)
  }
  renameSync(writing, file)
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

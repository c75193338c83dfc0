import { join, posix, relative, sep } from "node:path"
import { ownTestName } from "../compile/own-test-names.ts"
import { LuxError } from "../errors.ts"
import { checkStaysInside, pathInTarget, safeFileName } from "../project/files/target-files.ts"
import { writeWhereDifferent } from "../project/files/write-whole.ts"
import { isDataTest } from "../project/resource-guards.ts"
import type { Project, Resource } from "../project/types.ts"

/**
 * Where a node's compiled SQL is written: relative to the project, with forward slashes. Tests that a properties file
 * declares are together by its folder: a folder for each such file would take most of the time of writing.
 */
export function compiledPathOf(resource: Resource, project: Project): string {
  return pathIn("compiled", resource, project)
}

/** Where the SQL that was sent for a node is written, in the same way. */
export function executedPathOf(resource: Resource, project: Project): string {
  return pathIn("run", resource, project)
}

export interface SqlFile {
  /** Relative to the project. */
  readonly path: string
  readonly sql: string
}

/** Writes files of SQL, each whole or not at all. The warning LUX-2330 for those that could not be. */
export function writeSqlFiles(project: Project, files: readonly SqlFile[]): readonly LuxError[] {
  const checked = new Set<string>()
  const failures = files.flatMap(({ path, sql }) => {
    try {
      const file = join(project.root, path)
      if (!checked.has(posix.dirname(path))) checkStaysInside(project.targetPath, file)
      checked.add(posix.dirname(path))
      writeWhereDifferent(file, sql.endsWith("\n") ? sql : `${sql}\n`)
      return []
    } catch (error) {
      return [{ path, error }]
    }
  })
  const [first] = failures
  if (first === undefined) return []
  const others = failures.length === 1 ? "" : ` and ${failures.length - 1} other files of SQL`
  return [notWritten(first.path + others, first.error)]
}

/** The warning for what could not be written: what was built is built nevertheless. */
export function notWritten(what: string, cause: unknown): LuxError {
  const said = cause instanceof Error ? cause.message : String(cause)
  return new LuxError("LUX-2330", `${what} could not be written: ${said}`, {
    hint: "Look at the rights and the space of the target folder; what was built is not touched by this.",
    cause,
  })
}

function pathIn(folder: "compiled" | "run", resource: Resource, project: Project): string {
  const ofPackage = project.packages.find(({ name }) => name === resource.packageName)?.folder
  const path = ofPackage === undefined ? resource.path : posix.relative(ofPackage, resource.path)
  const inside = /\.(sql|csv)$/.test(path)
    ? path.replace(/\.csv$/, ".sql")
    : posix.join(posix.dirname(path), ...namedFile(resource, project))
  const file = pathInTarget(targetFromRoot(project), folder, resource.packageName, inside)
  return sep === "/" ? file : file.replaceAll("\\", "/")
}

const targets = new WeakMap<Project, string>()

/** Asked for every file. */
function targetFromRoot(project: Project): string {
  const known = targets.get(project)
  if (known !== undefined) return known
  const found = relative(project.root, project.targetPath)
  targets.set(project, found)
  return found
}

/** The file of what has none of its own, by the folder of the file that declares it. */
function namedFile(resource: Resource, project: Project): readonly string[] {
  return isDataTest(resource)
    ? ["tests", `${safeFileName(ownTestName(resource, project))}.sql`]
    : [`${safeFileName(resource.name)}.sql`]
}

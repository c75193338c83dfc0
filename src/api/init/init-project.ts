import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { projectFileName } from "../../project/files/find-root.ts"
import { newProject } from "./new-project.ts"

export interface InitOptions {
  /** Where the project's folder is made; the current folder by default. */
  readonly projectDir?: string | undefined
  /** Of the project and its folder; undefined: the project is made in `projectDir` itself and named for it. */
  readonly name?: string | undefined
}

export interface InitResult {
  readonly name: string
  /** Absolute path of the project's folder. */
  readonly folder: string
  /** Paths of the files that were written, relative to the folder. */
  readonly files: readonly string[]
}

/**
 * Makes a small new project that builds at once. Nothing is overwritten. Throws LUX-1006 for a folder that holds
 * something, and for a name that a project cannot have.
 */
export function initProject({ projectDir, name }: InitOptions = {}): InitResult {
  const folder = resolve(projectDir ?? ".", name ?? "")
  const projectName = nameFor(name ?? basename(folder), name !== undefined)
  assertFree(folder)
  const files = Object.entries(newProject(projectName)).filter(([path]) => !existsSync(join(folder, path)))
  for (const [path, text] of files) {
    makeFolder(dirname(join(folder, path)))
    // Should the file have come into being a moment ago, it is not overwritten either.
    writeFileSync(join(folder, path), text, { flag: "wx" })
  }
  return { name: projectName, folder, files: files.map(([path]) => path) }
}

/** `my-shop` is the project `my_shop`. */
function nameFor(written: string, given: boolean): string {
  const name = written.replaceAll(/[\s.-]+/g, "_")
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw new LuxError("LUX-1006", `"${written}" is not a name for a project`, {
    hint: given
      ? "A name has letters, digits and underscores, and starts with no digit: lux init shop."
      : "Give it one: lux init shop makes the folder shop.",
  })
}

/** What a fresh repository has may be there. */
const harmless = /^(\.|README|LICEN[CS]E)/i

function assertFree(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory())
    throw new LuxError("LUX-1006", `${folder} is a file`, { hint: "Choose another name." })
  const found = readdirSync(folder).filter((each) => !harmless.test(each))
  const [first] = found
  if (first === undefined) return
  throw new LuxError(
    "LUX-1006",
    found.includes(projectFileName)
      ? `there is a project already in ${folder}`
      : `${folder} is not empty: it holds ${first}${found.length > 1 ? ` and ${found.length - 1} more` : ""}`,
    { hint: "Nothing is overwritten: `lux init NAME` makes the folder NAME." },
  )
}

/** For tests: projects written to a temporary folder and loaded, and their errors as the lines that people read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { LuxError, LuxErrors } from "../errors.ts"
import { parseMacroFile } from "../template/macro-file.ts"
import type { GenericTest } from "../template/types.ts"
import { type LoadOptions, loadProject } from "./load-project.ts"
import type { Project, Resource } from "./types.ts"

export type Files = Readonly<Record<string, string>>

/** The least project file that loads. */
export const projectFile = "name: shop\ntargets: {dev: {type: duckdb}}\n"

/** Files of a project with more in its project file. */
export function settings(text: string): Files {
  return { "lux_project.yml": `${projectFile}${text}` }
}

/** Writes the files (and a project file, if there is none among them); they are removed when the test has finished. */
export function writtenProject(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "lux-loading-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries({ "lux_project.yml": projectFile, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

export function load(files: Files, options: Partial<LoadOptions> = {}): Promise<Project> {
  return loadProject({ projectDir: writtenProject(files), env: {}, builtInTests, ...options })
}

/** The errors of a project, in their order: `LUX-1004 models/p.yml:2:3 message | hint`. Empty where it loads. */
export async function mistakes(files: Files, options: Partial<LoadOptions> = {}): Promise<readonly string[]> {
  try {
    await load(files, options)
    return []
  } catch (error) {
    if (error instanceof LuxErrors) return error.errors.map(lineOf)
    if (error instanceof LuxError) return [lineOf(error)]
    throw error
  }
}

/** What is written, and the lines of the errors that it gives. */
export type Case = readonly [name: string, files: Files, ...expected: unknown[]]

export function eachMistake(cases: readonly Case[]): void {
  const named = cases.map(([name, files, ...expected]) => ({ name, files, expected }))
  it.each(named)("$name", async ({ files, expected }) => {
    expect(await mistakes(files)).toEqual(expected)
  })
}

export function lineOf(error: LuxError): string {
  const { code, place, message, hint, related } = error
  const at = place === undefined ? "" : ` ${place.file}:${place.line}:${place.column}`
  const others = related.map((each) => ` (${each.message}: ${each.place.file}:${each.place.line})`).join("")
  return `${code}${at} ${message}${hint === undefined ? "" : ` | ${hint}`}${others}`
}

/** The one resource of a type, or of those the one with that id. */
export function only<Type extends Resource["type"]>(project: Project, type: Type, id?: string) {
  const found = project.resources.filter(
    (each): each is Extract<Resource, { type: Type }> =>
      each.type === type && (id === undefined || each.uniqueId === id),
  )
  const [one, more] = found
  if (one === undefined || more !== undefined) throw new Error(`${found.length} of ${type} ${id ?? ""}`)
  return one
}

/** Stand-ins for the tests that every project has, with the same arguments. */
const builtInTests: ReadonlyMap<string, GenericTest> = new Map(
  parseMacroFile({
    path: "built-in.sql",
    text: `
{{#test "unique" "model" "column_name"}}select 1{{/test}}
{{#test "not_null" "model" "column_name"}}select 1{{/test}}
{{#test "accepted_values" "model" "column_name" "values" quote=true}}select 1{{/test}}
{{#test "relationships" "model" "column_name" "to" "field"}}select 1{{/test}}`,
  }).tests.map((test) => [test.name, test]),
)

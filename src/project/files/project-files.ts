import { join } from "node:path"
import { LuxError, type Problems } from "../../errors.ts"
import { refuseJinja } from "../../template/jinja.ts"
import { importedPaths } from "../../template/js-imports.ts"
import { loadJsMacros } from "../../template/js-macros.ts"
import { parseMacroFile } from "../../template/macro-file.ts"
import { macroTable } from "../../template/macro-table.ts"
import type { SourceFile } from "../../template/source-file.ts"
import type { GenericTest, Macro, MacroTable } from "../../template/types.ts"
import type { ProjectFile } from "../project-file.ts"
import type { InputFile, ProjectInputs } from "./project-inputs.ts"
import { liesIn, readFiles } from "./read-files.ts"

/** The files of a project, by what they hold. */
export interface ProjectFiles {
  readonly folders: {
    readonly models: readonly string[]
    readonly seeds: readonly string[]
    readonly snapshots: readonly string[]
    readonly tests: readonly string[]
  }
  /** Those of macros too. */
  readonly allFolders: readonly string[]
  readonly models: readonly SourceFile[]
  readonly seeds: readonly SourceFile[]
  readonly singularTests: readonly SourceFile[]
  /** Rows for unit tests: CSV, and queries that give them. */
  readonly fixtures: readonly SourceFile[]
  readonly yaml: readonly InputFile[]
  readonly markdown: readonly SourceFile[]
  /** What is in the folders and is not read, but for what unit tests read. */
  readonly ignored: readonly string[]
  readonly macros: MacroTable
  readonly genericTests: ReadonlyMap<string, GenericTest>
  /** False where a macro file could not be read. */
  readonly allMacrosRead: boolean
}

const endings = [".sql", ".csv", ".yml", ".yaml", ".md", ".js", ".mjs", ".ts"]

/** Reads everything under the resource paths, concurrently, and parses the macros. */
export async function readProjectFiles(
  inputs: ProjectInputs,
  file: ProjectFile,
  problems: Problems,
): Promise<ProjectFiles> {
  const folders = {
    models: file["model-paths"],
    seeds: file["seed-paths"],
    snapshots: file["snapshot-paths"],
    tests: file["test-paths"],
  }
  const macroPaths = file["macro-paths"]
  const everywhere = [...new Set([...Object.values(folders).flat(), ...macroPaths])]
  const files = readFiles(inputs, everywhere, endings)
  checkTexts(files, problems)
  for (const path of inputs.others)
    if (endings.some((ending) => path.endsWith(ending))) problems.add(noFile(path))
  const those = (paths: readonly string[], ending: RegExp): readonly InputFile[] =>
    files.filter((each) => ending.test(each.path) && liesIn(each.path, paths))
  const fixtures = those(
    folders.tests.map((folder) => `${folder}/fixtures`),
    /\.(sql|csv)$/,
  )
  const tests = those(folders.tests, /\.sql$/).filter((test) => !fixtures.includes(test))
  const generic = tests.filter((test) => isGeneric(test.path, folders.tests))
  const scripts = those(macroPaths, /\.(js|mjs|ts)$/)
  const before = problems.found.length
  const macroFiles = [...those(macroPaths, /\.sql$/), ...generic].flatMap(
    (each) => problems.attempt(() => parseMacroFile(each)) ?? [],
  )
  const imported = new Set<string>()
  for (const script of scripts) noteImports(script, inputs, imported)
  const all = [
    ...macroFiles.flatMap((each) => each.macros),
    ...(await loadScripts(inputs, scripts, file.macro_timeout * 1000, problems)),
  ]
  const macros = problems.attempt(() => macroTable(all))
  const models = those(folders.models, /\.sql$/)
  const seeds = those(folders.seeds, /\.csv$/)
  const yaml = those(everywhere, /\.ya?ml$/)
  const markdown = those(everywhere, /\.md$/)
  const read = [
    ...models,
    ...seeds,
    ...tests,
    ...fixtures,
    ...yaml,
    ...markdown,
    ...those(macroPaths, /\.sql$/),
  ]
  const isRead = new Set([...read, ...scripts].map(({ path }) => path))
  const passedOver = files.filter(({ path }) => !isRead.has(path) && !imported.has(path))
  // Snapshots stand in YAML: those of before would be passed over in silence.
  for (const file of those(folders.snapshots, /\.sql$/))
    if (!liesIn(file.path, [...folders.models, ...macroPaths, ...folders.tests]))
      problems.attempt(() => refuseJinja(file, 0, file.text))
  return {
    folders,
    allFolders: everywhere,
    models,
    seeds,
    singularTests: tests.filter((test) => !generic.includes(test)),
    fixtures,
    yaml,
    markdown,
    ignored: [
      ...passedOver.map(({ path }) => path),
      ...[...inputs.others].filter(
        (path) =>
          liesIn(path, everywhere) &&
          !imported.has(path) &&
          !(scripts.length > 0 && isDataOf(macroPaths, path)),
      ),
    ],
    macros: macros ?? new Map(all.map((macro) => [macro.name, macro])),
    allMacrosRead: problems.found.length === before,
    genericTests: testTable(
      macroFiles.flatMap((each) => each.tests),
      problems,
    ),
  }
}

/** Throws where a file is not text: what it would define is unknown. YAML is checked where it is parsed, maybe in a thread. */
function checkTexts(files: readonly InputFile[], problems: Problems): void {
  const before = problems.found.length
  for (const file of files) if (!/\.ya?ml$/.test(file.path)) problems.attempt(() => file.text)
  if (problems.found.length > before) problems.throwIfAny()
}

/** What it would define is unknown. */
function noFile(path: string): LuxError {
  return new LuxError("LUX-1009", `${path} is not a file that can be read`, {
    place: { file: path, line: 1, column: 1 },
    hint: "It is a link that leads nowhere, a named pipe, a device or a folder. Delete it, or let its name start with a dot.",
  })
}

function testTable(tests: readonly GenericTest[], problems: Problems): ReadonlyMap<string, GenericTest> {
  const table = new Map<string, GenericTest>()
  for (const test of tests) {
    const other = table.get(test.name)
    if (other !== undefined)
      problems.add(
        new LuxError("LUX-1052", `there are two generic tests of the name "${test.name}"`, {
          place: test.place,
          hint: "Rename one.",
          related: [{ message: "the other one", place: other.place }],
        }),
      )
    table.set(test.name, test)
  }
  return table
}

function isGeneric(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/generic/`))
}

async function loadScripts(
  inputs: ProjectInputs,
  scripts: readonly SourceFile[],
  timeoutMs: number,
  problems: Problems,
): Promise<readonly Macro[]> {
  const loaded: Macro[] = []
  for (const script of scripts) {
    if (/\.(d|test)\.(ts|js|mjs)$/.test(script.path)) continue
    try {
      loaded.push(...(await loadJsMacros(join(inputs.root, script.path), script, timeoutMs)))
    } catch (error) {
      problems.take(error)
    }
  }
  return loaded
}

/** What a script imports from next to it is read by anyone who runs it; here it is only noted that it belongs to the project. */
function noteImports(script: SourceFile, inputs: ProjectInputs, imported: Set<string>): void {
  for (const path of importedPaths(script)) {
    if (imported.has(path)) continue
    const file = inputs.readIfThere(path)
    if (file === undefined) continue
    imported.add(path)
    noteImports(file, inputs, imported)
  }
}

/** A file that a macro in JavaScript may read: a list, a dictionary, a package.json. */
function isDataOf(macroPaths: readonly string[], path: string): boolean {
  return liesIn(path, macroPaths) && /\.(json|jsonl|txt|csv|tsv)$/.test(path)
}

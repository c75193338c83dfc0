import { join } from "node:path"
import type { Problems } from "../errors.ts"
import { loadJsMacros } from "../template/js-macros.ts"
import { parseMacroFile } from "../template/macro-file.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { GenericTest, Macro } from "../template/types.ts"
import type { ProjectFile } from "./project-file.ts"
import { readFiles } from "./read-files.ts"

/** The files of a project, by what they hold. */
export interface ProjectFiles {
  readonly folders: {
    readonly models: readonly string[]
    readonly seeds: readonly string[]
    readonly tests: readonly string[]
  }
  readonly models: readonly SourceFile[]
  readonly seeds: readonly SourceFile[]
  readonly singularTests: readonly SourceFile[]
  readonly yaml: readonly SourceFile[]
  readonly markdown: readonly SourceFile[]
  readonly macros: readonly Macro[]
  readonly genericTests: ReadonlyMap<string, GenericTest>
}

/** Reads everything under the resource paths, concurrently, and parses the macros. */
export async function readProjectFiles(
  root: string,
  file: ProjectFile,
  problems: Problems,
): Promise<ProjectFiles> {
  const folders = { models: file["model-paths"], seeds: file["seed-paths"], tests: file["test-paths"] }
  const macroPaths = file["macro-paths"]
  const everywhere = [...new Set([...folders.models, ...folders.seeds, ...folders.tests, ...macroPaths])]
  const [models, seeds, tests, templates, scripts, yaml, markdown] = await Promise.all([
    readFiles(root, folders.models, [".sql"]),
    readFiles(root, folders.seeds, [".csv"]),
    readFiles(root, folders.tests, [".sql"]),
    readFiles(root, macroPaths, [".sql"]),
    readFiles(root, macroPaths, [".js", ".mjs", ".ts"]),
    readFiles(root, everywhere, [".yml", ".yaml"]),
    readFiles(root, everywhere, [".md"]),
  ])
  const generic = tests.filter((test) => isGeneric(test.path, folders.tests))
  const macroFiles = [...templates, ...generic].flatMap(
    (each) => problems.attempt(() => parseMacroFile(each)) ?? [],
  )
  return {
    folders,
    models,
    seeds,
    singularTests: tests.filter((test) => !generic.includes(test)),
    yaml,
    markdown,
    macros: [...macroFiles.flatMap((each) => each.macros), ...(await loadScripts(root, scripts, problems))],
    genericTests: new Map(macroFiles.flatMap((each) => each.tests).map((test) => [test.name, test])),
  }
}

function isGeneric(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder.replace(/\/$/, "")}/generic/`))
}

async function loadScripts(
  root: string,
  scripts: readonly SourceFile[],
  problems: Problems,
): Promise<readonly Macro[]> {
  const loaded: Macro[] = []
  for (const script of scripts) {
    if (/\.(d|test)\.(ts|js|mjs)$/.test(script.path)) continue
    try {
      loaded.push(...(await loadJsMacros(join(root, script.path), script)))
    } catch (error) {
      problems.take(error)
    }
  }
  return loaded
}

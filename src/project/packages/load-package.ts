import type { LuxError, Problems } from "../../errors.ts"
import { parseTemplate } from "../../template/parse.ts"
import type { GenericTest } from "../../template/types.ts"
import { type DeclaredCollectors, readDeclaration } from "../collectors/read-collectors.ts"
import { folderConfigs, packageConfigs } from "../config/config-layers.ts"
import { valueContext } from "../config/value-context.ts"
import type { Vars } from "../config/vars.ts"
import { parseAhead, type TemplateOf } from "../files/model-templates.ts"
import { type ProjectFiles, readProjectFiles } from "../files/project-files.ts"
import type { ProjectInputs } from "../files/project-inputs.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import type { ProjectFile } from "../project-file.ts"
import { isFileOfRows } from "../resource-guards.ts"
import { forFolderKeys } from "../resource-kinds.ts"
import { type DocsBlock, readDocsBlocks } from "../resources/docs-blocks.ts"
import { checkGroup, readGroups } from "../resources/groups.ts"
import { readMacroProperties } from "../resources/macro-properties.ts"
import { readResources } from "../resources/resources.ts"
import type { Reuse } from "../reuse.ts"
import { targetDatabase } from "../target/target-database.ts"
import { testsTwice } from "../tests/data-tests.ts"
import type { Group, MacroProperties, Resource, Seed, Target } from "../types.ts"
import { keptKeys } from "../yaml/kept-keys.ts"
import { readProperties } from "../yaml/read-properties.ts"
import type { YamlDocument } from "../yaml/yaml-document.ts"
import { type Definitions, packageTables } from "./package-tables.ts"

/** A project file with what its project's templates see: that of the project, or of a package that it uses. */
export interface PackageRoot {
  /** Relative to the project, with forward slashes; empty for the project itself. */
  readonly folder: string
  readonly document: YamlDocument
  readonly file: ProjectFile
  readonly vars: Vars
}

/** The files of one of them, read. */
export interface ReadPackage extends PackageRoot, Definitions {
  readonly files: ProjectFiles
  readonly templateOf: TemplateOf
  readonly properties: readonly PropertiesFile[]
  readonly docs: ReadonlyMap<string, DocsBlock>
  /** Only the project itself collects. */
  readonly collectors: DeclaredCollectors | undefined
}

export interface LoadedPackage {
  readonly read: ReadPackage
  readonly loading: Loading
  readonly resources: readonly Resource[]
  /** Those that were read. */
  readonly seeds: readonly Seed[]
  readonly groups: readonly Group[]
  readonly macroProperties: readonly MacroProperties[]
}

/** What all of them share. */
export interface LoadContext {
  readonly inputs: ProjectInputs
  readonly env: Readonly<Record<string, string | undefined>>
  readonly target: Target
  readonly builtInTests: ReadonlyMap<string, GenericTest>
  /** Where collected files are read. */
  readonly collectedLake: string
  readonly reuse: Reuse | undefined
  readonly problems: Problems
  /** What is likely wrong with the files that are read. */
  readonly warnings: LuxError[]
}

/** Reads all files of the project or of one package. */
export async function readPackage(root: PackageRoot, context: LoadContext): Promise<ReadPackage> {
  const { inputs, problems } = context
  const files = await readProjectFiles(inputs, inFolder(root.file, root.folder), problems)
  let templateOf: TemplateOf = parseTemplate
  const properties = await readProperties(files.yaml, inputs, problems, () => {
    templateOf = parseAhead(files.models)
  })
  return {
    ...root,
    packageName: root.file.name,
    macros: files.macros,
    genericTests: files.genericTests,
    files,
    templateOf,
    properties,
    docs: readDocsBlocks(files.markdown, problems),
    collectors: root.folder === "" ? readDeclaration(inputs, context.reuse, problems) : undefined,
  }
}

/** The resources of the packages, and last those of the project, from files that were read. */
export function loadPackages(
  packages: readonly ReadPackage[],
  project: ReadPackage,
  context: LoadContext,
): { readonly packages: readonly LoadedPackage[]; readonly project: LoadedPackage } {
  const tables = packageTables(packages, project, context.builtInTests)
  const allMacrosRead = [...packages, project].every(({ files }) => files.allMacrosRead)
  const names = new Set(packages.map(({ packageName }) => packageName))
  const own = configsOf(project, names, context.problems)
  const docs = new Map([...packages.flatMap((each) => [...each.docs]), ...project.docs])
  return {
    packages: packages.map((read, index) => {
      const configs = overridden(configsOf(read, new Set(), context.problems), own)
      const { macros, genericTests } = tables.packages[index] ?? tables.project
      return load(read, { macros, genericTests, allMacrosRead, configs, docs: read.docs }, context)
    }),
    project: load(project, { ...tables.project, allMacrosRead, configs: own, docs }, context),
  }
}

type Seen = Pick<Loading, "macros" | "genericTests" | "allMacrosRead" | "configs" | "docs">

function load(read: ReadPackage, seen: Seen, context: LoadContext): LoadedPackage {
  const { inputs, env, target, reuse, problems, warnings, collectedLake } = context
  const { packageName, files, templateOf, properties, vars } = read
  const known = (each: { readonly packageName: string }): boolean => each.packageName === packageName
  const withoutGroups = {
    ...seen,
    root: inputs.root,
    packageName,
    folders: files.allFolders,
    templateOf,
    problems,
    warnings,
    database: targetDatabase(target),
    collectedLake,
    context: valueContext(vars, env, target, seen.macros),
  }
  warnings.push(...properties.flatMap(keptKeys))
  const groups = readGroups(properties, reuse?.groups.filter(known) ?? [], withoutGroups)
  const loading: Loading = { ...withoutGroups, groups }
  const fixtures = { files: files.fixtures, read: (path: string) => inputs.readIfThere(path) }
  const resources = readResources({ files, properties, declared: read.collectors, fixtures, loading })
  const reused = reuse?.resources.filter(known) ?? []
  for (const each of reused) checkGroup(each, groups, () => each.place, problems)
  return {
    read,
    loading,
    seeds: resources.filter(isFileOfRows),
    resources: [...resources, ...reused],
    groups: [...groups.values()],
    macroProperties: readMacroProperties(properties, loading),
  }
}

function configsOf(
  { document, file }: PackageRoot,
  packages: ReadonlySet<string>,
  problems: Problems,
): Loading["configs"] {
  if (file.data_tests !== undefined && file.tests !== undefined) problems.add(testsTwice(document, []))
  return forFolderKeys((key) => {
    const written = key === "data_tests" && file.data_tests === undefined ? "tests" : key
    return folderConfigs(document, [written], file[written] ?? {}, file.name, packages)
  })
}

function overridden(own: Loading["configs"], project: Loading["configs"]): Loading["configs"] {
  return forFolderKeys((key) => packageConfigs(own[key], project[key]))
}

/** The project file of a package with its folders as they are in the project. */
function inFolder(file: ProjectFile, folder: string): ProjectFile {
  if (folder === "") return file
  const inside = (paths: readonly string[]): string[] => paths.map((path) => `${folder}/${path}`)
  return {
    ...file,
    "model-paths": inside(file["model-paths"]),
    "seed-paths": inside(file["seed-paths"]),
    "snapshot-paths": inside(file["snapshot-paths"]),
    "test-paths": inside(file["test-paths"]),
    "macro-paths": inside(file["macro-paths"]),
  }
}

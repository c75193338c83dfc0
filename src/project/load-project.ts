import { resolve } from "node:path"
import { LuxError, Problems } from "../errors.ts"
import type { GenericTest } from "../template/types.ts"
import { folderConfigs } from "./config-layers.ts"
import { testsTwice } from "./data-tests.ts"
import { checkDistinctNames } from "./distinct-names.ts"
import { readDocsBlocks } from "./docs-blocks.ts"
import { findRoot } from "./find-root.ts"

import { checkGroup, readGroups } from "./groups.ts"
import type { Loading } from "./loading.ts"
import { readMacroProperties } from "./macro-properties.ts"

import type { ProjectFile } from "./project-file.ts"
import { readProjectFiles } from "./project-files.ts"
import { ProjectInputs } from "./project-inputs.ts"
import { queryComment, runHooks } from "./project-templates.ts"
import { readProjectFile } from "./read-project-file.ts"
import { readProperties } from "./read-properties.ts"
import { readResources } from "./resources.ts"
import type { Reuse } from "./reuse.ts"
import { snapshotWarnings } from "./snapshots.ts"
import { chooseTarget, standIn } from "./targets.ts"
import type { Project, Resource } from "./types.ts"
import { valueContext } from "./value-context.ts"
import type { YamlDocument } from "./yaml-document.ts"

export interface LoadOptions {
  /** Absolute path of the project's folder, or of one inside it. */
  readonly projectDir: string
  readonly target?: string | undefined
  readonly targetPath?: string | undefined
  /** YAML or JSON text. */
  readonly vars?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Generic tests that every project has; its own go before them. */
  readonly builtInTests: ReadonlyMap<string, GenericTest>
  /** Where reading is noted; a fresh one by default. */
  readonly inputs?: ProjectInputs | undefined
  /** With `inputs` that pass over the same files. Where it is given, an error's story may be incomplete: load without. */
  readonly reuse?: Reuse | undefined
}

/** Reads a project's files into typed resources. Throws LUX-10xx and LUX-11xx, all independent errors together. */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const problems = new Problems()
  const root = findRoot(options.projectDir)
  const inputs = options.inputs ?? new ProjectInputs(root)
  const { document, file, vars, env } = readProjectFile(inputs, options.vars, options.env, problems)
  const asked = options.target || env["LUX_TARGET"] || undefined
  const target = chooseTarget(document, file, root, asked, valueContext(vars, env), problems) ?? standIn

  const files = await readProjectFiles(inputs, file, problems)
  const properties = await readProperties(files.yaml, inputs, problems)
  const withoutGroups = {
    root,
    packageName: file.name,
    folders: files.allFolders,
    problems,
    context: valueContext(vars, env, target, files.macros),
    docs: readDocsBlocks(files.markdown, problems),
    macros: files.macros,
    genericTests: new Map([...options.builtInTests, ...files.genericTests]),
    allMacrosRead: files.allMacrosRead,
    configs: configsOf(document, file, problems),
  }
  const groups = readGroups(properties, options.reuse?.groups ?? [], withoutGroups)
  const loading: Loading = { ...withoutGroups, groups }
  const read = readResources(files, properties, loading)
  const macroProperties = readMacroProperties(properties, loading)
  for (const known of options.reuse?.resources ?? []) checkGroup(known, groups, () => known.place, problems)
  const resources = [...read, ...(options.reuse?.resources ?? [])].sort(byUniqueId)
  checkDistinctNames(resources, problems)
  const onRunStart = runHooks(document, "on-run-start", file["on-run-start"], problems)
  const onRunEnd = runHooks(document, "on-run-end", file["on-run-end"], problems)
  const comment = queryComment(document, file, problems)
  problems.throwIfAny()
  return {
    root,
    name: file.name,
    version: file.version,
    dialect: file.dialect,
    target,
    targetNames: Object.keys(file.targets),
    targetPath: resolve(root, options.targetPath || env["LUX_TARGET_PATH"] || file["target-path"]),
    vars,
    env,
    queryComment: comment,
    onRunStart,
    onRunEnd,
    macros: files.macros,
    genericTests: loading.genericTests,
    resources: resources.filter((resource) => resource.enabled),
    disabled: resources.filter((resource) => !resource.enabled),
    groups: [...groups.values()],
    macroProperties: [...macroProperties, ...(options.reuse?.macroProperties ?? [])].sort(byName),
    docsBlocks: loading.docs,
    warnings: [...unusedFolders(loading, options.reuse), ...resources.flatMap(snapshotWarnings)],
  }
}

function byUniqueId(a: Resource, b: Resource): number {
  return a.uniqueId < b.uniqueId ? -1 : a.uniqueId > b.uniqueId ? 1 : 0
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function configsOf(document: YamlDocument, file: ProjectFile, problems: Problems): Loading["configs"] {
  const of = (key: "models" | "seeds" | "snapshots" | "sources" | "exposures" | "data_tests" | "tests") =>
    folderConfigs(document, [key], file[key] ?? {}, file.name)
  if (file.data_tests !== undefined && file.tests !== undefined) problems.add(testsTwice(document, []))
  return {
    models: of("models"),
    seeds: of("seeds"),
    snapshots: of("snapshots"),
    sources: of("sources"),
    exposures: of("exposures"),
    data_tests: of(file.data_tests === undefined ? "tests" : "data_tests"),
  }
}

function unusedFolders(loading: Loading, reuse: Reuse | undefined): readonly LuxError[] {
  for (const { type, fqn } of reuse?.configured ?? []) loading.configs[configKeys[type]].layersFor(fqn)
  return (["models", "seeds", "snapshots", "sources", "exposures", "data_tests"] as const).flatMap((key) =>
    loading.configs[key].unused().map(
      ({ name, place }) =>
        new LuxError("LUX-1012", `${key} has configuration for "${name}", which matches nothing`, {
          place,
          hint: "A key of configuration starts with +; other keys are folders.",
        }),
    ),
  )
}

const configKeys = {
  model: "models",
  seed: "seeds",
  snapshot: "snapshots",
  source: "sources",
  exposure: "exposures",
  test: "data_tests",
} as const

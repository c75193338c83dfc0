import { LuxError, Problems } from "../errors.ts"
import type { GenericTest } from "../template/types.ts"
import { collectTo, readCollectedFrom } from "./collectors/lake-places.ts"
import { openingFlags } from "./command-line.ts"
import { valueContext } from "./config/value-context.ts"
import { checkDashboards } from "./dashboards/check-dashboards.ts"
import { findRoot } from "./files/find-root.ts"
import { ignoredFiles } from "./files/ignored-files.ts"
import { ProjectInputs } from "./files/project-inputs.ts"
import { queryComment, runHooks } from "./files/project-templates.ts"
import { targetPathOf } from "./files/target-path.ts"
import type { Loading } from "./loading.ts"
import { checkMetrics, metricWarnings } from "./metrics/check-metrics.ts"
import { orchestrateSchema } from "./orchestrate-keys.ts"
import { installedPackages } from "./packages/installed.ts"
import { type LoadedPackage, loadPackages, type PackageRoot, readPackage } from "./packages/load-package.ts"
import { type ReadProjectFile, readPackageFile, readProjectFile } from "./read-project-file.ts"
import { resourceKinds } from "./resource-kinds.ts"
import { checkDistinctNames } from "./resources/distinct-names.ts"
import { snapshotWarnings } from "./resources/snapshots.ts"
import type { Reuse } from "./reuse.ts"
import { chooseTarget, standIn } from "./target/targets.ts"
import type { Project, ProjectPackage, Resource } from "./types.ts"

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
  /** What was written where it was opened. */
  readonly opened?: { readonly projectDir: string | undefined } | undefined
  /** With `inputs` that pass over the same files. Where it is given, an error's story may be incomplete: load without. */
  readonly reuse?: Reuse | undefined
}

/** Reads the files of a project and its packages into typed resources. Throws LUX-10xx and LUX-11xx, all independent errors together. */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const problems = new Problems()
  const root = findRoot(options.projectDir)
  const inputs = options.inputs ?? new ProjectInputs(root)
  const main = readProjectFile(inputs, options.vars, options.env, problems)
  const { document, file, env } = main
  const vars = main.vars.own
  const asked = options.target || env["LUX_TARGET"] || undefined
  const target = chooseTarget(document, file, root, asked, valueContext(vars, env), problems) ?? standIn

  const targetPath = problems.attempt(() => targetFolder(options, main, root)) ?? ""
  const { builtInTests, reuse } = options
  const collectedLake = readCollectedFrom(root, file.collect, env)
  const fileWarnings: LuxError[] = []
  const context = {
    ...{ inputs, env, target, builtInTests, reuse, problems, collectedLake },
    warnings: fileWarnings,
  }
  const roots = packageRoots(inputs, main, problems)
  const readPackages = await Promise.all(roots.map((each) => readPackage(each, context)))
  const read = await readPackage({ folder: "", document, file, vars }, context)
  const { packages, project: own } = loadPackages(readPackages, read, context)
  const all = [...packages, own]
  const resources = all.flatMap((each) => each.resources).sort(byUniqueId)
  checkDistinctNames(resources, problems)
  checkMetrics(resources, problems)
  checkDashboards(resources, problems)
  const { collectors } = own.read
  if (
    collectors !== undefined &&
    Object.values(collectors.values.units).some(({ seed }) => seed !== undefined)
  ) {
    const { checkSeeds } = await import("./collectors/check-seeds.ts")
    checkSeeds(collectors, own.seeds, problems)
  }
  const onRunStart = runHooks(document, "on-run-start", file["on-run-start"], problems)
  const onRunEnd = runHooks(document, "on-run-end", file["on-run-end"], problems)
  const comment = queryComment(document, file, problems)
  problems.throwIfAny()
  const macroProperties = all.flatMap((each) => each.macroProperties)
  return {
    root,
    name: file.name,
    version: file.version,
    dialect: file.dialect,
    isDialectSaid: Object.hasOwn(Object(document.value), "dialect"),
    target,
    targetNames: Object.keys(file.targets),
    targetPath,
    opening: openingFlags({ ...options, projectDir: options.opened?.projectDir }),
    vars,
    env,
    secretNames: { secrets: file.secrets, notSecrets: file.not_secrets },
    qualitySchema: target.schemaPrefix + (file.quality?.schema ?? "quality"),
    looker: lookerSettings(file),
    orchestrate: file.orchestrate ?? orchestrateSchema.parse({}),
    queryComment: comment,
    onRunStart,
    onRunEnd,
    macros: own.loading.macros,
    genericTests: own.loading.genericTests,
    packages: packages.map(asPackage),
    resources: resources.filter((resource) => resource.enabled),
    disabled: resources.filter((resource) => !resource.enabled),
    groups: all.flatMap((each) => each.groups).sort(byName),
    macroProperties: [...macroProperties, ...(reuse?.macroProperties ?? [])].sort(byName),
    restrictAccess: file["restrict-access"],
    docsBlocks: own.loading.docs,
    collectTo: collectTo(root, file.collect, env),
    warnings: [
      ...unusedFolders(own.loading, reuse),
      ...ignoredFiles(own.read.files, resources),
      ...packages.flatMap(({ read }) => ignoredFiles(read.files, resources, read.packageName)),
      ...distinctWarnings([...(reuse?.fileWarnings ?? []), ...fileWarnings]),
      ...resources.flatMap(snapshotWarnings),
      ...resources.flatMap(metricWarnings),
    ],
  }
}

/** A file is read again for a part of what it describes: its warnings are then found again. */
function distinctWarnings(warnings: readonly LuxError[]): readonly LuxError[] {
  const byPlace = new Map(
    warnings.map((each) => [`${each.place?.file}:${each.place?.line}:${each.place?.column}`, each]),
  )
  return [...byPlace.values()]
}

function lookerSettings({ name, looker }: ReadProjectFile["file"]): Project["looker"] {
  const { model = name, connection = name, prefix = "", select = [] } = looker ?? {}
  return { isDeclared: looker !== undefined && looker !== null, model, connection, prefix, select }
}

function targetFolder(options: LoadOptions, { document, file, env }: ReadProjectFile, root: string): string {
  const folders = [
    ...(["model-paths", "seed-paths", "snapshot-paths", "test-paths", "macro-paths"] as const).flatMap(
      (key) => file[key],
    ),
    file["packages-install-path"],
  ]
  if (options.targetPath)
    return targetPathOf({ root, folders, written: options.targetPath, from: "--target-path" })
  const ofEnvironment = env["LUX_TARGET_PATH"]
  if (ofEnvironment) return targetPathOf({ root, folders, written: ofEnvironment, from: "LUX_TARGET_PATH" })
  const ofDbt = env["DBT_TARGET_PATH"]
  if (ofDbt) return targetPathOf({ root, folders, written: ofDbt, from: "DBT_TARGET_PATH" })
  const place = document.placeOf(["target-path"])
  return targetPathOf({ root, folders, written: file["target-path"], from: "target-path", place })
}

/** The installed packages. */
function packageRoots(
  inputs: ProjectInputs,
  main: ReadProjectFile,
  problems: Problems,
): readonly PackageRoot[] {
  const { file, vars, env } = main
  const context = valueContext(vars.own, env)
  return installedPackages(inputs, file["packages-install-path"], context, problems).map(({ folder }) => ({
    folder,
    ...readPackageFile(inputs, folder, main, problems),
  }))
}

function asPackage({ read: { packageName, file, folder, vars }, loading }: LoadedPackage): ProjectPackage {
  return {
    name: packageName,
    version: file.version,
    folder,
    vars,
    macros: loading.macros,
    restrictAccess: file["restrict-access"],
  }
}

function byUniqueId(a: Resource, b: Resource): number {
  return a.uniqueId < b.uniqueId ? -1 : a.uniqueId > b.uniqueId ? 1 : 0
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function unusedFolders(loading: Loading, reuse: Reuse | undefined): readonly LuxError[] {
  const configs = Object.entries(loading.configs)
  // Of a large project they are many to go through for nothing.
  if (reuse !== undefined && configs.some(([, each]) => each.unused().length > 0))
    for (const { type, fqn } of reuse.configured()) {
      const key = resourceKinds[type].folderKey
      if (key !== undefined) loading.configs[key].layersFor(fqn)
    }
  return configs.flatMap(([key, each]) =>
    each.unused().map(
      ({ name, place }) =>
        new LuxError("LUX-1012", `${key} has configuration for "${name}", which matches nothing`, {
          place,
          hint: "A key of configuration starts with +; other keys are folders.",
        }),
    ),
  )
}

import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { parse as parseDotenv } from "dotenv"
import { LuxError, LuxErrors, Problems } from "../errors.ts"
import { macroTable } from "../template/macro-table.ts"
import { parseTemplate } from "../template/parse.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { GenericTest } from "../template/types.ts"
import { folderConfigs, isMap } from "./config-layers.ts"
import {
  exposureConfigSchema,
  modelConfigSchema,
  seedConfigSchema,
  sourceConfigSchema,
  testConfigSchema,
} from "./config-schemas.ts"
import { readDocsBlocks } from "./docs-blocks.ts"
import type { Loading, PropertiesFile } from "./loading.ts"
import { type ProjectFile, projectFileSchema } from "./project-file.ts"
import { readProjectFiles } from "./project-files.ts"
import { propertiesSchema } from "./properties-file.ts"
import { renderedLater, renderValues, templateAt } from "./rendered-values.ts"
import { readResources } from "./resources.ts"
import { chooseTarget } from "./targets.ts"
import type { Project, QueryComment } from "./types.ts"
import { validate } from "./validate.ts"
import { valueContext } from "./value-context.ts"
import { readVars } from "./vars.ts"
import { parseYaml, type YamlDocument } from "./yaml-document.ts"

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
}

/** Reads a project's files into typed resources. Throws LUX-10xx and LUX-11xx, all independent errors together. */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const root = findRoot(options.projectDir)
  const env = { ...(await readDotenv(root)), ...options.env }
  const document = parseYaml({
    path: "lux_project.yml",
    text: await readFile(join(root, "lux_project.yml"), "utf8"),
  })
  const problems = new Problems()
  const vars = readVars(document, options.vars, env, problems)
  const values = renderValues(
    document,
    [],
    document.value ?? {},
    valueContext(vars, env),
    problems,
    renderedLater,
  )
  const file = validate(projectFileSchema, values, (path, part) => document.placeOf(path, part), problems)
  const target = file && chooseTarget(document, file, root, options.target ?? env["LUX_TARGET"], problems)
  // What the project file says about everything else must be known first.
  if (file === undefined || target === undefined) throw problemsOr(problems, "lux_project.yml cannot be read")

  const ownVars = { ...vars, ...plainMap(vars[file.name]) }
  const files = await readProjectFiles(root, file, problems)
  const macros = problems.attempt(() => macroTable(files.macros)) ?? new Map()
  const loading: Loading = {
    root,
    packageName: file.name,
    problems,
    warnings: [],
    context: valueContext(ownVars, env, target, macros),
    docs: readDocsBlocks(files.markdown, problems),
    macros,
    genericTests: new Map([...options.builtInTests, ...files.genericTests]),
    configs: configsOf(document, file),
  }
  const resources = readResources(files, readProperties(files.yaml, problems), loading)
  const onRunStart = hooks(document, "on-run-start", file["on-run-start"], problems)
  const onRunEnd = hooks(document, "on-run-end", file["on-run-end"], problems)
  problems.throwIfAny()
  return {
    root,
    name: file.name,
    version: file.version,
    dialect: file.dialect,
    target,
    targetNames: Object.keys(file.targets),
    targetPath: resolve(root, options.targetPath ?? env["LUX_TARGET_PATH"] ?? file["target-path"]),
    vars: ownVars,
    env,
    queryComment: queryComment(document, file),
    onRunStart,
    onRunEnd,
    macros,
    genericTests: loading.genericTests,
    resources: resources.filter((resource) => resource.enabled),
    disabled: resources.filter((resource) => !resource.enabled),
    docsBlocks: loading.docs,
    warnings: [...loading.warnings, ...unusedFolders(loading)],
  }
}

function problemsOr(problems: Problems, message: string): Error {
  const [only] = problems.found
  if (only === undefined) return new LuxError("LUX-1005", message)
  return problems.found.length === 1 ? only : new LuxErrors(problems.found)
}

/** The nearest folder upwards that holds a lux_project.yml. */
function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "lux_project.yml"))) return folder
    if (dirname(folder) === folder)
      throw new LuxError("LUX-1001", `there is no lux_project.yml in ${from} or above it`, {
        hint: "Run lux inside a project, or name its folder with --project-dir.",
      })
  }
}

async function readDotenv(root: string): Promise<Readonly<Record<string, string>>> {
  const path = join(root, ".env")
  return existsSync(path) ? parseDotenv(await readFile(path, "utf8")) : {}
}

function readProperties(files: readonly SourceFile[], problems: Problems): readonly PropertiesFile[] {
  return files.flatMap((file) => {
    const document = problems.attempt(() => parseYaml(file))
    if (document === undefined) return []
    const values = validate(
      propertiesSchema,
      document.value ?? {},
      (path, part) => document.placeOf(path, part),
      problems,
    )
    return values === undefined ? [] : [{ document, values }]
  })
}

function configsOf(document: YamlDocument, file: ProjectFile): Loading["configs"] {
  const of = (key: "models" | "seeds" | "sources" | "exposures", schema: { readonly shape: object }) =>
    folderConfigs(document, [key], file[key], new Set(Object.keys(schema.shape)))
  const testsKey = file.data_tests === undefined ? "tests" : "data_tests"
  const tests = file.data_tests ?? file.tests ?? {}
  return {
    models: of("models", modelConfigSchema),
    seeds: of("seeds", seedConfigSchema),
    sources: of("sources", sourceConfigSchema),
    exposures: of("exposures", exposureConfigSchema),
    data_tests: folderConfigs(document, [testsKey], tests, new Set(Object.keys(testConfigSchema.shape))),
  }
}

function unusedFolders(loading: Loading): readonly LuxError[] {
  return (["models", "seeds", "data_tests"] as const).flatMap((key) =>
    loading.configs[key].unused().map(
      ({ name, place }) =>
        new LuxError("LUX-1012", `${key} has configuration for "${name}", which matches nothing`, {
          place,
          hint: "A key of configuration starts with +; other keys are folders.",
        }),
    ),
  )
}

const defaultComment = `{"app": "lux", "project": "{{project}}", "target": "{{target.name}}", "node": "{{node}}"}`

function queryComment(document: YamlDocument, file: ProjectFile): QueryComment {
  const written = file["query-comment"]
  if (written === null) return { comment: undefined, append: false }
  const own = { path: "lux:query-comment", text: defaultComment.replace("{{project}}", file.name) }
  if (written === undefined) return { comment: parseTemplate(own), append: false }
  if (typeof written === "string")
    return { comment: templateAt(document, ["query-comment"], written), append: false }
  const { comment, append } = written
  if (comment === null) return { comment: undefined, append }
  return {
    comment:
      comment === undefined
        ? parseTemplate(own)
        : templateAt(document, ["query-comment", "comment"], comment),
    append,
  }
}

function hooks(
  document: YamlDocument,
  key: "on-run-start" | "on-run-end",
  texts: readonly string[],
  problems: Problems,
) {
  const isList = Array.isArray(plainMap(document.value)[key])
  return texts.flatMap(
    (sql, index) => problems.attempt(() => templateAt(document, isList ? [key, index] : [key], sql)) ?? [],
  )
}

function plainMap(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {}
}

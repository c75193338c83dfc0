import { packageOfFile } from "../project/packages/of-package.ts"
import type { MacroProperties, Project } from "../project/types.ts"
import { factsOf } from "../template/facts.ts"
import type {
  GenericTest,
  JsMacro,
  MacroParameter,
  MacroTable,
  SqlMacro,
  Template,
} from "../template/types.ts"
import { docsDocument } from "./described.ts"
import { type ArtifactSource, createdAt, type Document } from "./document.ts"
import { patchPath } from "./resource-documents.ts"

/** Macros and generic tests by unique id; a generic test is the macro `test_<name>`, as in dbt. */
export function macroDocuments(source: ArtifactSource): Document {
  const { project } = source
  const macros = [...new Set(project.macros.values())].map((macro) => {
    const macroSql = macro.kind === "sql" ? definitionOf("macro", macro) : macro.call.toString()
    const parameters = macro.kind === "sql" ? macro.parameters : []
    const reads = macro.kind === "sql" ? macroIdsOf(macro.body, project, macro.scope?.macros) : []
    return macroDocument(macro, macro.name, macroSql, parameters, reads, source)
  })
  const tests = [...new Set(project.genericTests.values())].map((test) =>
    macroDocument(
      test,
      `test_${test.name}`,
      definitionOf("test", test),
      test.parameters,
      macroIdsOf(test.body, project, test.scope?.macros),
      source,
    ),
  )
  return Object.fromEntries([...macros, ...tests].map((macro) => [String(macro["unique_id"]), macro]))
}

/** Unique ids of the macros that a template calls, directly or through others. */
export function macroIdsOf(
  template: Template,
  project: Project,
  visible: MacroTable = project.macros,
): readonly string[] {
  return factsOf(template, visible).macros.flatMap((name) => {
    const macro = project.macros.get(name)
    return macro === undefined ? [] : [idOf(packageOf(macro, project), macro.name)]
  })
}

export function testMacroId(test: GenericTest, project: Project): string {
  return idOf(packageOf(test, project), `test_${test.name}`)
}

function macroDocument(
  macro: SqlMacro | JsMacro | GenericTest,
  name: string,
  macroSql: string,
  parameters: readonly MacroParameter[],
  macros: readonly string[],
  source: ArtifactSource,
): Document {
  const { project } = source
  const packageName = packageOf(macro, project)
  const said = project.macroProperties.find(
    (each) =>
      (each.name === macro.name || each.name === name) && packageOfFile(project, each.path) === packageName,
  )
  const { file } = macro.place
  const docs = docsDocument(said?.docs ?? { show: true, nodeColor: undefined })
  return {
    name,
    resource_type: "macro",
    package_name: packageName,
    path: file,
    original_file_path: file,
    unique_id: idOf(packageName, name),
    macro_sql: macroSql,
    depends_on: { macros },
    description: said?.description ?? "",
    meta: said?.meta ?? {},
    docs,
    config: { meta: said?.meta ?? {}, docs },
    patch_path: patchPath(packageName, said?.path),
    arguments: argumentsOf(parameters, said),
    created_at: createdAt(source),
    supported_languages: null,
  }
}

/** Those that it takes, in order, with what is said about them; those that only a description knows of, behind. */
function argumentsOf(
  parameters: readonly MacroParameter[],
  said: MacroProperties | undefined,
): readonly Document[] {
  const described = new Map(said?.arguments.map((each) => [each.name, each]))
  const names = new Set([...parameters.map(({ name }) => name), ...described.keys()])
  return [...names].map((name) => ({
    name,
    type: described.get(name)?.type ?? null,
    description: described.get(name)?.description ?? "",
  }))
}

/** The block as it is written, from `{{#macro ...}}` to `{{/macro}}`. */
function definitionOf(block: "macro" | "test", { body, name }: SqlMacro | GenericTest): string {
  const { text } = body.file
  const start = text.lastIndexOf(`{{#${block}`, body.start)
  const end = text.indexOf(`{{/${block}}}`, body.start + body.text.length)
  return start === -1 || end === -1
    ? `{{#${block} "${name}"}}${body.text}{{/${block}}}`
    : text.slice(start, end + `{{/${block}}}`.length)
}

/** lux's own tests are in no file of the project. */
function packageOf({ place, scope }: SqlMacro | JsMacro | GenericTest, project: Project): string {
  return place.file.startsWith("lux:") ? "lux" : (scope?.packageName ?? project.name)
}

function idOf(packageName: string, name: string): string {
  return `macro.${packageName}.${name}`
}

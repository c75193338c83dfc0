import { join } from "node:path"
import type { LuxMacro } from "../graph/state/lux-graph.ts"
import { packageOfFile } from "../project/packages/of-package.ts"
import type { MacroProperties, Project } from "../project/types.ts"
import { fileBytes } from "../record/file-bytes.ts"
import { yamlText } from "../template/exact-number.ts"
import { factsOf } from "../template/facts.ts"
import { textWithImports } from "../template/js-imports.ts"
import type { GenericTest, JsMacro, MacroTable, SqlMacro, Template } from "../template/types.ts"
import type { CompiledMacro } from "./compiled-project.ts"

/** The macros of a project, by each name that its templates call them. */
export function compiledMacros(project: Project): Readonly<Record<string, CompiledMacro>> {
  return byName(project.macros, (macro) => {
    const own = identity(macro, macro.name, project)
    if (macro.kind === "js")
      return {
        ...own,
        definition: macro.call.toString(),
        source: {
          kind: "js",
          path: macro.file,
          text: textWithImports(macro.file, (path) => contentOf(join(project.root, path))),
        },
        parameters: [],
        macros: [],
      }
    return { ...own, ...written("macro", macro, project) }
  })
}

/** The generic tests of a project, in the same way; as in dbt, each is the macro `test_<name>`. */
export function compiledGenericTests(project: Project): Readonly<Record<string, CompiledMacro>> {
  return byName(project.genericTests, (test) => ({
    ...identity(test, `test_${test.name}`, project),
    ...written("test", test, project),
  }))
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

export function genericTestId(test: GenericTest, project: Project): string {
  return idOf(packageOf(test, project), `test_${test.name}`)
}

type Authored = SqlMacro | JsMacro | GenericTest

/** What is in a table under two names is worked out once. */
function byName<Macro extends Authored>(
  table: ReadonlyMap<string, Macro>,
  compiledOf: (macro: Macro) => CompiledMacro,
): Readonly<Record<string, CompiledMacro>> {
  const known = new Map<Macro, CompiledMacro>()
  for (const macro of table.values()) if (!known.has(macro)) known.set(macro, compiledOf(macro))
  return Object.fromEntries(
    [...table].flatMap(([name, macro]) => {
      const compiled = known.get(macro)
      return compiled === undefined ? [] : [[name, compiled]]
    }),
  )
}

function identity(macro: Authored, name: string, project: Project) {
  const packageName = packageOf(macro, project)
  return {
    uniqueId: idOf(packageName, name),
    name,
    packageName,
    path: macro.place.file,
    isBuiltIn: isBuiltIn(macro),
    properties: propertiesOf(macro, name, packageName, project),
  }
}

function propertiesOf(
  macro: Authored,
  name: string,
  packageName: string,
  project: Project,
): MacroProperties | undefined {
  return project.macroProperties.find(
    (each) =>
      (each.name === macro.name || each.name === name) && packageOfFile(project, each.path) === packageName,
  )
}

function written(block: "macro" | "test", macro: SqlMacro | GenericTest, project: Project) {
  const { body, parameters, place, scope } = macro
  const source: LuxMacro = { kind: "sql", path: place.file, text: parametersText(parameters) + body.text }
  return {
    definition: definitionOf(block, macro),
    source,
    parameters: parameters.map(({ name }) => name),
    macros: macroIdsOf(body, project, scope?.macros),
  }
}

/** What a macro takes belongs to what it says. */
function parametersText(parameters: GenericTest["parameters"]): string {
  const texts = parameters.map(({ name, default: value }) =>
    value === undefined ? name : `${name}=${yamlText(value)}`,
  )
  return texts.length === 0 ? "" : `(${texts.join(" ")}) `
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
function packageOf(macro: Authored, project: Project): string {
  return isBuiltIn(macro) ? "lux" : (macro.scope?.packageName ?? project.name)
}

function isBuiltIn({ place }: Authored): boolean {
  return place.file.startsWith("lux:")
}

function idOf(packageName: string, name: string): string {
  return `macro.${packageName}.${name}`
}

function contentOf(file: string): string | undefined {
  try {
    return fileBytes(file).toString()
  } catch {
    return undefined
  }
}

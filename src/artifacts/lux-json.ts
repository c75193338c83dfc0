import { readFileSync, utimesSync } from "node:fs"
import { join, relative } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { type RelationOf, relationsOf } from "../compile/relations.ts"
import type { LuxError } from "../errors.ts"
import { type LuxMacro, type LuxNodeReads, luxJsonName, luxSchemaVersion } from "../graph/state/lux-graph.ts"
import { nodeBody } from "../graph/state/node-body.ts"
import { isRelational } from "../project/built.ts"
import type { Project, Resource } from "../project/types.ts"
import { notWritten } from "../run/compiled-files.ts"
import { writeWhole } from "../run/write-whole.ts"
import type { Relation } from "../sql/relation.ts"
import { textWithImports } from "../template/js-imports.ts"
import type { GenericTest, Macro } from "../template/types.ts"
import { luxVersion } from "../version.ts"

/**
 * Leaves lux's own graph in the target folder, whole or not at all; a file that says the same already stays as it is. Of
 * what came from files that have not changed since, the lines of the file that is there are taken over.
 */
export function writeLuxJson(found: ReadProject): readonly LuxError[] {
  const file = join(found.project.targetPath, luxJsonName)
  try {
    const before = contentOf(file)
    const lines = luxJsonLines(found, before)
    // That it still holds is told by its time alone.
    if (before?.endsWith(lines) === true) utimesSync(file, new Date(), new Date())
    else writeWhole(file, `${headLine()}\n${lines}`)
    return []
  } catch (error) {
    return [notWritten(relative(found.project.root, file), error)]
  }
}

/** The document as a command would leave it. */
export function luxJsonOf(found: ReadProject): string {
  return `${headLine()}\n${luxJsonLines(found, contentOf(join(found.project.targetPath, luxJsonName)))}`
}

function headLine(): string {
  const generatedAt = new Date().toISOString()
  return `{"schema_version":${luxSchemaVersion},"lux_version":"${luxVersion}","generated_at":"${generatedAt}",`
}

/** All but the first line, which tells the time. A node is two lines: what it reads and where it is; what its files say. */
function luxJsonLines({ project, graph, relations, keys }: ReadProject, before: string | undefined): string {
  const relationOf = relationsOf(project, relations)
  const known = bodiesIn(before)
  const nodes = graph.order.flatMap((id) => {
    const node = graph.nodes.get(id)
    if (node === undefined) return []
    const { resource, dependsOn } = node
    const reads = JSON.stringify({
      depends_on: dependsOn,
      relation: placeOf(relations.get(id) ?? relationIn(resource, relationOf)),
    })
    const key = keys.node(resource)
    const start = `"key":${JSON.stringify(key)},`
    const kept = known.get(id)
    const body =
      kept?.startsWith(start) === true ? kept : JSON.stringify(nodeBody(resource, key, project)).slice(1)
    return [`${JSON.stringify(id)}:${reads.slice(0, -1)},\n${body}`]
  })
  const head = JSON.stringify({
    project: projectPart(project),
    macros: Object.fromEntries([...project.macros].map(([name, macro]) => [name, macroPart(macro, project)])),
    tests: Object.fromEntries(
      [...project.genericTests].filter(isAuthored).map(([name, test]) => [name, testPart(test)]),
    ),
    docs: Object.fromEntries(project.docsBlocks),
    groups: Object.fromEntries(
      project.groups.map(({ name, owner, description, path }) => [name, { owner, description, path }]),
    ),
    disabled: project.disabled.map(({ uniqueId }) => uniqueId),
  })
  return `${head.slice(1, -1)},\n"nodes":{\n${nodes.join(",\n")}\n}}\n`
}

/** Unique id -> the second line of a node. */
function bodiesIn(text: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const start = text?.indexOf('\n"nodes":{\n') ?? -1
  if (text === undefined || start === -1) return found
  let at = start + '\n"nodes":{\n'.length
  while (text.startsWith('"', at)) {
    const first = text.indexOf("\n", at)
    const second = text.indexOf("\n", first + 1)
    if (first === -1 || second === -1) break
    const id = text.slice(at + 1, text.indexOf('":{', at))
    found.set(id, text.slice(first + 1, text[second - 1] === "," ? second - 1 : second))
    at = second + 1
  }
  return found
}

/** Without a schema it is the session's alone: what files are read as. */
function placeOf(relation: Relation | undefined): LuxNodeReads["relation"] {
  return relation?.schema === undefined ? null : { schema: relation.schema, name: relation.name }
}

function relationIn(resource: Resource, relationOf: RelationOf): Relation | undefined {
  if (!isRelational(resource)) return undefined
  if (resource.type === "model" && resource.config.materialized === "ephemeral") return undefined
  return relationOf(resource)
}

function projectPart({ name, version, dialect, target }: Project) {
  const { name: targetName, type, path, batches, schema, schemaPrefix } = target
  return {
    name,
    version,
    dialect,
    target: { name: targetName, type, path, batches, schema, schema_prefix: schemaPrefix },
  }
}

function isAuthored([, test]: readonly [string, GenericTest]): boolean {
  return !test.place.file.startsWith("lux:")
}

function testPart({ place, body, parameters }: GenericTest): LuxMacro {
  return { kind: "sql", path: place.file, text: parametersText(parameters) + body.text }
}

/** Of a macro in JavaScript the whole file with what it imports from beside it: what it calls there belongs to it. */
function macroPart(macro: Macro, { root }: Project): LuxMacro {
  return macro.kind === "js"
    ? {
        kind: "js",
        path: macro.file,
        text: textWithImports(macro.file, (path) => contentOf(join(root, path))),
      }
    : { kind: "sql", path: macro.place.file, text: parametersText(macro.parameters) + macro.body.text }
}

/** What a macro takes belongs to what it says. */
function parametersText(parameters: GenericTest["parameters"]): string {
  const written = parameters.map(({ name, default: value }) =>
    value === undefined ? name : `${name}=${JSON.stringify(value)}`,
  )
  return written.length === 0 ? "" : `(${written.join(" ")}) `
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

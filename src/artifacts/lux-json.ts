import { utimesSync } from "node:fs"
import { join, relative } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { type RelationOf, relationsOf } from "../compile/relations.ts"
import type { LuxError } from "../errors.ts"
import { type LuxMacro, type LuxNodeReads, luxJsonName, luxSchemaVersion } from "../graph/state/lux-graph.ts"
import { nodeBody } from "../graph/state/node-body.ts"
import { isInlined } from "../project/materialized.ts"
import { isRelational } from "../project/resource-kinds.ts"
import { targetPlace } from "../project/target/target-place.ts"
import type { Project, Resource } from "../project/types.ts"
import { createByteWriter } from "../record/byte-writer.ts"
import { fileBytes } from "../record/file-bytes.ts"
import { notWritten } from "../run/compiled-files.ts"
import { writeLarge } from "../run/write-whole.ts"
import type { Relation } from "../sql/relation.ts"
import { yamlText } from "../template/exact-number.ts"
import { textWithImports } from "../template/js-imports.ts"
import type { GenericTest, Macro } from "../template/types.ts"
import { luxVersion } from "../version.ts"

/** The file that is there. */
export interface LuxJsonBefore {
  readonly bytes: Buffer
  /** Of which nodes it is known that they are what they were, what they read too. */
  isSame(uniqueId: string): boolean
}

/**
 * Leaves lux's own graph in the target folder, whole or not at all; a file that says the same already stays as it is. Of
 * what came from files that have not changed since, the lines of the file that is there are taken over.
 */
export async function writeLuxJson(found: ReadProject, known?: LuxJsonBefore): Promise<readonly LuxError[]> {
  const file = join(found.project.targetPath, luxJsonName)
  try {
    const before = known?.bytes ?? contentOf(file)
    const lines = luxJsonLines(found, before, known?.isSame)
    // That it still holds is told by its time alone.
    if (before !== undefined && endsWith(before, lines)) utimesSync(file, new Date(), new Date())
    else await writeLarge(file, [Buffer.from(headLine()), ...lines])
    return []
  } catch (error) {
    return [notWritten(relative(found.project.root, file), error)]
  }
}

/** The document as a command would leave it. */
export function luxJsonOf(found: ReadProject): string {
  const before = contentOf(join(found.project.targetPath, luxJsonName))
  return headLine() + Buffer.concat(luxJsonLines(found, before)).toString()
}

function endsWith(bytes: Buffer, pieces: readonly Uint8Array[]): boolean {
  let at = bytes.length - pieces.reduce((length, piece) => length + piece.length, 0)
  return pieces.every((piece) => {
    at += piece.length
    return at >= piece.length && bytes.subarray(at - piece.length, at).equals(piece)
  })
}

function headLine(): string {
  const generatedAt = new Date().toISOString()
  return `{"schema_version":${luxSchemaVersion},"lux_version":"${luxVersion}","generated_at":"${generatedAt}",\n`
}

/** All but the first line, which tells the time. A node is two lines: what it reads and where it is; what its files say. */
function luxJsonLines(
  { project, graph, relations, keys }: ReadProject,
  before: Buffer | undefined,
  isSame: (uniqueId: string) => boolean = () => false,
): readonly Uint8Array[] {
  const relationOf = relationsOf(project, relations)
  const known = linesIn(before)
  const writer = createByteWriter()
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
  writer.text(`${head.slice(1, -1)},\n"nodes":{\n`)
  /** Where the last node ends in the file that is there, if it is from there: two bytes separate it from the next. */
  let end = -1
  for (const [at, id] of graph.order.entries()) {
    const node = graph.nodes.get(id)
    if (node === undefined) continue
    const { resource, dependsOn } = node
    const last = known.get(id)
    const isWhole = last !== undefined && isSame(id)
    if (before !== undefined && isWhole && last.start === end + 2) writer.bytes(before, end, 2)
    else if (at > 0) writer.text(",\n")
    end = last?.end ?? -1
    if (before !== undefined && isWhole) {
      writer.bytes(before, last.start, last.end - last.start)
      continue
    }
    const reads = JSON.stringify({
      depends_on: dependsOn,
      relation: placeOf(relations.get(id) ?? relationIn(resource, relationOf)),
    })
    writer.text(`${JSON.stringify(id)}:${reads.slice(0, -1)},\n`)
    const key = keys.node(resource)
    const start = Buffer.from(`"key":${JSON.stringify(key)},`)
    const isKept = last !== undefined && before?.subarray(last.body, last.body + start.length).equals(start)
    if (before !== undefined && isKept) writer.bytes(before, last.body, last.end - last.body)
    else {
      writer.text(JSON.stringify(nodeBody(resource, key, project)).slice(1))
      end = -1
    }
  }
  writer.text("\n}}\n")
  return writer.pieces()
}

const comma = ",".charCodeAt(0)

interface NodeLines {
  readonly start: number
  /** Where the second line starts. */
  readonly body: number
  readonly end: number
}

/** Where the lines of each node are, in bytes. */
function linesIn(before: Buffer | undefined): ReadonlyMap<string, NodeLines> {
  const found = new Map<string, NodeLines>()
  const opening = '\n"nodes":{\n'
  const first = before?.indexOf(opening) ?? -1
  if (before === undefined || first === -1) return found
  let start = first + opening.length
  for (;;) {
    const body = before.indexOf("\n", start) + 1
    const next = body === 0 ? 0 : before.indexOf("\n", body) + 1
    if (next === 0) return found
    const end = before.at(next - 2) === comma ? next - 2 : next - 1
    found.set(before.toString("utf8", start + 1, before.indexOf('":{', start)), { start, body, end })
    start = next
  }
}

/** Without a schema it is the session's alone: what files are read as. */
function placeOf(relation: Relation | undefined): LuxNodeReads["relation"] {
  return relation?.schema === undefined ? null : { schema: relation.schema, name: relation.name }
}

function relationIn(resource: Resource, relationOf: RelationOf): Relation | undefined {
  if (!isRelational(resource)) return undefined
  if (isInlined(resource)) return undefined
  return relationOf(resource)
}

function projectPart({ name, version, dialect, target }: Project) {
  const { name: targetName, type, batches, schema, schemaPrefix } = target
  return {
    name,
    version,
    dialect,
    target: {
      name: targetName,
      type,
      path: targetPlace(target),
      batches,
      schema,
      schema_prefix: schemaPrefix,
    },
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
        text: textWithImports(macro.file, (path) => contentOf(join(root, path))?.toString()),
      }
    : { kind: "sql", path: macro.place.file, text: parametersText(macro.parameters) + macro.body.text }
}

/** What a macro takes belongs to what it says. */
function parametersText(parameters: GenericTest["parameters"]): string {
  const written = parameters.map(({ name, default: value }) =>
    value === undefined ? name : `${name}=${yamlText(value)}`,
  )
  return written.length === 0 ? "" : `(${written.join(" ")}) `
}

function contentOf(file: string): Buffer | undefined {
  try {
    return fileBytes(file)
  } catch {
    return undefined
  }
}

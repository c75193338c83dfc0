import type { CompiledProject, CompiledRelation } from "../compiled/compiled-project.ts"
import type { GeneratedBefore, GeneratedFile, Generator } from "../compiled/generator.ts"
import { type LuxNodeReads, luxJsonName, luxSchemaVersion } from "../graph/state/lux-graph.ts"
import { createByteWriter } from "../record/byte-writer.ts"
import { luxVersion } from "../version.ts"

/**
 * `lux.json`: lux's own graph of the project, which later commands compare with. Of what came from files that have not
 * changed since, the lines of the file that is there are taken over.
 */
export const luxJson: Generator = {
  generate: (compiled, _, before) => [luxJsonFile(compiled, before)],
}

export function luxJsonFile(compiled: CompiledProject, before?: GeneratedBefore): GeneratedFile {
  return { path: luxJsonName, head: Buffer.from(headLine()), pieces: luxJsonLines(compiled, before) }
}

function headLine(): string {
  const generatedAt = new Date().toISOString()
  return `{"schema_version":${luxSchemaVersion},"lux_version":"${luxVersion}","generated_at":"${generatedAt}",\n`
}

/** All but the first line, which tells the time. A node is two lines: what it reads and where it is; what its files say. */
function luxJsonLines(
  compiled: CompiledProject,
  { read, isSame }: GeneratedBefore = nothingBefore,
): readonly Uint8Array[] {
  const before = read(luxJsonName)
  const known = linesIn(before)
  const writer = createByteWriter()
  const { macros, genericTests, docs, groups, disabled } = compiled
  const authored = Object.entries(genericTests).filter(([, { isBuiltIn }]) => !isBuiltIn)
  const head = JSON.stringify({
    project: projectPart(compiled),
    macros: Object.fromEntries(Object.entries(macros).map(([name, { source }]) => [name, source])),
    tests: Object.fromEntries(authored.map(([name, { source }]) => [name, source])),
    docs: Object.fromEntries(docs.map(({ name, text, path }) => [name, { text, path }])),
    groups: Object.fromEntries(
      groups.map(({ name, owner, description, path }) => [name, { owner, description, path }]),
    ),
    disabled: disabled.map(({ resource }) => resource.uniqueId),
  })
  writer.text(`${head.slice(1, -1)},\n"nodes":{\n`)
  /** Where the last node ends in the file that is there, if it is from there: two bytes separate it from the next. */
  let end = -1
  for (const [at, id] of compiled.order.entries()) {
    const node = compiled.nodes[id]
    if (node === undefined) continue
    const last = known.get(id)
    const isWhole = last !== undefined && isSame(id)
    if (before !== undefined && isWhole && last.start === end + 2) writer.bytes(before, end, 2)
    else if (at > 0) writer.text(",\n")
    end = last?.end ?? -1
    if (before !== undefined && isWhole) {
      writer.bytes(before, last.start, last.end - last.start)
      continue
    }
    const reads = JSON.stringify({ depends_on: node.dependsOn, relation: placeOf(node.relation) })
    writer.text(`${JSON.stringify(id)}:${reads.slice(0, -1)},\n`)
    const start = Buffer.from(`"key":${JSON.stringify(node.key)},`)
    const isKept = last !== undefined && before?.subarray(last.body, last.body + start.length).equals(start)
    if (before !== undefined && isKept) writer.bytes(before, last.body, last.end - last.body)
    else {
      writer.text(JSON.stringify(node.said).slice(1))
      end = -1
    }
  }
  writer.text("\n}}\n")
  return writer.pieces()
}

const nothingBefore: GeneratedBefore = { read: () => undefined, isSame: () => false }

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

function placeOf(relation: CompiledRelation | undefined): LuxNodeReads["relation"] {
  return relation?.exists === true ? { schema: relation.schema, name: relation.name } : null
}

function projectPart({ name, version, dialect, target }: CompiledProject) {
  const { type, place, batches, schema, schemaPrefix } = target
  return {
    name,
    version,
    dialect,
    target: { name: target.name, type, path: place, batches, schema, schema_prefix: schemaPrefix },
  }
}

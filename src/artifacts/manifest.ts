import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { GeneratedFile, Generator, Results } from "../compiled/generator.ts"
import { type ManifestPart, resourceKinds } from "../project/resource-kinds.ts"
import { createByteWriter } from "../record/byte-writer.ts"
import type { ManifestLayout } from "../record/manifest-layout.ts"
import { jsonText } from "../template/exact-number.ts"
import { type Document, metadataOf, sha256 } from "./document.ts"
import { macroDocuments } from "./manifest-macros.ts"
import { modelDocument, seedDocument, snapshotDocument } from "./manifest-nodes.ts"
import { docsBlockDocuments, exposureDocument, groupDocument, sourceDocument } from "./manifest-others.ts"
import { selectorDocuments } from "./manifest-selectors.ts"
import { testDocument } from "./manifest-tests.ts"
import { unitTestDocument } from "./manifest-unit-tests.ts"

/** An earlier manifest, and what of it still holds. */
export interface ManifestBefore {
  readonly bytes: Uint8Array
  readonly layout: ManifestLayout
  /** Whether a node is what it was, its compiled SQL too. */
  isSame(uniqueId: string): boolean
  /** Whether who reads whom is what it was. */
  readonly sameEdges: boolean
}

/** `manifest.json`, version 12: the project as dbt's tools read it. */
export const manifest: Generator = {
  generate: (compiled, results) => [manifestFile(manifestJson(compiled, results).pieces)],
}

export function manifestFile(pieces: readonly Uint8Array[]): GeneratedFile {
  return { path: "manifest.json", pieces }
}

/**
 * The manifest as pieces of bytes, node by node: a whole large document would stay in memory for no reader, and takes
 * twice as long. What still holds of an earlier one is taken over.
 */
export function manifestJson(
  compiled: CompiledProject,
  results: Results = {},
  before?: ManifestBefore,
): { readonly pieces: readonly Uint8Array[]; readonly layout: ManifestLayout } {
  const { invocation } = compiled
  const writer = createByteWriter()
  const metadata = {
    ...metadataOf("manifest/v12", invocation),
    project_name: compiled.name,
    project_id: sha256(compiled.name).slice(0, 32),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: compiled.target.type,
    quoting: { database: false, schema: false, identifier: false, column: null },
    run_started_at: invocation.startedAt,
  }
  writer.text(`{${property("metadata", metadata)}`)
  const entries = Object.entries(compiled.nodes)
  const nodes = new Map<string, readonly [start: number, size: number]>()
  for (const [part, members] of partsOf(entries)) {
    writer.text(`,"${part}":{`)
    /** Where the last node ends in the earlier manifest, if it is from there: its comma follows. */
    let end = -1
    for (const [at, [id, node]] of members.entries()) {
      const known = before?.isSame(id) === true ? before.layout.nodes.get(id) : undefined
      const follows = known !== undefined && known[0] === end + 1
      if (before !== undefined && follows) writer.bytes(before.bytes, end, 1)
      else if (at > 0) writer.text(",")
      const start = writer.length()
      if (before !== undefined && known !== undefined) writer.bytes(before.bytes, known[0], known[1])
      else writer.text(property(id, documentOf(node, compiled, results)))
      end = known === undefined ? -1 : known[0] + known[1]
      if (part === "nodes") nodes.set(id, [start, writer.length() - start])
    }
    writer.text("}")
  }
  const groupMap = compiled.groups.map(({ name }) => [
    name,
    entries.flatMap(([id, { resource }]) => (resource.group === name ? [id] : [])),
  ])
  const rest = {
    macros: macroDocuments(compiled),
    docs: docsBlockDocuments(compiled),
    metrics: {},
    groups: Object.fromEntries(compiled.groups.map((group) => [group.uniqueId, groupDocument(group)])),
    selectors: selectorDocuments(compiled),
    disabled: disabledDocuments(compiled, results),
    group_map: Object.fromEntries(groupMap),
    saved_queries: {},
    semantic_models: {},
    functions: {},
  }
  for (const [part, document] of Object.entries(rest)) writer.text(`,${property(part, document)}`)
  const start = writer.length()
  if (before?.sameEdges === true) writer.bytes(before.bytes, ...before.layout.maps)
  else {
    const members = entries.filter(([, node]) => manifestPartOf(node) !== undefined)
    const inManifest = new Set(members.map(([id]) => id))
    const those = (ids: readonly string[]) => ids.filter((id) => inManifest.has(id))
    const parents = Object.fromEntries(members.map(([id, { dependsOn }]) => [id, those(dependsOn)]))
    const children = Object.fromEntries(members.map(([id, { readers }]) => [id, those(readers)]))
    writer.text(`,${property("parent_map", parents)},${property("child_map", children)}`)
  }
  const maps = [start, writer.length() - start] as const
  writer.text("}")
  return { pieces: writer.pieces(), layout: { nodes, maps } }
}

type Entry = readonly [uniqueId: string, node: CompiledNode]

function partsOf(entries: readonly Entry[]) {
  const parts: Readonly<Record<ManifestPart, Entry[]>> = {
    nodes: [],
    sources: [],
    exposures: [],
    unit_tests: [],
  }
  for (const entry of entries) {
    const part = manifestPartOf(entry[1])
    if (part !== undefined) parts[part].push(entry)
  }
  return Object.entries(parts)
}

/** Undefined for what dbt's tools know nothing of. */
function manifestPartOf({ resource }: CompiledNode): ManifestPart | undefined {
  return resourceKinds[resource.type].manifestPart
}

function property(name: string, value: Document): string {
  return `${JSON.stringify(name)}:${jsonText(value)}`
}

/** Several disabled resources may have one unique id. */
function disabledDocuments(compiled: CompiledProject, results: Results): Document {
  const disabled: Record<string, Document[]> = {}
  for (const node of compiled.disabled) {
    const { uniqueId } = node.resource
    disabled[uniqueId] = [...(disabled[uniqueId] ?? []), documentOf(node, compiled, results)]
  }
  return disabled
}

function documentOf(node: CompiledNode, compiled: CompiledProject, results: Results): Document {
  const { resource } = node
  switch (resource.type) {
    case "model":
      return modelDocument(resource, node, compiled, results)
    case "seed":
      return seedDocument(resource, node, compiled, results)
    case "snapshot":
      return snapshotDocument(resource, node, compiled, results)
    case "test":
      return testDocument(resource, node, compiled, results)
    case "unit_test":
      return unitTestDocument(resource, node, compiled)
    case "source":
      return sourceDocument(resource, node, compiled)
    case "exposure":
      return exposureDocument(resource, node, compiled)
    case "collector":
      return {}
  }
}

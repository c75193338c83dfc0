import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import type { ManifestLayout } from "../artifacts/manifest.ts"
import { luxJsonName } from "../graph/state/lux-graph.ts"
import type { GraphNode } from "../graph/types.ts"
import { digest, stampOf, textOf } from "../project/project-inputs.ts"
import type { Resource } from "../project/types.ts"
import type { ContentKeys } from "../record/content-keys.ts"
import { writeWhole } from "../run/write-whole.ts"
import { luxBuild } from "../version.ts"
import type { Face, NodeBefore } from "./changed-nodes.ts"
import {
  type CompiledFile,
  createTable,
  facesIn,
  filesIn,
  layoutIn,
  type Written,
  writtenFaces,
  writtenFiles,
  writtenLayout,
} from "./compile-record-form.ts"
import type { CompiledResult, DeferOptions, SelectionOptions } from "./types.ts"

/**
 * What compiling everything left, for the next time: of an unchanged project it is the answer, of an edited one what the
 * edit does not touch is taken over.
 */
export interface CompileRecord {
  readonly compiled: readonly CompiledFile[]
  /** How many nodes the graph had. */
  readonly size: number
  /** What a node has in common with the one of its name. */
  compare(node: GraphNode): NodeBefore
  /** The key of the node of a name; undefined where there was none. */
  keyOf(uniqueId: string): string | undefined
  /** By unique id of a model. */
  readonly faces: ReadonlyMap<string, Face>
  readonly manifest: ManifestLayout
}

const fileName = "compile.record"

/** Only what compiling everything left is kept; a selectors.yml may mean less by no selection. */
export function isEverything(root: string, options: SelectionOptions & DeferOptions): boolean {
  if (existsSync(join(root, "selectors.yml")) || options.defer === true) return false
  const { select, exclude, selector, indirectSelection, resourceTypes, excludeResourceTypes } = options
  const chosen = [select, exclude, selector, indirectSelection, resourceTypes, excludeResourceTypes]
  return chosen.every((value) => value === undefined || value.length === 0)
}

/** What compiling this very project left; undefined where anything is not what it was. */
export function answerOf(
  root: string,
  { path, id }: { readonly path: string; readonly id: string },
): readonly CompiledResult[] | undefined {
  const record = read(root, dirname(path))
  if (record?.recordId !== id) return undefined
  return filesIn(record).map((each) => compiledBefore(root, each))
}

/** Undefined where there is none, or anything that was left is not what it was. */
export function openCompileRecord({ project, keys, kept }: ReadProject): CompileRecord | undefined {
  const record = read(project.root, project.targetPath)
  if (record === undefined) return undefined
  const { ids, reads } = record
  const positions = new Map(ids.map((id, position) => [id, position] as const))
  const starts = startsIn(reads)
  const isOfRecord = kept?.recordId === record.recordId && record.base === keys.base
  const keyOf = (id: string): string | undefined => record.keys[record.keyOf[positions.get(id) ?? -1] ?? -1]
  return {
    compiled: filesIn(record),
    size: ids.length,
    faces: facesIn(record),
    manifest: layoutIn(record),
    keyOf,
    compare(node) {
      // Taken over from the very record that this one was made from.
      if (isOfRecord && kept?.has(node) === true) return unchanged
      const { resource, dependsOn } = node
      const position = positions.get(resource.uniqueId)
      if (position === undefined) return unknown
      const start = starts[position] ?? 0
      return {
        sameKey: keyOf(resource.uniqueId) === keyIn(keys, resource),
        sameReads:
          reads[start] === dependsOn.length &&
          dependsOn.every((id, at) => ids[reads[start + 1 + at] ?? -1] === id),
      }
    },
  }
}

const unchanged: NodeBefore = { sameKey: true, sameReads: true }
const unknown: NodeBefore = { sameKey: false, sameReads: false }

/** Where what each node reads starts. */
function startsIn(reads: readonly number[]): readonly number[] {
  const starts: number[] = []
  for (let at = 0; at < reads.length; at += (reads[at] ?? 0) + 1) starts.push(at)
  return starts
}

function keyIn(keys: ContentKeys, resource: Resource): string {
  return digest(keys.node(resource))
}

/** A compiled file as it was left. */
export function compiledBefore(root: string, [uniqueId, name, path]: CompiledFile): CompiledResult {
  return {
    uniqueId,
    name,
    get sql() {
      return textOf(join(root, path))
    },
    path,
  }
}

/** Keeps what the next compilation takes over. */
export function saveCompileRecord(
  { project: { root, targetPath }, graph, keys: contentKeys, recordId }: ReadProject,
  compiled: readonly CompiledResult[],
  { faces, manifest, before }: Kept,
): void {
  if (recordId === undefined) return
  const ids = [...graph.nodes.keys()]
  const positions = new Map(ids.map((id, position) => [id, position] as const))
  const positionOf = (id: string): number => positions.get(id) ?? -1
  const keys = createTable()
  const keyOf: number[] = []
  const reads: number[] = []
  for (const [id, node] of graph.nodes) {
    const known = before?.compare(node).sameKey === true ? before.keyOf(id) : undefined
    keyOf.push(keys.positionOf(known ?? keyIn(contentKeys, node.resource)))
    reads.push(node.dependsOn.length, ...node.dependsOn.map(positionOf))
  }
  const files = writtenFiles(compiled, positionOf)
  const graphs = ["manifest.json", luxJsonName].map((name) => join(targetPath, name))
  const paths = [...graphs, ...files.folders.map((path) => join(root, path))]
  const record: Written = {
    build: luxBuild,
    recordId,
    base: contentKeys.base,
    written: paths.map((path) => [path, stampOf(path)?.[1] ?? 0] as const),
    ids,
    keys: keys.values,
    keyOf,
    reads,
    compiled: files,
    faces: writtenFaces(faces, positionOf),
    manifest: writtenLayout(manifest, positionOf),
  }
  try {
    writeWhole(join(targetPath, fileName), JSON.stringify(record))
  } catch {
    // It saves time, and nothing depends on it.
  }
}

interface Kept {
  readonly faces: CompileRecord["faces"]
  readonly manifest: ManifestLayout
  readonly before: CompileRecord | undefined
}

function read(root: string, folder: string): Written | undefined {
  try {
    const record: Written = JSON.parse(readFileSync(join(folder, fileName), "utf8"))
    if (record.build !== luxBuild) return undefined
    const holds = record.written.every(([path, modified]) => stampOf(resolve(root, path))?.[1] === modified)
    return holds ? record : undefined
  } catch {
    return undefined
  }
}

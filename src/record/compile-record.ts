import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { SelectOptions } from "../graph/select.ts"
import { luxJsonName } from "../graph/state/lux-graph.ts"
import type { Graph, GraphNode } from "../graph/types.ts"
import { digest } from "../project/files/project-inputs.ts"
import { writeWhole } from "../project/files/write-whole.ts"
import type { Resource } from "../project/types.ts"
import { luxBuild } from "../version.ts"
import type { ChangedNodes, Face, NodeBefore } from "./changed-nodes.ts"
import {
  type Columns,
  type CompiledFile,
  createTable,
  facesIn,
  filesIn,
  formOf,
  layoutIn,
  readForm,
  type Written,
  writtenFaces,
  writtenFiles,
  writtenLayout,
} from "./compile-record-form.ts"
import type { ContentKeys } from "./content-keys.ts"
import type { ManifestLayout } from "./manifest-layout.ts"
import type { KnownBefore, ReadProject } from "./read-project.ts"
import { sealOf, unsealed } from "./sealed.ts"

export interface CompiledResult {
  readonly uniqueId: string
  readonly name: string
  readonly sql: string
  /** Relative to the project. */
  readonly path: string
}

/**
 * What compiling everything left, for the next time: of an unchanged project it is the answer, of an edited one what the
 * edit does not touch is taken over.
 */
export interface CompileRecord extends KnownBefore {
  readonly written: Written
  readonly compiled: readonly CompiledFile[]
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
export function isEverything(
  root: string,
  options: SelectOptions & { readonly defer?: boolean | undefined },
): boolean {
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
  if (record?.head.recordId !== id) return undefined
  return filesIn(record).map((each) => compiledBefore(root, each))
}

/** Undefined where there is none, or anything that was left is not what it was. */
export function openCompileRecord({ project, keys, kept }: ReadProject): CompileRecord | undefined {
  const written = read(project.root, project.targetPath)
  if (written === undefined) return undefined
  const ids = written.column("ids")
  const positions = new Map(ids.map((id, position) => [id, position] as const))
  const faces = facesIn(written)
  let starts: readonly number[] | undefined
  const isOfRecord = kept?.recordId === written.head.recordId && written.head.base === keys.base
  const has = (node: GraphNode): boolean => isOfRecord && kept?.has(node) === true
  const keyAt = (position: number): string | undefined => {
    const { of, values } = written.column("keys")
    return values[of[position] ?? -1]
  }
  return {
    written,
    compiled: filesIn(written),
    faces,
    manifest: layoutIn(written),
    has,
    columns: (id) => faces.get(id)?.[1],
    label: (id) => faces.get(id)?.[0],
    compare(node) {
      if (has(node)) return unchanged
      const { resource, dependsOn } = node
      const position = positions.get(resource.uniqueId)
      if (position === undefined) return unknown
      const reads = written.column("reads")
      starts ??= startsIn(reads)
      const start = starts[position] ?? 0
      return {
        sameKey: keyAt(position) === keyIn(keys, resource),
        sameReads:
          reads[start] === dependsOn.length &&
          dependsOn.every((id, at) => ids[reads[start + 1 + at] ?? -1] === id),
      }
    },
    keyOf: (id) => keyAt(positions.get(id) ?? -1),
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
      return readFileSync(join(root, path), "utf8")
    },
    path,
  }
}

/** Keeps what the next compilation takes over; what comes back is to be called once the graphs are written. */
export function prepareCompileRecord(
  { project: { root, targetPath }, graph, keys, recordId }: ReadProject,
  compiled: readonly CompiledResult[],
  { faces, manifest, sameEdges, before }: Kept,
): () => void {
  if (recordId === undefined) return () => undefined
  const ids = [...graph.nodes.keys()]
  let positions: ReadonlyMap<string, number> | undefined
  const positionOf = (id: string): number => {
    positions ??= new Map(ids.map((each, position) => [each, position] as const))
    return positions.get(id) ?? -1
  }
  const keyTable = createTable()
  const keyOf = [...graph.nodes].map(([id, node]) => {
    const known = before?.has(node) === true ? before.keyOf(id) : undefined
    return keyTable.positionOf(known ?? keyIn(keys, node.resource))
  })
  const last = before?.written.column("ids")
  const isOfSame = last?.length === ids.length && ids.every((id, at) => last[at] === id)
  /** The line that is there, where the nodes are the same and so is what it says. */
  const line = (name: keyof Columns, isSame: boolean, value: () => unknown): string =>
    isOfSame && isSame && before !== undefined ? before.written.line(name) : JSON.stringify(value())
  const sameFiles = before !== undefined && areSameFiles(before.compiled, compiled)
  const files = sameFiles && isOfSame ? before.written.column("compiled") : writtenFiles(compiled, positionOf)
  const graphs = ["manifest.json", luxJsonName].map((name) => join(targetPath, name))
  const paths = [...graphs, ...files.folders.map((path) => join(root, path))]
  const lines = {
    ids: line("ids", true, () => ids),
    keys: JSON.stringify({ values: keyTable.values, of: keyOf }),
    reads: line("reads", sameEdges, () => readsIn(graph, positionOf)),
    compiled: line("compiled", sameFiles, () => files),
    faces: line("faces", areSameFaces(before?.faces, faces), () => writtenFaces(faces, positionOf)),
    manifest: JSON.stringify(writtenLayout(manifest, positionOf)),
  }
  return () => {
    const written = paths.map((path) => [path, modifiedAt(path)] as const)
    try {
      const form = Buffer.from(formOf({ build: luxBuild, recordId, base: keys.base, written }, lines))
      writeWhole(join(targetPath, fileName), Buffer.concat([form, sealOf([form])]))
    } catch {
      // It saves time, and nothing depends on it.
    }
  }
}

interface Kept extends Pick<ChangedNodes, "faces" | "sameEdges"> {
  readonly manifest: ManifestLayout
  readonly before: CompileRecord | undefined
}

function readsIn(graph: Graph, positionOf: (id: string) => number): readonly number[] {
  const reads: number[] = []
  for (const { dependsOn } of graph.nodes.values()) {
    reads.push(dependsOn.length)
    for (const id of dependsOn) reads.push(positionOf(id))
  }
  return reads
}

function areSameFiles(before: readonly CompiledFile[], now: readonly CompiledResult[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ uniqueId, name, path }, at) => {
      const last = before[at]
      return last?.[0] === uniqueId && last[1] === name && last[2] === path
    })
  )
}

function areSameFaces(before: CompileRecord["faces"] | undefined, now: CompileRecord["faces"]): boolean {
  return before?.size === now.size && [...now].every(([id, face]) => before.get(id) === face)
}

function read(root: string, folder: string): Written | undefined {
  try {
    const form = readForm(unsealed(readFileSync(join(folder, fileName))).toString("utf8"))
    const { build, written } = form.head
    if (build !== luxBuild) return undefined
    const holds = written.every(([path, modified]) => modifiedAt(resolve(root, path)) === modified)
    return holds ? form : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds since 1970 at which a file or a folder changed; 0 where there is none. */
function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

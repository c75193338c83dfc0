import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import type { ManifestLayout } from "../artifacts/manifest.ts"
import { luxJsonName } from "../graph/state/lux-graph.ts"
import { stampOf, textOf } from "../project/project-inputs.ts"
import type { Project } from "../project/types.ts"
import { writeWhole } from "../run/write-whole.ts"
import { luxBuild } from "../version.ts"
import type { Face, NodeBefore } from "./changed-nodes.ts"
import type { CompiledResult, DeferOptions, SelectionOptions } from "./types.ts"

/**
 * What compiling everything left, for the next time: of an unchanged project it is the answer, of an edited one what the
 * edit does not touch is taken over.
 */
export interface CompileRecord {
  readonly compiled: readonly (readonly [uniqueId: string, name: string, path: string])[]
  /** All nodes of the graph. */
  readonly nodes: ReadonlyMap<string, NodeBefore>
  /** By unique id of a model. */
  readonly faces: Readonly<Record<string, Face>>
  readonly manifest: ManifestLayout
}

interface Written extends Pick<CompileRecord, "compiled" | "faces" | "manifest"> {
  /** Another lux may have another form of it. */
  readonly build: string
  /** Of the record of the parse that it was made from. */
  readonly recordId: string
  /** Folders of the compiled files, and the graphs, with the time of their last change. */
  readonly written: readonly (readonly [path: string, modified: number])[]
  /** What nodes share: those that one properties file declares have one key. */
  readonly keys: readonly string[]
  /** Positions in `keys` and, of what it reads, in `nodes`. */
  readonly nodes: readonly (readonly [uniqueId: string, key: number, reads: readonly number[]])[]
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
  return record.compiled.map((each) => compiledBefore(root, each))
}

/** Undefined where there is none, or anything that was left is not what it was. */
export function openCompileRecord({ root, targetPath }: Place): CompileRecord | undefined {
  const record = read(root, targetPath)
  if (record === undefined) return undefined
  const { compiled, faces, manifest, keys, nodes } = record
  const idAt = (position: number): string => nodes[position]?.[0] ?? ""
  return {
    compiled,
    faces,
    manifest,
    nodes: new Map(
      nodes.map(([id, key, reads]) => [id, { key: keys[key] ?? "", reads: reads.map(idAt) }] as const),
    ),
  }
}

type Place = Pick<Project, "root" | "targetPath">

/** A compiled file as it was left. */
export function compiledBefore(
  root: string,
  [uniqueId, name, path]: CompileRecord["compiled"][number],
): CompiledResult {
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
  kept: Pick<CompileRecord, "faces" | "manifest">,
): void {
  if (recordId === undefined) return
  const folders = new Set(compiled.map(({ path }) => dirname(path)))
  const graphs = ["manifest.json", luxJsonName].map((name) => join(targetPath, name))
  const paths = [...graphs, ...[...folders].map((path) => join(root, path))]
  const positions = new Map([...graph.nodes.keys()].map((id, position) => [id, position] as const))
  const keys = new Map<string, number>()
  const positionOf = (key: string): number => {
    const known = keys.get(key) ?? keys.size
    keys.set(key, known)
    return known
  }
  const record: Written = {
    build: luxBuild,
    recordId,
    written: paths.map((path) => [path, stampOf(path)?.[1] ?? 0] as const),
    compiled: compiled.map(({ uniqueId, name, path }) => [uniqueId, name, path]),
    nodes: [...graph.nodes].map(([id, { resource, dependsOn }]) => [
      id,
      positionOf(contentKeys.node(resource)),
      dependsOn.flatMap((each) => positions.get(each) ?? []),
    ]),
    keys: [...keys.keys()],
    ...kept,
  }
  try {
    writeWhole(join(targetPath, fileName), JSON.stringify(record))
  } catch {
    // It saves time, and nothing depends on it.
  }
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

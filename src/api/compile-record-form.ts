import type { ManifestLayout } from "../artifacts/manifest.ts"
import type { Face } from "./changed-nodes.ts"

/**
 * The record of a compilation as it is written: in columns, in which a node is its position. Ten thousand small lists
 * would take most of the time of reading it.
 */
export interface Written {
  /** Another lux may have another form of it. */
  readonly build: string
  /** Of the record of the parse that it was made from, and what its keys have in common. */
  readonly recordId: string
  readonly base: string
  /** Folders of the compiled files, and the graphs, with the time of their last change. */
  readonly written: readonly (readonly [path: string, modified: number])[]
  /** Unique ids of all nodes. */
  readonly ids: readonly string[]
  /** Those that one properties file declares have one key. */
  readonly keys: readonly string[]
  readonly keyOf: readonly number[]
  /** Of each node how many it reads, and which. */
  readonly reads: readonly number[]
  readonly compiled: {
    readonly of: readonly number[]
    readonly folders: readonly string[]
    readonly folder: readonly number[]
    /** Where they are not what the unique id says. */
    readonly names: Readonly<Record<number, string>>
    /** Where they are not called as the node is. */
    readonly files: Readonly<Record<number, string>>
  }
  readonly faces: {
    readonly of: readonly number[]
    readonly relation: readonly string[]
    readonly columns: readonly string[]
    readonly materialized: readonly string[]
  }
  readonly manifest: {
    readonly of: readonly number[]
    readonly start: readonly number[]
    readonly size: readonly number[]
    readonly maps: ManifestLayout["maps"]
  }
}

export type CompiledFile = readonly [uniqueId: string, name: string, path: string]

/** Positions of values that recur. */
export interface Table {
  readonly values: readonly string[]
  positionOf(value: string): number
}

export function createTable(): Table {
  const values: string[] = []
  const positions = new Map<string, number>()
  return {
    values,
    positionOf(value) {
      const known = positions.get(value)
      if (known !== undefined) return known
      positions.set(value, values.length)
      return values.push(value) - 1
    },
  }
}

export function writtenFiles(
  files: readonly { readonly uniqueId: string; readonly name: string; readonly path: string }[],
  positionOf: (id: string) => number,
): Written["compiled"] {
  const folders = createTable()
  const names: Record<number, string> = {}
  const others: Record<number, string> = {}
  const of: number[] = []
  const folder: number[] = []
  for (const { uniqueId, name, path } of files) {
    const at = of.push(positionOf(uniqueId)) - 1
    const end = path.lastIndexOf("/")
    folder.push(folders.positionOf(path.slice(0, Math.max(0, end))))
    if (name !== nameIn(uniqueId)) names[at] = name
    const file = path.slice(end + 1)
    if (file !== `${name}.sql`) others[at] = file
  }
  return { of, folders: folders.values, folder, names, files: others }
}

export function filesIn({ compiled, ids }: Written): readonly CompiledFile[] {
  const { of, folders, folder, names, files } = compiled
  return of.map((position, at) => {
    const id = ids[position] ?? ""
    const name = names[at] ?? nameIn(id)
    const inside = folders[folder[at] ?? 0] ?? ""
    const file = files[at] ?? `${name}.sql`
    return [id, name, inside === "" ? file : `${inside}/${file}`]
  })
}

export function writtenFaces(
  faces: ReadonlyMap<string, Face>,
  positionOf: (id: string) => number,
): Written["faces"] {
  const all = [...faces.values()]
  return {
    of: [...faces.keys()].map(positionOf),
    relation: all.map(([relation]) => relation),
    columns: all.map(([, columns]) => columns),
    materialized: all.map(([, , materialized]) => materialized),
  }
}

export function facesIn({ faces, ids }: Written): ReadonlyMap<string, Face> {
  const { of, relation, columns, materialized } = faces
  return new Map(
    of.map((position, at) => [
      ids[position] ?? "",
      [relation[at] ?? "", columns[at] ?? "", materialized[at] ?? ""],
    ]),
  )
}

export function writtenLayout(
  { nodes, maps }: ManifestLayout,
  positionOf: (id: string) => number,
): Written["manifest"] {
  const places = [...nodes.values()]
  return {
    of: [...nodes.keys()].map(positionOf),
    start: places.map(([start]) => start),
    size: places.map(([, size]) => size),
    maps,
  }
}

export function layoutIn({ manifest, ids }: Written): ManifestLayout {
  const { of, start, size, maps } = manifest
  return {
    nodes: new Map(of.map((position, at) => [ids[position] ?? "", [start[at] ?? 0, size[at] ?? 0]])),
    maps,
  }
}

/** The third part of a unique id. */
function nameIn(id: string): string {
  const start = id.indexOf(".", id.indexOf(".") + 1) + 1
  const end = id.indexOf(".", start)
  return end === -1 ? id.slice(start) : id.slice(start, end)
}

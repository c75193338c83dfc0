import type { Face } from "./changed-nodes.ts"
import type { ManifestLayout } from "./manifest-layout.ts"

/** The first line of the record of a compilation. */
export interface Head {
  /** Another lux may have another form of it. */
  readonly build: string
  /** Of the record of the parse that it was made from, and what its keys have in common. */
  readonly recordId: string
  readonly base: string
  /** Folders of the compiled files, and the graphs, with the time of their last change. */
  readonly written: readonly (readonly [path: string, modified: number])[]
}

/**
 * The other lines, each of them read when it is asked for and taken over where it is the same. In columns, in which a
 * node is its position among `ids`: ten thousand small lists would take most of the time of reading them.
 */
export interface Columns {
  /** Unique ids of all nodes. */
  readonly ids: readonly string[]
  /** Those that one properties file declares have one key. */
  readonly keys: { readonly values: readonly string[]; readonly of: readonly number[] }
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
  /** Nodes of the manifest, one after another with a comma between. */
  readonly manifest: {
    readonly of: readonly number[]
    readonly start: number
    readonly size: readonly number[]
    readonly maps: ManifestLayout["maps"]
  }
}

const columns = ["ids", "keys", "reads", "compiled", "faces", "manifest"] as const

/** A record that was read. */
export interface Written {
  readonly head: Head
  column<Name extends keyof Columns>(name: Name): Columns[Name]
  /** The column as it is written. */
  line(name: keyof Columns): string
}

/** Throws where it is damaged. */
export function readForm(text: string): Written {
  const [first = "", ...lines] = text.split("\n")
  const head: Head = JSON.parse(first)
  const known: Partial<Columns> = {}
  const line = (name: keyof Columns): string => lines[columns.indexOf(name)] ?? ""
  return {
    head,
    line,
    column<Name extends keyof Columns>(name: Name): Columns[Name] {
      const found: Columns[Name] = known[name] ?? JSON.parse(line(name))
      known[name] = found
      return found
    },
  }
}

/** `lines`: the columns, as JSON. */
export function formOf(head: Head, lines: Readonly<Record<keyof Columns, string>>): string {
  return [JSON.stringify(head), ...columns.map((name) => lines[name])].join("\n")
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
): Columns["compiled"] {
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

export function filesIn(written: Written): readonly CompiledFile[] {
  const ids = written.column("ids")
  const { of, folders, folder, names, files } = written.column("compiled")
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
): Columns["faces"] {
  const all = [...faces.values()]
  return {
    of: [...faces.keys()].map(positionOf),
    relation: all.map(([relation]) => relation),
    columns: all.map(([, columns]) => columns),
    materialized: all.map(([, , materialized]) => materialized),
  }
}

export function facesIn(written: Written): ReadonlyMap<string, Face> {
  const ids = written.column("ids")
  const { of, relation, columns, materialized } = written.column("faces")
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
): Columns["manifest"] {
  const places = [...nodes.values()]
  return {
    of: [...nodes.keys()].map(positionOf),
    start: places[0]?.[0] ?? 0,
    size: places.map(([, size]) => size),
    maps,
  }
}

export function layoutIn(written: Written): ManifestLayout {
  const ids = written.column("ids")
  const { of, start, size, maps } = written.column("manifest")
  let next = start
  const nodes = of.map((position, at) => {
    const place = [next, size[at] ?? 0] as const
    next += place[1] + 1
    return [ids[position] ?? "", place] as const
  })
  return { nodes: new Map(nodes), maps }
}

/** The third part of a unique id. */
function nameIn(id: string): string {
  const start = id.indexOf(".", id.indexOf(".") + 1) + 1
  const end = id.indexOf(".", start)
  return end === -1 ? id.slice(start) : id.slice(start, end)
}

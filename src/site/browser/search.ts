/** What a search finds: names at once, everything else once its index is there. */
import { signal } from "@preact/signals"
import MiniSearch from "minisearch"
import type { ColumnsData, SiteIndex } from "../data.ts"
import { searchOptions } from "../search-options.ts"
import { columnsPart, searchPart } from "./parts.ts"
import { href } from "./route.ts"
import { nodeHref } from "./ui.tsx"

interface Found {
  readonly name: string
  readonly about: string
  readonly kind: string
  readonly layer: number
  readonly href: string
}

interface Finding {
  readonly results: readonly Found[]
  /** False while descriptions and SQL cannot be searched yet. */
  readonly ready: boolean
}

const most = 30
const words = signal<MiniSearch | undefined>(undefined)
let isLoading = false

export function searcherFor(index: SiteIndex): (text: string) => Finding {
  const names = index.nodes.map(({ name }) => name.toLowerCase())
  let columns: ReadonlyMap<string, readonly (readonly [number, number])[]> | undefined
  return (text) => {
    const wanted = text.trim().toLowerCase()
    const data = columnsPart.value
    prepare()
    if (wanted === "") return { results: [], ready: true }
    columns ??= data === undefined ? undefined : columnsByName(data)
    const results = new Map<string, Found>()
    const add = (found: Found | undefined): void => {
      if (found !== undefined && results.size < most && !results.has(found.href))
        results.set(found.href, found)
    }
    const byName = namesLike(names, wanted)
    const exact = columns?.get(wanted) ?? []
    for (const at of byName.filter((each) => names[each] === wanted)) add(nodeFound(index, at))
    for (const [node, column] of exact.slice(0, 12)) add(columnFound(index, data, node, column))
    for (const at of byName.slice(0, 15)) add(nodeFound(index, at))
    if (exact.length === 0 && wanted.length > 1)
      for (const [name, places] of columns ?? [])
        if (name.startsWith(wanted))
          for (const [node, column] of places.slice(0, 3)) add(columnFound(index, data, node, column))
    for (const { id } of wordsLike(wanted)) add(nodeFound(index, Number(id)))
    return { results: [...results.values()], ready: words.value !== undefined }
  }
}

function prepare(): void {
  const json = searchPart.value
  if (json === undefined || isLoading) return
  isLoading = true
  void MiniSearch.loadJSAsync(json, searchOptions).then((loaded) => {
    words.value = loaded
  })
}

function wordsLike(wanted: string) {
  return (
    words.value?.search(wanted, {
      combineWith: "AND",
      prefix: (_, at, terms) => at === terms.length - 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boost: { name: 6, columns: 4, tags: 3, about: 2, sql: 1 },
    }) ?? []
  )
}

/** The exact name, then those that begin so, then those that have it inside; shorter ones first. */
function namesLike(names: readonly string[], wanted: string): readonly number[] {
  const rankOf = (name: string): number => {
    if (name === wanted) return 0
    const at = name.indexOf(wanted)
    if (at === -1) return Number.POSITIVE_INFINITY
    return at === 0 ? 1 : /[._]/.test(name.charAt(at - 1)) ? 2 : 3
  }
  return names
    .map((name, at) => ({ at, rank: rankOf(name), length: name.length }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || a.length - b.length || a.at - b.at)
    .map(({ at }) => at)
}

function columnsByName({ names }: ColumnsData): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const found = new Map<string, [number, number][]>()
  for (const [node, columns] of names.entries())
    for (const [column, name] of columns.entries()) {
      const list = found.get(name.toLowerCase())
      if (list === undefined) found.set(name.toLowerCase(), [[node, column]])
      else list.push([node, column])
    }
  return found
}

function nodeFound(index: SiteIndex, at: number): Found | undefined {
  const node = index.nodes[at]
  return (
    node && { name: node.name, about: node.about, kind: node.kind, layer: node.layer, href: nodeHref(node) }
  )
}

function columnFound(
  index: SiteIndex,
  data: ColumnsData | undefined,
  at: number,
  column: number,
): Found | undefined {
  const node = index.nodes[at]
  const name = data?.names[at]?.[column]
  if (node === undefined || name === undefined) return undefined
  return {
    name,
    about: `in ${node.name}`,
    kind: "column",
    layer: node.layer,
    href: href("column", [node.id, name]),
  }
}

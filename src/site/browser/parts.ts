/** The parts of the site's data, each loaded when a page first needs it. */
import { type Signal, signal } from "@preact/signals"
import type { DashboardData } from "../dashboards/dashboard-data.ts"
import type {
  ColumnsData,
  ComparisonData,
  GraphData,
  NodePage,
  QualityData,
  SelectionData,
  SiteIndex,
} from "../data.ts"

declare global {
  interface Window {
    luxData: (name: string, text: string) => void
  }
}

/** Called with the text of a part when it is there. */
const waiting = new Map<string, (text: string) => void>()

window.luxData = (name, text) => waiting.get(name)?.(text)

export class Part<Value> {
  readonly #name: string
  readonly #signal: Signal<Value | undefined> = signal(undefined)
  readonly failed = signal(false)
  #asked = false

  constructor(name: string) {
    this.#name = name
  }

  /** The value once it is there; until then undefined, and anyone who asked is drawn again when it is. */
  get value(): Value | undefined {
    this.load()
    return this.#signal.value
  }

  load(): void {
    if (this.#asked) return
    this.#asked = true
    const keep = (text: string): void => {
      this.#signal.value = JSON.parse(text)
    }
    const inline = document.getElementById(`data-${this.#name}`)
    if (inline !== null) {
      // Not while somebody draws.
      queueMicrotask(() => keep(inline.textContent ?? "null"))
      return
    }
    waiting.set(this.#name, keep)
    const script = document.createElement("script")
    script.src = `data/${this.#name}.js`
    script.onerror = () => {
      this.failed.value = true
    }
    document.head.append(script)
  }
}

export const indexPart = new Part<SiteIndex>("index")
export const graphPart = new Part<GraphData>("graph")
export const columnsPart = new Part<ColumnsData>("columns")
export const selectionPart = new Part<SelectionData>("selection")
export const qualityPart = new Part<QualityData>("quality")
export const comparePart = new Part<ComparisonData>("compare")
export const searchPart = new Part<Parameters<typeof import("minisearch").default.loadJS>[0]>("search")

const dashboards = new Map<number, Part<DashboardData>>()

/** The data of a dashboard, by its place in the index. */
export function dashboardPart(at: number): Part<DashboardData> {
  const known = dashboards.get(at) ?? new Part<DashboardData>(`dashboard-${at}`)
  dashboards.set(at, known)
  return known
}

const pages = new Map<number, Part<readonly NodePage[]>>()

/** The pages of nodes that are in one file. */
export function pagesPart(part: number): Part<readonly NodePage[]> {
  const known = pages.get(part) ?? new Part<readonly NodePage[]>(`nodes-${part}`)
  pages.set(part, known)
  return known
}

/** The page of a node, by its place in the index. */
export function pageOf(index: SiteIndex, at: number): NodePage | undefined {
  const node = index.nodes[at]
  return node === undefined ? undefined : pagesPart(node.part).value?.find(({ id }) => id === node.id)
}

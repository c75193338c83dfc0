/** The data of the site: what the generator writes and the pages read. Whatever a project says is text, never a key. */

/** Text that the generator has made safe: everything of the project in it is escaped. */
export type Html = string

export type Status = "ok" | "warn" | "fail" | "none"

/** What every page needs. */
export interface SiteIndex {
  readonly project: string
  readonly version: string
  readonly target: string
  readonly luxVersion: string
  /** ISO 8601 UTC. */
  readonly madeAt: string
  readonly commit: string | undefined
  /** What the site does not know, and how it would. */
  readonly missing: readonly string[]
  readonly layers: readonly Layer[]
  /** In the order of the graph: each after what it reads. */
  readonly nodes: readonly IndexNode[]
  /** Checks by the status of their latest result. */
  readonly checks: Readonly<Record<Status, number>>
  readonly dashboards: readonly IndexDashboard[]
  readonly hasHistory: boolean
  readonly hasComparison: boolean
}

/** A stretch of the way from raw data to its readers, which has one colour: a folder of models, the sources. */
export interface Layer {
  readonly name: string
  readonly count: number
}

/** A dashboard; its data is the part `dashboard-0`, by its place in the list. */
export interface IndexDashboard {
  /** The unique id of the exposure. */
  readonly id: string
  readonly name: string
  readonly title: string
  readonly about: string
}

export interface IndexNode {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** Index in `layers`. */
  readonly layer: number
  /** The first sentence of its description. */
  readonly about: string
  readonly path: string
  readonly tags: readonly string[]
  readonly status: Status
  /** The part that its page is in. */
  readonly part: number
  /** Its own colour in the graph. */
  readonly color: string | undefined
}

/** A page: what is known of one node. Numbers name nodes by their place in the index. */
export interface NodePage {
  readonly id: string
  readonly description: Html
  readonly facts: readonly Fact[]
  readonly parents: readonly number[]
  readonly children: readonly number[]
  readonly columns: readonly ColumnRow[]
  readonly checks: readonly CheckRow[]
  readonly authored: Html
  readonly compiled: Html | undefined
  readonly settings: readonly (readonly [string, string])[]
  /** The latest last. */
  readonly runs: readonly RunRow[]
  readonly sample: Rows | undefined
  /** Why nothing is known of its query. */
  readonly unknown: string | undefined
}

export interface Fact {
  readonly label: string
  readonly value: string
  /** Only http, https and mailto. */
  readonly link?: string | undefined
}

export interface ColumnRow {
  readonly name: string
  readonly type: string | undefined
  readonly description: Html
  /** The column whose description this is, where it has none of its own. */
  readonly inherited: { readonly node: number; readonly column: string } | undefined
  readonly checks: readonly string[]
  /** The SQL that computes it. */
  readonly expression: Html | undefined
}

export interface CheckRow {
  readonly id: string
  readonly label: string
  readonly column: string | undefined
  readonly severity: string
  readonly status: string
  readonly failures: number | undefined
  readonly observed: string | undefined
  readonly expected: string | undefined
  readonly message: string | undefined
  /** Since when it fails, and how often in a row. */
  readonly since: string | undefined
  readonly streak: number
  /** The latest last. */
  readonly points: readonly CheckPoint[]
  /** Failing rows, where the project lets rows be shown. */
  readonly sample: Rows | undefined
}

export interface CheckPoint {
  /** `2023-09-02 00:15:30`, UTC. */
  readonly at: string
  readonly status: string
  /** What was measured; of a check that counts, how many failed. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export interface RunRow {
  readonly at: string
  readonly status: string
  readonly seconds: number
  readonly rows: number | undefined
  readonly message: string
}

export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Places and edges of the whole graph. */
export interface GraphData {
  /** By index of the node. */
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** From, to, from, to. */
  readonly edges: readonly number[]
}

/** Every column, and what flows into it. */
export interface ColumnsData {
  /** By index of the node. */
  readonly names: readonly (readonly string[])[]
  /** Five numbers each: node and column that it flows into, node and column that it is from, place in `flowKinds`. */
  readonly flows: readonly number[]
  /** Node and column whose origins are not all known. */
  readonly incomplete: readonly number[]
  /** Nodes whose queries could not be analysed, and why. */
  readonly unknown: readonly (readonly [number, string])[]
}

export const flowKinds = ["identity", "transformation", "aggregation"] as const

/** What selections ask, by index of the node. */
export interface SelectionData {
  readonly nodes: readonly SelectableNode[]
  readonly configs: readonly Readonly<Record<string, unknown>>[]
}

export interface SelectableNode {
  readonly name: string
  readonly fqn: readonly string[]
  readonly packageName: string
  readonly properties: string | undefined
  readonly group: string | undefined
  readonly access: string | undefined
  readonly version: string | number | undefined
  readonly latest: string | number | undefined
  readonly source: string | undefined
  /** Index in `configs`. */
  readonly config: number
}

/** All checks, and what nobody checks. */
export interface QualityData {
  readonly checks: readonly QualityCheck[]
  readonly gaps: readonly Gap[]
  /** Nodes that lux builds and nothing reads: no model, no exposure. */
  readonly unread: readonly number[]
  readonly days: readonly DayOfChecks[]
}

export interface QualityCheck {
  readonly id: string
  readonly label: string
  readonly node: number | undefined
  readonly column: string | undefined
  readonly status: string
  readonly failures: number | undefined
  readonly observed: string | undefined
  readonly expected: string | undefined
  readonly since: string | undefined
  readonly streak: number
}

/** What a node lacks. */
export interface Gap {
  readonly node: number
  readonly columns: number
  readonly described: number
  readonly checked: number
  readonly hasDescription: boolean
  readonly hasCheck: boolean
  readonly hasOwner: boolean
}

interface DayOfChecks {
  readonly day: string
  readonly passed: number
  readonly checks: number
}

/** How this state differs from the one that it was compared with. */
export interface ComparisonData {
  readonly before: StateHead
  readonly after: StateHead
  readonly changes: readonly NodeChange[]
}

export interface StateHead {
  readonly madeAt: string
  readonly commit: string | undefined
}

export interface NodeChange {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly change: "added" | "removed" | "changed"
  readonly columns: readonly {
    readonly name: string
    readonly change: "added" | "removed" | "changed"
    readonly before: string | undefined
    readonly after: string | undefined
  }[]
  /** Each line with what became of it; stretches that stayed are left out. */
  readonly sql: readonly DiffLine[]
  readonly rows: { readonly before: number | undefined; readonly after: number | undefined } | undefined
  readonly checks: readonly {
    readonly label: string
    readonly before: string | undefined
    readonly after: string | undefined
  }[]
}

export interface DiffLine {
  readonly sign: "+" | "-" | " " | "~"
  readonly text: string
}

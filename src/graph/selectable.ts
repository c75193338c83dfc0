import type { ResourceKind } from "../project/resource-kinds.ts"

/** What selections ask of a resource. */
export interface Selectable {
  readonly type: ResourceKind
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly fqn: readonly string[]
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly enabled: boolean
  readonly group?: string | undefined
  /** Of a source. */
  readonly sourceName?: string
  readonly propertiesPath?: string | undefined
  /** Of a model. */
  readonly access?: string
  readonly version?: string | number | undefined
  readonly latestVersion?: string | number | undefined
  /** Of a data test. */
  readonly definition?: { readonly kind: string; readonly test?: string }
  readonly config?: { readonly raw: Readonly<Record<string, unknown>> }
  /** Its configuration, where that is not much. */
  readonly raw?: Readonly<Record<string, unknown>>
}

/** A graph of what can be selected. */
export interface SelectableGraph {
  readonly nodes: ReadonlyMap<
    string,
    { readonly resource: Selectable; readonly dependsOn: readonly string[] }
  >
  readonly readers: ReadonlyMap<string, readonly string[]>
}

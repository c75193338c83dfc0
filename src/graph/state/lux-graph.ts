/** `lux.json`: lux's own graph of a project, which later commands compare with. */

export const luxJsonName = "lux.json"

/**
 * A change of what a field means makes it the next number; a field more does not. A lux that reads `lux.json` reads its
 * own number and those before it.
 */
export const luxSchemaVersion = 1

export interface LuxGraph {
  readonly schema_version: number
  readonly lux_version: string
  readonly generated_at: string
  readonly project: LuxProject
  readonly macros: Readonly<Record<string, LuxMacro>>
  /** Generic tests, by name. */
  readonly tests: Readonly<Record<string, LuxMacro>>
  readonly docs: Readonly<Record<string, { readonly text: string; readonly path: string }>>
  readonly groups: Readonly<Record<string, unknown>>
  /** By unique id, in graph order. */
  readonly nodes: Readonly<Record<string, LuxNode>>
  /** Unique ids of what is disabled. */
  readonly disabled: readonly string[]
}

interface LuxProject {
  readonly name: string
  readonly version: string
  readonly dialect: string
  readonly target: {
    readonly name: string
    readonly type: string
    /** Of the embedded database file. */
    readonly path: string
    /** Of the folder of the stage batches. */
    readonly batches: string
    readonly schema: string
    readonly schema_prefix: string
  }
}

export interface LuxMacro {
  readonly kind: "sql" | "js"
  readonly path: string
  readonly text: string
}

/** What is so in this target, and of the rest what was authored. */
export interface LuxNode extends LuxNodeReads, LuxNodeBody {}

/** What depends on other nodes and on the target. */
export interface LuxNodeReads {
  readonly depends_on: readonly string[]
  /** Null for what is not a relation. */
  readonly relation: { readonly schema: string | null; readonly name: string } | null
}

/** What the files of a node say. */
export interface LuxNodeBody {
  /** Changes where any of these files does. */
  readonly key: string
  readonly resource_type: string
  readonly name: string
  readonly package_name: string
  readonly path: string
  readonly properties_path?: string | undefined
  /** In a file of SQL its line; in YAML the keys that lead there. */
  readonly place: {
    readonly file: string
    readonly line?: number
    readonly at?: readonly (string | number)[]
  }
  readonly fqn: readonly string[]
  readonly description: string
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly group?: string | undefined
  readonly access?: string | undefined
  readonly version?: string | number | undefined
  readonly latest_version?: string | number | undefined
  readonly deprecation_date?: string | undefined
  /** Configuration as it is written and inherited. */
  readonly config: Readonly<Record<string, unknown>>
  /** The keys of it whose values are templates, as they are written. */
  readonly unrendered?: Readonly<Record<string, unknown>> | undefined
  /** The template of a model or a singular test. */
  readonly sql?: string | undefined
  /** Of a seed's file. */
  readonly checksum?: string | undefined
  /** What makes a generic test, a snapshot, a source or an exposure what it is. */
  readonly definition?: Readonly<Record<string, unknown>> | undefined
  /** Where a source is, as it is written. */
  readonly location?: Readonly<Record<string, unknown>> | undefined
  readonly columns?: readonly LuxColumn[] | undefined
  readonly constraints?: readonly unknown[] | undefined
  /** Names of the project's macros that it calls, directly or through others. */
  readonly macros?: readonly string[] | undefined
  /** The generic test that makes it. */
  readonly test?: string | undefined
}

export interface LuxColumn {
  readonly name: string
  readonly description: string
  readonly data_type?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly meta?: Readonly<Record<string, unknown>> | undefined
  readonly constraints?: readonly unknown[] | undefined
}

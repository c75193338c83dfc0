/** What others load, as tables or as files of the lake, and how old it may be: the types. */
import type { Place } from "../../errors.ts"
import type { Column, ResourceBase } from "../types.ts"

/** Files in the lake that a source table consists of. */
export interface ExternalFiles {
  /** Absolute path (or later a URL) of the lake's folder. */
  readonly root: string
  readonly format: "json" | "csv" | "parquet" | "avro"
  /** Globs relative to the lake's folder. */
  readonly paths: readonly string[]
  /** `media_%Y-%m-%d_%H%M%S.json`: how a file's name ends, with strftime fields for its collection time (UTC). */
  readonly collectedAt: string | undefined
  /** Milliseconds before the newest staged file in which a run looks for new ones; undefined: it lists everything. */
  readonly lookback: number | undefined
  readonly place: Place
}

/** How old something may be. */
export interface Age {
  readonly count: number
  readonly period: "minute" | "hour" | "day"
}

/** What is asked of a source's age. */
export interface Freshness {
  readonly warnAfter: Age | undefined
  readonly errorAfter: Age | undefined
  /** SQL condition on the rows that count. */
  readonly filter: string | undefined
}

/** What says when rows of a source were loaded: an expression over them, or a query of its own. */
export interface LoadedAt {
  readonly kind: "field" | "query"
  readonly sql: string
  readonly place: Place
}

export interface SourceTable extends ResourceBase {
  readonly type: "source"
  readonly sourceName: string
  readonly sourceDescription: string
  readonly schema: string
  readonly identifier: string
  readonly external: ExternalFiles | undefined
  readonly loadedAt: LoadedAt | undefined
  /** Undefined: nothing is asked. */
  readonly freshness: Freshness | undefined
  readonly columns: readonly Column[]
  /** Of one that is collected: the properties file that describes its source. */
  readonly propertiesPath?: string | undefined
  readonly raw: Readonly<Record<string, unknown>>
}

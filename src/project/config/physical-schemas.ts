import * as z from "zod"
import { flag, flagOrCount, text, texts } from "../yaml/value-schemas.ts"

/** How a relation is kept and published, as far as its warehouse has such things; the others leave it be. */
export const physicalKeys = {
  publish: z.enum(["swap", "replace"]),
  dist: text,
  diststyle: z.enum(["even", "all", "auto", "key"]),
  sort: texts,
  sort_type: z.enum(["compound", "interleaved", "auto"]),
  backup: flag,
  bind: flag,
  encode: z.record(text, text),
  identity: text,
  analyze: flagOrCount,
  auto_refresh: flag,
}

/** What the keys say. */
export interface Physical {
  readonly distStyle: "even" | "all" | "auto" | "key" | undefined
  readonly distKey: string | undefined
  readonly sortKeys: readonly string[]
  readonly sortType: "compound" | "interleaved" | "auto" | undefined
  readonly backup: boolean
  /** False: a view finds what it reads by name each time it is read. */
  readonly bind: boolean
  /** Column -> encoding. */
  readonly encode: Readonly<Record<string, string>>
  /** A column that numbers the rows by itself. */
  readonly identity: string | undefined
  /** Whether statistics are taken after a load, or from how many rows on; undefined: as the warehouse's size suggests. */
  readonly analyze: boolean | number | undefined
  /** True: the warehouse refreshes a materialized view by itself. */
  readonly autoRefresh: boolean
}

type Values = {
  readonly [Key in keyof typeof physicalKeys]?: z.output<(typeof physicalKeys)[Key]> | undefined
}

const styles = ["even", "all", "auto"] as const

/** `dist` is a column, or one of dbt's words for a style; `sort: auto` leaves the order to the warehouse. */
export function physicalOf(values: Values): Physical {
  const { dist, diststyle, sort = [], sort_type } = values
  const said = styles.find((style) => style === dist?.toLowerCase())
  const distKey = said === undefined ? dist : undefined
  const isAuto = sort.length === 1 && sort[0]?.toLowerCase() === "auto"
  return {
    distStyle: distKey === undefined ? (said ?? diststyle) : "key",
    distKey,
    sortKeys: isAuto ? [] : sort,
    sortType: isAuto ? "auto" : sort_type,
    backup: values.backup ?? true,
    bind: values.bind ?? false,
    encode: values.encode ?? {},
    identity: values.identity,
    analyze: values.analyze,
    autoRefresh: values.auto_refresh ?? false,
  }
}

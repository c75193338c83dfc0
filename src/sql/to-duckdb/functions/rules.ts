import type { Call } from "../../ast.ts"
import type { Place } from "../context.ts"
import type { Out } from "../output.ts"
import type { SqlType } from "../sql-type.ts"
import { aggregateRules } from "./aggregate.ts"
import { conditionalRules } from "./conditional.ts"
import { datetimeRules } from "./datetime.ts"
import { formatRules } from "./format.ts"
import { jsonRules } from "./json.ts"
import { mathRules } from "./math.ts"
import { regexpRules } from "./regexp.ts"
import { stringRules } from "./string.ts"
import { windowRules } from "./window.ts"

/** How a verified function is taken over. What has no rule is refused by name. */
export interface FunctionRule {
  /** The fewest and the most arguments that are verified. */
  readonly args: readonly [number, number]
  readonly type: (args: readonly SqlType[], call: Call) => SqlType
  /** The translation; absent when the call means the same in DuckDB as it stands. */
  readonly emit?: (call: Call, place: Place) => Out
  /** `scalar` may not have `over`, `window` must have it, `aggregate` may. Scalar when absent. */
  readonly over?: "scalar" | "window" | "aggregate"
  /** Whether its arguments may be SUPER values. */
  readonly takesSuper?: boolean
  /** Whether `ignore nulls` is verified. */
  readonly ignoreNulls?: boolean
  /** Whether `within group` is verified. */
  readonly withinGroup?: boolean
  /** Whether `distinct` is verified. */
  readonly distinct?: boolean
  /** Grammar forms that are verified, such as `in` of `position(a in b)`. */
  readonly forms?: readonly string[]
}

export type FunctionRules = Readonly<Record<string, FunctionRule>>

const all = () => ({
  ...stringRules,
  ...mathRules,
  ...datetimeRules,
  ...formatRules,
  ...regexpRules,
  ...conditionalRules,
  ...jsonRules,
  ...aggregateRules,
  ...windowRules,
})
let table: FunctionRules | undefined

export function functionRule(name: string): FunctionRule | undefined {
  table ??= all()
  return Object.hasOwn(table, name) ? table[name] : undefined
}

export function functionNames(): string[] {
  table ??= all()
  return Object.keys(table)
}

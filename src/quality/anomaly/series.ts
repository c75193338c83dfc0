/** The values that a check measured before, by what they are of. */
import type { MetricName } from "../question.ts"
import type { Point } from "./settings.ts"

/** What a value is of. */
export interface Measured {
  /** Label of the relation. */
  readonly relation: string
  readonly metric: MetricName
  readonly columns: readonly string[]
}

export interface RememberedPoint extends Point {
  /** Which rows it is of; undefined for all. */
  readonly group: string | undefined
}

/** In order of time. */
export type Remembered = (measured: Measured) => readonly RememberedPoint[]

/** Before there is any history. */
export const nothingRemembered: Remembered = () => []

export function seriesKey(relation: string, metric: string, columns: string): string {
  return JSON.stringify([relation.toLowerCase(), metric, columns])
}

/** What a value is remembered as that is not of all rows: `country = 'fr', by day, IMAGE`. */
export function groupOf(
  scope: readonly (string | undefined)[],
  name: string | undefined,
): string | undefined {
  const parts = [...scope, name].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(", ")
}

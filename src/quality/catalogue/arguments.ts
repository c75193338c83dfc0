/** Arguments that several checks have. */
import * as z from "zod"
import { double, numeric } from "../../project/written-values.ts"

export const text = z.string().min(1, "a text")
export const scalar = z.union([z.string(), numeric, z.boolean()])
export const texts = z.array(text).min(1, "a list of columns or texts")
export const scalars = z.array(scalar).min(1, "a list of values")

export const positive = double.pipe(z.number().positive("a number above 0"))

/** Bounds of a number; `strictly` leaves the bounds themselves out. */
export const boundsShape = {
  min: double.optional(),
  max: double.optional(),
  equals: double.optional(),
  strictly: z.boolean().optional(),
}

export interface Bounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly equals?: number | undefined
  readonly strictly?: boolean | undefined
}

/** Whether a number keeps the bounds; NaN keeps none. */
export function keeps(value: number, { min, max, equals, strictly = false }: Bounds): boolean {
  if (Number.isNaN(value)) return false
  if (equals !== undefined && value !== equals) return false
  if (min !== undefined && (strictly ? value <= min : value < min)) return false
  return !(max !== undefined && (strictly ? value >= max : value > max))
}

/** `between 1 and 5`, `at least 1`, `exactly 3`. */
export function boundsText({ min, max, equals, strictly = false }: Bounds): string {
  if (equals !== undefined) return `exactly ${equals}`
  if (min !== undefined && max !== undefined)
    return strictly ? `more than ${min} and less than ${max}` : `between ${min} and ${max}`
  if (min !== undefined) return `${strictly ? "more than" : "at least"} ${min}`
  return max === undefined ? "a value" : `${strictly ? "less than" : "at most"} ${max}`
}

/** What is wrong with bounds as they are given; undefined where nothing is. */
export function boundsProblem({ min, max, equals }: Bounds): string | undefined {
  if (min === undefined && max === undefined && equals === undefined) return "needs min, max or equals"
  if (min !== undefined && max !== undefined && min > max)
    return `has a min of ${min} above its max of ${max}`
  return undefined
}

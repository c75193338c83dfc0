/** Arguments that several checks have. */
import * as z from "zod"
import { double, numeric } from "../../project/yaml/value-schemas.ts"
import { compareNumbers, type Numeric, numberText } from "../../template/exact-number.ts"

export const text = z.string().min(1, "a text")
export const scalar = z.union([z.string(), numeric, z.boolean()])
export const texts = z.array(text).min(1, "a list of columns or texts")
export const scalars = z.array(scalar).min(1, "a list of values")

export const positive = double.pipe(z.number().positive("a number above 0"))

/** Bounds of a number; `strictly` leaves the bounds themselves out. */
export const boundsShape = {
  min: numeric.optional(),
  max: numeric.optional(),
  equals: numeric.optional(),
  strictly: z.boolean().optional(),
}

export interface Bounds {
  readonly min?: Numeric | undefined
  readonly max?: Numeric | undefined
  readonly equals?: Numeric | undefined
  readonly strictly?: boolean | undefined
}

/** Whether a number keeps the bounds, compared digit by digit; NaN keeps none. */
export function keeps(value: Numeric, { min, max, equals, strictly = false }: Bounds): boolean {
  if (equals !== undefined && compareNumbers(value, equals) !== 0) return false
  const inside = (order: number): boolean => (strictly ? order > 0 : order >= 0)
  if (min !== undefined && !inside(compareNumbers(value, min))) return false
  return max === undefined || inside(compareNumbers(max, value))
}

/** `between 1 and 5`, `at least 1`, `exactly 3`. */
export function boundsText({ strictly = false, ...bounds }: Bounds): string {
  const [min, max, equals] = [bounds.min, bounds.max, bounds.equals].map((each) =>
    each === undefined ? undefined : numberText(each),
  )
  if (equals !== undefined) return `exactly ${equals}`
  if (min !== undefined && max !== undefined)
    return strictly ? `more than ${min} and less than ${max}` : `between ${min} and ${max}`
  if (min !== undefined) return `${strictly ? "more than" : "at least"} ${min}`
  return max === undefined ? "a value" : `${strictly ? "less than" : "at most"} ${max}`
}

/** Conditions in SQL that are true of a value outside the bounds. */
export function outside(value: string, { min, max, equals, strictly = false }: Bounds): readonly string[] {
  return [
    ...(equals === undefined ? [] : [`${value} <> ${numberText(equals)}`]),
    ...(min === undefined ? [] : [`${value} ${strictly ? "<=" : "<"} ${numberText(min)}`]),
    ...(max === undefined ? [] : [`${value} ${strictly ? ">=" : ">"} ${numberText(max)}`]),
  ]
}

/** What is wrong with bounds as they are given; undefined where nothing is. */
export function boundsProblem({ min, max, equals }: Bounds): string | undefined {
  if (min === undefined && max === undefined && equals === undefined) return "needs min, max or equals"
  if (min !== undefined && max !== undefined && compareNumbers(min, max) > 0)
    return `has a min of ${numberText(min)} above its max of ${numberText(max)}`
  return undefined
}

import { LuxError } from "../errors.ts"

/** One criterion of a selection: `2+tag:daily+`. */
export interface Criterion {
  readonly method: string
  readonly value: string
  /** Steps upstream to add; Infinity for all. */
  readonly parents: number
  readonly children: number
  /** `@x`: x, all its descendants, and all ancestors of those. */
  readonly childrensParents: boolean
  /** As written, for messages. */
  readonly text: string
}

/** A union of intersections: spaces and repeated flags unite, commas intersect. */
export type Selector = readonly (readonly Criterion[])[]

const shape =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[a-z_]+(?:\.[\w.]+)?):)?(?<value>[^+@:]+?)(?:\+(?<children>\d*))?$/

/**
 * Reads what stands after `--select` or `--exclude`.
 * Throws LUX-1210 for what is not in the grammar, such as `@x+`.
 */
export function parseSelector(texts: readonly string[]): Selector {
  return texts
    .flatMap((text) => text.split(/\s+/))
    .filter((text) => text !== "")
    .map((union) => union.split(",").map(parseCriterion))
}

function parseCriterion(text: string): Criterion {
  const match = shape.exec(text)?.groups
  if (match === undefined)
    throw new LuxError("LUX-1210", `"${text}" is not a selection`, {
      hint: 'Write a name, "path:models/marts", "tag:daily", with "+" before or behind for what it reads or what reads it.',
    })
  const { at, parents, method, value = "", children } = match
  if (at !== undefined && (parents !== undefined || children !== undefined))
    throw new LuxError("LUX-1210", `"${text}" joins "@" and "+"`, {
      hint: '"@" already takes all descendants and their ancestors: leave the "+" out.',
    })
  return {
    method: method ?? methodFor(value),
    value,
    parents: steps(parents),
    children: steps(children),
    childrensParents: at !== undefined,
    text,
  }
}

function steps(text: string | undefined): number {
  if (text === undefined) return 0
  return text === "" ? Number.POSITIVE_INFINITY : Number(text)
}

function methodFor(value: string): string {
  if (/[/\\]/.test(value)) return "path"
  return /\.(sql|csv|ya?ml)$/.test(value) ? "file" : "fqn"
}

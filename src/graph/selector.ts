import { LuxError, type Place } from "../errors.ts"
import type { CombinedSelection, Criterion } from "./selection.ts"

const shape =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[A-Za-z_]\w*(?:\.[\w.-]+)?):)?(?<value>[^+@][^+]*?)(?:\+(?<children>\d*))?$/

/**
 * Reads what stands after `--select` or `--exclude`: a union of intersections; spaces and repeated flags unite, commas
 * intersect. Throws LUX-1210 for what is not in the grammar, such as `@x+`.
 */
export function parseSelector(texts: readonly string[]): CombinedSelection {
  const unions = texts.flatMap((text) => text.split(/\s+/)).filter((text) => text !== "")
  return {
    kind: "union",
    parts: unions.map((text) => {
      const [only, ...more] = text.split(",").map((part) => parseCriterion(part))
      return only !== undefined && more.length === 0
        ? only
        : { kind: "intersection", parts: only === undefined ? [] : [only, ...more], text }
    }),
  }
}

/** One criterion as on the command line. Throws LUX-1210. */
export function parseCriterion(text: string, place?: Place): Criterion {
  const match = shape.exec(text)?.groups
  if (match === undefined || (match["method"] === undefined && match["value"]?.includes(":") === true))
    throw new LuxError("LUX-1210", `"${text}" is not a selection`, {
      place,
      hint: 'Write a name, "path:models/marts", "tag:daily", with "+" before or behind for what it reads or what reads it.',
    })
  const { at, parents, method, value = "", children } = match
  if (at !== undefined && (parents !== undefined || children !== undefined))
    throw new LuxError("LUX-1210", `"${text}" joins "@" and "+"`, {
      place,
      hint: '"@" already takes all descendants and their ancestors: leave the "+" out.',
    })
  return {
    kind: "criterion",
    method: method ?? methodFor(value),
    value,
    parents: steps(parents),
    children: steps(children),
    childrensParents: at !== undefined,
    indirect: undefined,
    text,
    place,
  }
}

function steps(text: string | undefined): number {
  if (text === undefined) return 0
  return text === "" ? Number.POSITIVE_INFINITY : Number(text)
}

function methodFor(value: string): string {
  if (/[/\\]/.test(value)) return "path"
  return /\.(sql|csv|ya?ml)$/i.test(value) ? "file" : "fqn"
}

import type { Call } from "../../ast.ts"
import { type DataType, dataType, textOf, unknownType } from "../../data-type.ts"

/**
 * What may stand as an argument. `number` is refused to texts, truths and dates; `numeric` to truths and dates; `moment`
 * to numbers and truths. A `part` is the name of a part of a date, `quoted` the same as a text. Nothing is said about the others.
 */
export type ArgumentKind = "any" | "number" | "numeric" | "moment" | "part" | "quoted"

export interface Signature {
  readonly name: string
  /** `scalar` may not have `over`, `window` must have it, `aggregate` may. */
  readonly over: "scalar" | "window" | "aggregate"
  readonly args: readonly ArgumentKind[]
  readonly fewest: number
  readonly most: number
  readonly result: ResultRule
  /** Whether it never gives null. */
  readonly never: boolean
}

export type ResultRule = (types: readonly DataType[], call: Call) => DataType

export type Catalogue = ReadonlyMap<string, Signature>

/** Rules of results that are no type of their own. */
export const sameAs =
  (index: number): ResultRule =>
  (types) => {
    const type = types[index] ?? unknownType
    return type.literal === undefined ? type : textOf(type.size)
  }

/**
 * Reads signatures, one a line: `name(kind, kind?, kind*) result`, with `?` for an argument that may be left out and `*`
 * for any number more. Several names of one function are divided by `|`. The result is a type or the name of one of
 * `rules`, and `!` after it says that it is never null.
 */
export function signatures(
  over: Signature["over"],
  lines: string,
  rules: Readonly<Record<string, ResultRule>> = {},
): Signature[] {
  return lines
    .trim()
    .split("\n")
    .flatMap((line) => signature(over, line.trim(), rules))
}

function signature(
  over: Signature["over"],
  line: string,
  rules: Readonly<Record<string, ResultRule>>,
): Signature[] {
  const open = line.indexOf("(")
  const close = line.indexOf(")", open)
  const words = line
    .slice(open + 1, close)
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")
  const written = line.slice(close + 1).trim()
  const never = written.endsWith("!")
  const result = resultRule(never ? written.slice(0, -1) : written, rules)
  const args = words.map((word) => kindOf(word.replace(/[?*]$/, "")))
  const fewest = words.filter((word) => !/[?*]$/.test(word)).length
  const most = words.some((word) => word.endsWith("*")) ? Number.POSITIVE_INFINITY : words.length
  return line
    .slice(0, open)
    .split("|")
    .map((name) => ({ name, over, args, fewest, most, result, never }))
}

const kinds: readonly ArgumentKind[] = ["number", "numeric", "moment", "part", "quoted"]

function kindOf(word: string): ArgumentKind {
  return kinds.find((kind) => kind === word) ?? "any"
}

function resultRule(word: string, rules: Readonly<Record<string, ResultRule>>): ResultRule {
  const rule = Object.hasOwn(rules, word) ? rules[word] : undefined
  if (rule !== undefined) return rule
  if (word === "same") return sameAs(0)
  const type = word === "?" ? unknownType : dataType(word)
  const plain: DataType = { ...type }
  return () => plain
}

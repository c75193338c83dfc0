import type { ListedNode, StateChange } from "../api/types.ts"
import { jsonOf } from "./json-of.ts"
import { lineDiff } from "./line-diff.ts"

/** A node with why it counts as modified: of a key both values, of a text its lines that differ. */
export function reasonText({ selector, changes }: ListedNode): string {
  if (changes === undefined) return selector
  if (changes === "new") return `${selector}\n  new`
  if (changes.length === 0) return `${selector}\n  unmodified`
  return [selector, ...changes.flatMap(linesOf)].join("\n")
}

function linesOf({ part, key, before, now, isText }: StateChange): readonly string[] {
  const head = part === "other" ? `  ${key}` : `  ${part} ${key}`
  if (!isText) return [`${head}: ${valueText(before)} -> ${valueText(now)}`]
  if (typeof before !== "string") return [`${head}: added`]
  if (typeof now !== "string") return [`${head}: removed`]
  return [head, ...lineDiff(before, now).map((line) => `    ${line}`)]
}

function valueText(value: unknown): string {
  return value === undefined ? "nothing" : jsonOf(value)
}

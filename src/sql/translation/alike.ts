import type { Node } from "../ast.ts"

const positions: ReadonlySet<string> = new Set([
  "start",
  "end",
  "operatorStart",
  "operatorEnd",
  "nameStart",
  "nameEnd",
])

/** Whether two expressions say the same; `name` is taken for `orders.name`, as one query can mean but one by it. */
export function alike(a: Node, b: Node): boolean {
  return same(a, b)
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b)
  if (isColumn(a) && isColumn(b)) return sameColumn(a.parts, b.parts) && sameFields(a, b, "parts")
  return sameFields(a, b)
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => same(each, b[index]))
}

function sameFields(a: object, b: object, besides?: string): boolean {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].every(
    (name) => positions.has(name) || name === besides || same(left.get(name), right.get(name)),
  )
}

function isColumn(node: object): node is { readonly parts: readonly { readonly name: string }[] } {
  return "kind" in node && node.kind === "column"
}

function sameColumn(
  a: readonly { readonly name: string }[],
  b: readonly { readonly name: string }[],
): boolean {
  const shared = Math.min(a.length, b.length)
  return shared > 0 && a.slice(-shared).every(({ name }, index) => name === b.slice(-shared)[index]?.name)
}

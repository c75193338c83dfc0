import type { Node, Select } from "../ast.ts"
import type { Place } from "../translation/context.ts"
import { cut } from "../translation/cut.ts"
import type { Out } from "../translation/output.ts"
import { within } from "../translation/walk.ts"

/** The clauses but the list itself see columns only, not the names that the list gives. */
export function withoutAliases({ context, scope }: Place): Place {
  return { context, scope: { ...scope, aliases: new Map() } }
}

/** Stands for the list while the text around it is put together. */
const slot = "\0"

/** The text of a select with another list. */
export function selectWith(node: Select, place: Place, list: Out, replaced: Map<Node, Out>): Out {
  const [first, ...others] = node.items
  if (first === undefined) return within(node, place, replaced)
  replaced.set(first, [slot])
  for (const item of others) replaced.set(item, [])
  if (node.top !== undefined) replaced.set(node.top, [])
  for (const name of node.exclude ?? []) replaced.set(name, [])
  const whole = within(node, withoutAliases(place), replaced)
  const around = cut(whole, { start: first.end, end: endOfList(node, place) })
  return around.flatMap((piece) => (piece === slot ? list : [piece]))
}

function endOfList({ items, exclude }: Select, { context }: Place): number {
  const listEnd = items.at(-1)?.end ?? 0
  const [first, last] = [exclude?.[0], exclude?.at(-1)]
  if (first === undefined || last === undefined) return listEnd
  const inParentheses = context.sql.slice(listEnd, first.start).includes("(")
  return inParentheses ? context.sql.indexOf(")", last.end) + 1 : last.end
}

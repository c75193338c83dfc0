import type { Node, Select } from "../ast.ts"
import type { Place } from "./context.ts"
import type { Out } from "./output.ts"
import { within } from "./walk.ts"

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
  const at = whole.indexOf(slot)
  return [...whole.slice(0, at), ...list, ...behindList(whole.slice(at + 1), endOfList(node, place))]
}

/** Without the text between the items. What follows may say an item again, such as `group by 2`: that stays. */
function behindList(text: Out, end: number): Out {
  const next = text.findIndex((piece) => typeof piece === "string" || piece.end > end)
  const first = text[next]
  if (first === undefined || typeof first === "string" || first.start >= end)
    return next === -1 ? [] : text.slice(next)
  return [{ start: end, end: first.end }, ...text.slice(next + 1)]
}

function endOfList({ items, exclude }: Select, { context }: Place): number {
  const listEnd = items.at(-1)?.end ?? 0
  const [first, last] = [exclude?.[0], exclude?.at(-1)]
  if (first === undefined || last === undefined) return listEnd
  const inParentheses = context.sql.slice(listEnd, first.start).includes("(")
  return inParentheses ? context.sql.indexOf(")", last.end) + 1 : last.end
}

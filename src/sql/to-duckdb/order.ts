import type { Node, OrderItem } from "../ast.ts"
import type { Place } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { within } from "../translation/walk.ts"

/** Redshift sorts nulls as the greatest values, DuckDB puts them last in either direction. */
export function emitOrderItem(node: OrderItem, place: Place, replaced?: ReadonlyMap<Node, Out>): Out {
  const text = within(node, place, replaced)
  return node.descending && node.nulls === undefined ? out`${text} nulls first` : text
}

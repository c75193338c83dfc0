import type { OrderItem } from "../ast.ts"
import type { Place } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { within } from "../translation/walk.ts"

/** Redshift sorts nulls as the greatest values, DuckDB puts them last in either direction. */
export function emitOrderItem(node: OrderItem, place: Place): Out {
  const text = within(node, place)
  return node.descending && node.nulls === undefined ? out`${text} nulls first` : text
}

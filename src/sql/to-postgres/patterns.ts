import type { Like } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { refuseSuper } from "../translation/operand.ts"
import type { Out } from "../translation/output.ts"
import { within } from "../translation/walk.ts"

/** Both engines escape with a backslash, and read `similar to` by the same rules. */
export function emitLike(node: Like, place: Place): Out {
  refuseSuper(node, place)
  if (node.escape !== undefined && (node.escape.kind !== "string" || [...node.escape.value].length !== 1))
    refuse(place, node.escape, "an escape that is not one character")
  if (node.operator === "similar to" && (node.pattern.kind !== "string" || node.escape !== undefined))
    refuse(
      place,
      node,
      '"similar to" with a computed pattern or an escape',
      "Write the pattern as a literal.",
    )
  return within(node, place)
}

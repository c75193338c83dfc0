import type { Call, OrderItem } from "../ast.ts"
import { at } from "./calls.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"

/** What a percentile is taken of, where the engines agree on it; undefined after a refusal that leaves nothing to emit. */
export function percentileItem(call: Call, place: Place, form: "cont" | "disc"): OrderItem | undefined {
  const [item, more] = call.withinGroup ?? []
  const share = at(call, 0)
  const fraction = share.kind === "number" && Number(share.text) <= 1
  if (item === undefined || more !== undefined || !fraction) {
    refuse(
      place,
      call,
      `"percentile_${form}" in this form`,
      "Write percentile(0.5) within group (order by x).",
    )
    return undefined
  }
  if (item.descending)
    refuse(place, item, `"percentile_${form}" in descending order`, "Sort ascending by 1 minus the share.")
  const { kind } = typeOf(item.expression, place)
  if (form === "cont" && !["integer", "decimal", "double", "unknown"].includes(kind))
    refuse(place, item, `"percentile_cont" of a ${kind}`)
  return item
}

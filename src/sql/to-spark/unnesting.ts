import { refuse, type Unnesting } from "../translation/context.ts"
import { out } from "../translation/output.ts"
import { superType } from "../translation/sql-type.ts"

/** An element of JSON text would lose whether it is a text or what the text describes. */
export const unnesting: Unnesting = {
  element: superType,
  emit: ({ column, name }, place) => {
    const spans = column.filter((piece) => typeof piece !== "string")
    refuse(
      place,
      { start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 1 },
      "an array in from",
      "Unnest it in a model of the warehouse.",
    )
    return out`${column} as ${name}`
  },
}

import type { Unpivot } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import type { Out } from "../translation/output.ts"
import { emitUnpivot as emitAsRows } from "../translation/pivot.ts"

/** Spark has no lateral list of values. */
export function emitUnpivot(node: Unpivot, place: Place): Out {
  refuse(place, node, '"unpivot"', "Write a select for each column, with union all between them.")
  return emitAsRows(node, place)
}

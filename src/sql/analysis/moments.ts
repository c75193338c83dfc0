import { didYouMean } from "../../nearest.ts"
import { dialectFacts } from "../../project/warehouses.ts"
import type { Extract } from "../ast.ts"
import { type DataType, float, int, typeLabel, unknownType } from "../data-type.ts"
import { datePart, dateParts } from "../date-part.ts"
import { mismatch } from "./checks.ts"
import { category } from "./common-type.ts"
import type { Place } from "./place.ts"
import { problem } from "./state.ts"
import type { Value } from "./value.ts"

/** Names that PostgreSQL 8 has and Redshift does not document. */
const undocumented = new Set(["isoyear", "isodow", "julian"])

/** The name of a part of a date must be one. */
export function checkPart(
  name: string,
  node: { readonly start: number; readonly end: number },
  place: Place,
): void {
  const lower = name.trim().toLowerCase()
  const { state } = place.scope
  if (!dialectFacts(state.dialect).analysed || datePart(lower) !== undefined || undocumented.has(lower))
    return
  problem(state, "LUX-1314", node, `"${name}" is not a part of a date`, didYouMean(lower, dateParts()))
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_EXTRACT_function.html */
export function extractedType(node: Extract, operand: Value, place: Place): DataType {
  checkPart(node.part, node, place)
  const kind = category(operand.type)
  if (kind === "number" || kind === "boolean")
    mismatch(place, node.operand, `"extract" needs a date or time, this is a ${typeLabel(operand.type)}`)
  if (operand.type.kind === "timestamptz") return float
  return operand.type.kind === "unknown" || operand.type.kind === "super" ? unknownType : int
}

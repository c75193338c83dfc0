import type { Extract } from "../ast.ts"
import { type DataType, float, int, typeLabel, unknownType } from "../data-type.ts"
import { mismatch } from "./checks.ts"
import { category } from "./common-type.ts"
import type { Place } from "./place.ts"
import type { Value } from "./value.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_EXTRACT_function.html */
export function extractedType(node: Extract, operand: Value, place: Place): DataType {
  const kind = category(operand.type)
  if (kind === "number" || kind === "boolean")
    mismatch(place, node.operand, `"extract" needs a date or time, this is a ${typeLabel(operand.type)}`)
  if (operand.type.kind === "timestamptz") return float
  return operand.type.kind === "unknown" || operand.type.kind === "super" ? unknownType : int
}

import { jsonText } from "../template/exact-number.ts"

/** JSON of what warehouses and projects have: an integer of 64 bits as a number where a double holds it, else as text. */
export function jsonOf(value: unknown, indent?: number): string {
  return jsonText(value, indent, (_, each) => {
    if (typeof each !== "bigint") return each
    return Number.isSafeInteger(Number(each)) ? Number(each) : each.toString()
  })
}

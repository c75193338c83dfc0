import type { ColumnKind } from "../column-type.ts"
import type { TypeNames } from "../common-type.ts"
import { typeRules } from "../exact-cast.ts"

export const postgresTypeNames: TypeNames = {
  integers: ["smallint", "integer", "bigint"],
  double: "double precision",
  decimalDigits: 1000,
  anyDecimal: true,
  decimal: (digits, scale) => `numeric(${digits},${scale})`,
  text: (length) => (length === Number.POSITIVE_INFINITY ? "text" : `character varying(${length})`),
}

/** Postgres' types. A cast that cannot be is an error by itself. */
export const postgresTypes = typeRules({
  names: postgresTypeNames,
  cast,
  same: (left, right, type) =>
    hasEquality(type) ? `${left} = ${right}` : `${cast(left, "text")} = ${cast(right, "text")}`,
  documentsHoldParts: false,
  hasText: () => true,
  shown: (value) => cast(value, "text"),
  only: unlessZero,
})

function cast(value: string, type: string): string {
  return `cast(${value} as ${type})`
}

/** json and types such as point have no `=`. */
function hasEquality(type: ColumnKind): boolean {
  return type.kind !== "other" && !(type.kind === "document" && type.name === "json")
}

/** Divides by zero where the condition does not hold: there is no function that only fails. */
export function unlessZero(condition: string, value: string): string {
  return `(case when 1 / (case when ${condition} then 1 else 0 end) = 1 then ${value} end)`
}

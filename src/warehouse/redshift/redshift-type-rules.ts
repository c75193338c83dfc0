import { typeRules } from "../exact-cast.ts"
import { postgresTypeNames, unlessZero } from "../postgres/postgres-types.ts"

/** Redshift's types. To its `=` blanks at the end of a text are nothing. */
export const redshiftTypeRules = typeRules({
  names: { ...postgresTypeNames, decimalDigits: 38, anyDecimal: false },
  // As a name for a decimal without sizes, `numeric` would be one of 18 digits and no fraction.
  cast: (value, type) => (type === "numeric" ? value : `cast(${value} as ${type})`),
  same: (left, right, { kind }) =>
    kind === "text"
      ? `(${left} = ${right} and octet_length(${left}) = octet_length(${right}))`
      : `${left} = ${right}`,
  documentsHoldParts: false,
  only: unlessZero,
})

import { typeRules } from "../exact-cast.ts"
import { postgresTypeNames, unlessZero } from "../postgres/postgres-types.ts"

const withText: ReadonlySet<string> = new Set([
  "integer",
  "decimal",
  "float",
  "text",
  "char",
  "date",
  "timestamp",
  "time",
])

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
  // It casts no boolean to a text, and a text in a super is not what it says.
  hasText: ({ kind }) => withText.has(kind),
  shown: (value, kind) => {
    if (kind.kind === "document") return `json_serialize(${value})`
    if (kind.kind === "zoned timestamp") return `cast(cast(${value} as timestamp) as varchar(65535)) || '+00'`
    if (kind.kind === "other" && kind.name === "boolean")
      return `case when ${value} then 'true' else 'false' end`
    return `cast(${value} as varchar(65535))`
  },
  only: unlessZero,
})

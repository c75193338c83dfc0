import { typeRules } from "../exact-cast.ts"

/** DuckDB's types. A cast that cannot be is null here, and a comparison of two values knows null. */
export const duckDbTypes = typeRules({
  names: {
    integers: [
      "TINYINT",
      "UTINYINT",
      "SMALLINT",
      "USMALLINT",
      "INTEGER",
      "UINTEGER",
      "BIGINT",
      "UBIGINT",
      "HUGEINT",
      "UHUGEINT",
    ],
    double: "DOUBLE",
    decimalDigits: 38,
    anyDecimal: false,
    decimal: (digits, scale) => `DECIMAL(${digits},${scale})`,
    text: () => "VARCHAR",
  },
  cast: (value, type) => `try_cast(${value} as ${type})`,
  same: (left, right) => `${left} is not distinct from ${right}`,
  documentsHoldParts: true,
  hasText: () => true,
  shown: (value) => `cast(${value} as varchar)`,
  only: (condition, value) =>
    `case when ${condition} then ${value} else error('a value does not fit the type of its column') end`,
})

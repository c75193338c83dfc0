import { describe, expect, it } from "vitest"
import { duckDbTypes } from "./duckdb/duckdb-types.ts"
import { postgresTypes } from "./postgres/postgres-types.ts"
import { redshiftTypeRules } from "./redshift/redshift-type-rules.ts"

describe("the type that holds both", () => {
  it.each<[string, string, string | undefined]>([
    ["character varying(10)", "character varying(20)", "character varying(20)"],
    ["character varying(20)", "character varying(10)", "character varying(20)"],
    ["character varying(20)", "text", "text"],
    ["text", "character varying", "text"],
    ["character(3)", "character(5)", "character(5)"],
    ["character(8)", "character varying(3)", "character varying(8)"],
    ["integer", "bigint", "bigint"],
    ["bigint", "smallint", "bigint"],
    ["real", "double precision", "double precision"],
    ["numeric(10,2)", "numeric(12,2)", "numeric(12,2)"],
    ["numeric(10,2)", "numeric(10,3)", "numeric(11,3)"],
    ["numeric(10,3)", "numeric(10,2)", "numeric(11,3)"],
    ["numeric(10,2)", "numeric(9,2)", "numeric(10,2)"],
    ["numeric(10,2)", "numeric", "numeric"],
    ["numeric(38,0)", "numeric(38,38)", "numeric(76,38)"],
    ["integer", "numeric(10,1)", "numeric(11,1)"],
    ["numeric(12,2)", "integer", "numeric(12,2)"],
    ["bigint", "numeric", "numeric"],
    ["integer", "double precision", "double precision"],
    ["integer", "real", "double precision"],
    ["smallint", "real", "real"],
    ["bigint", "double precision", undefined],
    ["numeric(10,2)", "double precision", undefined],
    ["date", "timestamp without time zone", "timestamp without time zone"],
    ["timestamp(0) without time zone", "timestamp(3) without time zone", "timestamp(3) without time zone"],
    ["timestamp without time zone", "timestamp with time zone", undefined],
    ["date", "timestamp with time zone", undefined],
    ["time without time zone", "timestamp without time zone", undefined],
    ["integer[]", "bigint[]", "bigint[]"],
    ["numeric(10,2)[]", "numeric(10,3)[]", "numeric(11,3)[]"],
    ["integer", "text", undefined],
    ["boolean", "integer", undefined],
    ["json", "jsonb", undefined],
    ["date", "date", "date"],
  ])("on Postgres, of %s and %s: %s", (stored, other, expected) => {
    expect(postgresTypes.common(stored, other)).toBe(expected)
  })

  it.each<[string, string, string | undefined]>([
    ["INTEGER", "HUGEINT", "HUGEINT"],
    ["INTEGER", "UINTEGER", "BIGINT"],
    ["UTINYINT", "TINYINT", "SMALLINT"],
    ["BIGINT", "UBIGINT", "HUGEINT"],
    ["HUGEINT", "UHUGEINT", undefined],
    ["DECIMAL(10,2)", "DECIMAL(10,3)", "DECIMAL(11,3)"],
    ["DECIMAL(10,2)", "BIGINT", "DECIMAL(21,2)"],
    ["DECIMAL(38,20)", "DECIMAL(38,2)", undefined],
    ["DECIMAL(10,2)", "HUGEINT", undefined],
    ["INTEGER", "DOUBLE", "DOUBLE"],
    ["UINTEGER", "DOUBLE", "DOUBLE"],
    ["FLOAT", "DOUBLE", "DOUBLE"],
    ["DATE", "TIMESTAMP", "TIMESTAMP"],
    ["TIMESTAMP_S", "TIMESTAMP", "TIMESTAMP"],
    ["TIMESTAMP", "TIMESTAMP_NS", undefined],
    ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE", undefined],
    ["ENUM('a', 'b')", "VARCHAR", undefined],
    ["STRUCT(a INTEGER)", "STRUCT(a BIGINT)", undefined],
    ["INTEGER[]", "BIGINT[]", "BIGINT[]"],
  ])("on DuckDB, of %s and %s: %s", (stored, other, expected) => {
    expect(duckDbTypes.common(stored, other)).toBe(expected)
  })

  it("on Redshift has no more than 38 digits", () => {
    expect(redshiftTypeRules.common("numeric(38,0)", "numeric(38,2)")).toBeUndefined()
    expect(redshiftTypeRules.common("numeric(10,2)", "numeric(10,3)")).toBe("numeric(11,3)")
  })
})

describe("only null fits", () => {
  it.each([
    ["timestamp without time zone", "timestamp with time zone"],
    ["boolean", "integer"],
    ["time without time zone", "timestamp without time zone"],
    ["timestamp without time zone[]", "timestamp with time zone[]"],
    ["uuid", "integer"],
  ])("where a round trip proves nothing: %s as %s", (from, to) => {
    expect(postgresTypes.fits("x", from, to)).toBe("x is null")
  })
})

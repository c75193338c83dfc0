import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../errors.ts"
import { physicalOf } from "../project/config/physical-schemas.ts"
import type { Seed } from "../project/types.ts"
import { type SeedDialects, seedColumns, seedTable } from "./seed-rows.ts"

function seed(text: string, columnTypes: Readonly<Record<string, string>> = {}): Seed {
  const place = { file: "seeds/brands.csv", line: 1, column: 1 }
  return {
    type: "seed",
    uniqueId: "seed.p.brands",
    name: "brands",
    packageName: "p",
    path: place.file,
    fqn: ["p", "brands"],
    place,
    description: "",
    tags: [],
    meta: {},
    enabled: true,
    file: { path: place.file, text },
    columns: [],
    propertiesPath: undefined,
    config: {
      alias: undefined,
      schema: undefined,
      preHooks: [],
      postHooks: [],
      grants: {},
      indexes: [],
      fullRefresh: undefined,
      persistDocs: { relation: false, columns: false },
      docs: { show: true, nodeColor: undefined, sample: 0 },
      publish: undefined,
      physical: physicalOf({}),
      columnTypes,
      delimiter: ",",
      quoteColumns: false,
      publishTogether: undefined,
      raw: {},
    },
  }
}

const duckdb: SeedDialects = { dialect: "duckdb", engine: "duckdb" }

function errorsOf(text: string, types: Readonly<Record<string, string>>, dialects = duckdb): string[] {
  try {
    seedTable(seed(text, types), dialects)
    return []
  } catch (error) {
    const all = error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : []
    return all.map((each) => `${each.code} ${each.place?.line} ${each.message}`)
  }
}

describe("seedTable", () => {
  it.each([
    ["id;name\n1;a\n", "id;name"],
    ["id\tname\n1\ta\n", "id\tname"],
    ["id|name\n1|a\n", "id|name"],
  ])("refuses a header that another delimiter divides: %j", (text, name) => {
    expect(errorsOf(text, {})).toEqual([`LUX-2110 1 the only column would be "${name}"`])
    // In quotes it is meant.
    expect(errorsOf(`"${name}"\n1\n`, {})).toEqual([])
  })

  it("tells an empty text in quotes from a missing value", () => {
    expect(seedTable(seed('a,b\n"",x\n,y\n'), duckdb).rows).toEqual([
      ["", "x"],
      [null, "y"],
    ])
  })

  it("keeps quotes, commas and line breaks inside quotes", () => {
    expect(seedTable(seed('a\n"say ""hi"", \nthere"\n'), duckdb).rows).toEqual([['say "hi", \nthere']])
  })

  it("finds the narrowest type that holds all values", () => {
    const text =
      "i,d,b,day,at,t,n,zip\n1,1.5,true,2024-01-01,2024-01-01 10:00:00,x,,007\n-2,2,false,2024-02-29,2024-01-02,y,,8\n"
    expect(seedColumns(seed(text))).toEqual([
      { name: "i", type: "bigint" },
      { name: "d", type: "double precision" },
      { name: "b", type: "boolean" },
      { name: "day", type: "date" },
      { name: "at", type: "timestamp" },
      { name: "t", type: "varchar(256)" },
      { name: "n", type: "varchar(256)" },
      { name: "zip", type: "varchar(256)" },
    ])
  })

  it.each([
    ["integer", "12x", "is not a whole number"],
    ["integer", "3000000000", "is out of its range"],
    ["decimal(4,2)", "123.4", "has too many digits"],
    ["double precision", "abc", "is not a number"],
    ["boolean", "maybe", "is not a boolean"],
    ["date", "2024-02-30", "is not a date (YYYY-MM-DD)"],
    ["timestamp", "yesterday", "is not a timestamp"],
    ["varchar(2)", "äb€", "has 3 characters"],
    ["smallint", "32768", "is out of its range"],
    ["hugeint", "170141183460469231731687303715884105728", "is out of its range"],
    ["decimal(10,2)", "1.005", "has more than 2 digits after the point"],
    ["numeric", "1.0005", "has more than 3 digits after the point"],
    ["double", "9007199254740993", "has more digits than 8 bytes hold"],
    ["float", "16777217", "has more digits than 4 bytes hold"],
    ["double", "1e400", "is out of its range"],
    ["date", "2024-01-02 10:00:00", "has a time of day"],
    ["timestamp", "2024-01-02 25:61", "has a time of day that does not exist"],
    ["timestamp", "2024-01-02 24:00:00", "has a time of day that does not exist"],
    ["timestamp", "2024-01-02 03:04:05+02:00", "has a UTC offset, which a timestamp does not keep"],
    ["timestamp", "2024-01-02 03:04:05Z", "has a UTC offset, which a timestamp does not keep"],
    ["timestamp", "2024-01-02 03:04:05.1234567", "has more than 6 digits behind the second"],
    ["timestamp_s", "2024-01-02 03:04:05.5", "has more than 0 digits behind the second"],
    ["timestamptz", "2024-02-30 03:04:05+02", "is not a timestamp"],
    ["timestamptz", "2024-02-28 03:04:05+19", "is not a timestamp"],
    ["time", "12:00:00+02", "has a UTC offset, which a time does not keep"],
    ["time", "25:00", "has a time of day that does not exist"],
  ])("names the line of a value that is no %s", (type, value, wrong) => {
    expect(errorsOf(`a\n\n${value}\n`, { a: type })).toEqual([
      `LUX-2112 3 column "a" is ${type}, but the value ${wrong}: ${JSON.stringify(value)}`,
    ])
  })

  it.each([
    // 256 bytes on Redshift, any number elsewhere.
    ["varchar", "redshift", "redshift", "é".repeat(200), 1],
    ["varchar", "redshift", "duckdb", "é".repeat(200), 0],
    ["varchar(3)", "redshift", "duckdb", "äb€", 1],
    ["varchar(3)", "postgres", "postgres", "äb€", 0],
    // Digits behind the point: none, three, all.
    ["numeric", "redshift", "redshift", "1.5", 1],
    ["numeric", "duckdb", "duckdb", "1.125", 0],
    ["numeric", "postgres", "postgres", "1.000000000000000000001", 0],
    // Of DuckDB's own meaning of a name, too, where it keeps less.
    ["numeric", "postgres", "duckdb", "1.0005", 1],
    ["float", "redshift", "duckdb", "16777217", 0],
    ["float", "postgres", "postgres", "16777217", 0],
    ["float", "duckdb", "duckdb", "16777217", 1],
    ["real", "postgres", "postgres", "16777217", 1],
  ] as const)("%s of %s on %s means what they mean by it", (type, dialect, engine, value, errors) => {
    expect(errorsOf(`a\n${value}\n`, { a: type }, { dialect, engine })).toHaveLength(errors)
  })

  it("names types as the engine does", () => {
    const types = { a: "float", b: "decimal(10,2)", c: "super", d: "varchar(3)" }
    const { columns } = seedTable(seed("a,b,c,d\n1,1,1,1\n", types), {
      dialect: "redshift",
      engine: "duckdb",
    })
    expect(columns.map(({ type }) => type)).toEqual(["double", "decimal(10,2)", "json", "varchar"])
  })

  it("keeps every digit, and text where no type does", () => {
    const values = {
      big: ["9223372036854775807", "-9223372036854775808"],
      bigger: ["9223372036854775808", "1"],
      huge: ["12345678901234567890123456789012345678", "-1"],
      longest: ["123456789012345678901234567890123456789", "-1"],
      cents: ["12345678901234567.89", "0.5"],
      short: ["123456789012.345", "-0.000000000000001"],
      zip: ["00123", "12345"],
      exponent: ["1e5", "2"],
    }
    const names = Object.keys(values)
    const rows = [0, 1].map((row) => Object.values(values).map((each) => each[row]))
    const columns = seedColumns(seed([names, ...rows].map((row) => `${row.join(",")}\n`).join("")))
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      big: "bigint",
      bigger: "decimal(19,0)",
      huge: "decimal(38,0)",
      longest: "varchar(256)",
      cents: "decimal(19,2)",
      short: "double precision",
      zip: "varchar(256)",
      exponent: "varchar(256)",
    })
  })

  it("takes times with an offset for timestamptz, and a mixture for text", () => {
    const text =
      "a,b,c,d,e\n2024-01-02T03:04:05Z,2024-01-02 03:04:05Z,2024-01-02 25:00,2024-01-02 03:04:05.1234567,0000-01-01\n2024-01-02 03:04+0530,2024-01-02 03:04:05,2024-01-02,2024-01-02,0001-01-01\n"
    const { columns, rows } = seedTable(seed(text), duckdb)
    expect(columns.map(({ type }) => type)).toEqual([
      "timestamptz",
      "varchar(256)",
      "varchar(256)",
      "varchar(256)",
      "varchar(256)",
    ])
    expect(rows.map(([at]) => at)).toEqual(["2024-01-02 03:04:05+00:00", "2024-01-02 03:04:00+05:30"])
  })

  it("means UTC where a timestamptz is declared and a value has no offset", () => {
    const types = { a: "timestamp with time zone" }
    expect(seedTable(seed("a\n2024-01-02 03:04:05\n2024-01-02\n", types), duckdb).rows).toEqual([
      ["2024-01-02 03:04:05+00:00"],
      ["2024-01-02 00:00:00+00:00"],
    ])
  })

  it("cuts a long value in its message", () => {
    expect(errorsOf(`a\n${"x".repeat(100_000)}\n`, {})).toEqual([
      `LUX-2112 2 column "a" is varchar(65535), but the value has 100000 characters: "${"x".repeat(60)}"... (100000 characters)`,
    ])
  })

  it("reports every bad row together", () => {
    expect(errorsOf("a,b\n1\n1,2\n1,2,3\n", {})).toEqual([
      "LUX-2111 2 row has 1 field, the header has 2",
      "LUX-2111 4 row has 3 fields, the header has 2",
    ])
  })

  it.each([
    ["", {}, 'LUX-2110 1 seed "brands" is empty'],
    ["a,A\n1,2\n", {}, 'LUX-2110 1 column "A" stands twice'],
    [
      "user,name\n1,2\n",
      { nme: "text" },
      'LUX-2113 1 column_types names "nme", which seed "brands" does not have',
    ],
    ['a\n"open\n', {}, expect.stringMatching(/^LUX-2111/)],
  ])("refuses %j", (text, types, expected) => {
    expect(errorsOf(text, types)).toEqual([expected])
  })
})

import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../errors.ts"
import { physicalOf } from "../project/physical-schemas.ts"
import type { Seed } from "../project/types.ts"
import { seedTable } from "./seed-rows.ts"

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
      docs: { show: true, nodeColor: undefined },
      publish: undefined,
      physical: physicalOf({}),
      columnTypes,
      delimiter: ",",
      quoteColumns: false,
      raw: {},
    },
  }
}

function errorsOf(text: string, types: Readonly<Record<string, string>>): string[] {
  try {
    seedTable(seed(text, types))
    return []
  } catch (error) {
    const all = error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : []
    return all.map((each) => `${each.code} ${each.place?.line} ${each.message}`)
  }
}

describe("seedTable", () => {
  it("tells an empty text in quotes from a missing value", () => {
    expect(seedTable(seed('a,b\n"",x\n,y\n')).rows).toEqual([
      ["", "x"],
      [null, "y"],
    ])
  })

  it("keeps quotes, commas and line breaks inside quotes", () => {
    expect(seedTable(seed('a\n"say ""hi"", \nthere"\n')).rows).toEqual([['say "hi", \nthere']])
  })

  it("finds the narrowest type that holds all values", () => {
    const text =
      "i,d,b,day,at,t,n,zip\n1,1.5,true,2024-01-01,2024-01-01 10:00:00,x,,007\n-2,2,false,2024-02-29,2024-01-02,y,,8\n"
    expect(seedTable(seed(text)).columns).toEqual([
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
    ["varchar(3)", "äb€", "has 6 bytes"],
  ])("names the line of a value that is no %s", (type, value, wrong) => {
    expect(errorsOf(`a\n\n${value}\n`, { a: type })).toEqual([
      `LUX-2112 3 column "a" is ${type}, but the value ${wrong}: ${JSON.stringify(value)}`,
    ])
  })

  it("reports every bad row together", () => {
    expect(errorsOf("a,b\n1\n1,2\n1,2,3\n", {})).toEqual([
      "LUX-2111 2 row has 1 fields, the header has 2",
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

import { describe, expect, it } from "vitest"
import { contractProblems, contractTable } from "./contract.ts"

const columns = (text: string) =>
  text.split(", ").map((each) => {
    const [name = "", ...type] = each.split(" ")
    return { name, type: type.join(" ") }
  })

describe("a contract and a query's columns", () => {
  it.each([
    ["id integer, name varchar(20)", "name text, ID int4"],
    [
      "a decimal(10,2), b float8, c timestamptz",
      "a numeric(38,9), b double precision, c timestamp with time zone",
    ],
    ["a geometry, b some_type, c bigint", "a geometry, b integer, c hugeint"],
  ])("agree: %s and %s", (contract, defined) => {
    expect(contractProblems(columns(contract), columns(defined))).toEqual([])
  })

  it.each([
    ["a integer", "a bigint", ["a bigint integer data type mismatch"]],
    ["a integer, b text", "a integer", ["b  text missing in definition"]],
    ["a integer", "a integer, b text", ["b text  missing in contract"]],
    [
      "a timestamp, b real",
      "c date, b double precision, a date",
      [
        "a date timestamp data type mismatch",
        "b double precision real data type mismatch",
        "c date  missing in contract",
      ],
    ],
  ])("disagree: %s and %s", (contract, defined, expected) => {
    const found = contractProblems(columns(contract), columns(defined))
    expect(
      found.map((each) =>
        [each.column, each.definitionType ?? "", each.contractType ?? "", each.reason].join(" "),
      ),
    ).toEqual(expected)
  })

  it("a type that is not known is no problem, a column that is not there is one", () => {
    const defined = [{ name: "a", type: undefined }]
    expect(contractProblems(columns("a integer, b text"), defined)).toEqual([
      { column: "b", contractType: "text", definitionType: undefined, reason: "missing in definition" },
    ])
  })

  it("types may be compared by another rule", () => {
    expect(contractProblems(columns("a text"), columns("a varchar"), (a, b) => a === b)).toHaveLength(1)
  })

  it("are shown as a table", () => {
    expect(
      contractTable(contractProblems(columns("a integer, longer_name text"), columns("a bigint, c date"))),
    ).toEqual([
      "column_name  definition_type  contract_type  mismatch_reason",
      "───────────  ───────────────  ─────────────  ─────────────────────",
      "a            bigint           integer        data type mismatch",
      "longer_name                   text           missing in definition",
      "c            date                            missing in contract",
    ])
  })
})

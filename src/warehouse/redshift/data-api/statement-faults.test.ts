import { describe, expect, it } from "vitest"
import { StatementFailed } from "./statement-faults.ts"

describe("what the engine says", () => {
  it.each([
    ["ERROR: 1023\nDETAIL: Serializable isolation violation", "LUX-2605", "conflict"],
    ["ERROR: could not open relation with OID 5", "LUX-2605", "dropped-relation"],
    ["Query (12) cancelled on user's request", "LUX-2606", "cancelled"],
    ['ERROR: syntax error at or near "form"', "LUX-2010", "refused"],
  ])("%s", (told, code, fault) => {
    expect(new StatementFailed(told, "select 1")).toMatchObject({ code, fault })
  })
})

describe("the place in the statement", () => {
  const sql = '-- id\ncreate table t as\nselect o.amount, "Id" from shop.orders as o'

  it.each([
    ['ERROR: column "amount" does not exist in o\n  Position: 32;', sql.indexOf("o.amount")],
    ['ERROR: column "amount" does not exist in o\n  Position: 3;', sql.indexOf("amount")],
    ['ERROR: syntax error at or near "from"\n  Position: 3;', 2],
    ['ERROR: column "id" does not exist in o', sql.indexOf('"Id"')],
    ["ERROR: column o.amount does not exist", sql.indexOf("amount")],
    ['ERROR: relation "shop.orders" does not exist', sql.indexOf("orders")],
    ["ERROR: function nowhere(integer) does not exist", undefined],
    ["ERROR: division by zero", undefined],
  ])("%s", (told, position) => {
    expect(new StatementFailed(told, sql).position).toBe(position)
  })
})

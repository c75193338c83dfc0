import { describe, expect, it } from "vitest"
import { outcome, testContext } from "./test-context.testkit.ts"

/** The relations of the test context have the columns id, name and "Order". */
describe("star and columns", () => {
  it("leave the name columns to a macro's argument, and the call to the helper", () => {
    const macros = '{{#macro "m" "columns"}}{{join columns "+"}} of {{length (columns (ref "a"))}}{{/macro}}'
    expect(outcome('{{m (list "x" "y")}}', testContext({ macros }))).toBe("x+y of 3")
  })

  it.each([
    ['{{star (ref "a")}}', 'id,\n  name,\n  "Order"'],
    ['{{star (ref "a") except=(list "ORDER" "id")}}', "name"],
    ['{{star (ref "a") except="name" alias="t"}}', 't.id,\n  t."Order"'],
    ['{{star (ref "a") except=(list "Order") prefix="a_" suffix="_b"}}', "id as a_id_b,\n  name as a_name_b"],
    ['{{join (columns (ref "a"))}}', "id, name, Order"],
    ['{{#each (columns (ref "a") except=(list "id"))}}[{{this}}]{{/each}}', "[name][Order]"],
    ['{{star (source "s" "t") except=(list "Order")}}', "id,\n  name"],
    [
      '{{star (ref "a") except=(list "nam")}}',
      'LUX-1106 1:1 except names "nam", which is not a column of analytics.a',
    ],
    ['{{star (ref "a") excpt=(list "id")}}', 'LUX-1106 1:1 star takes no named argument "excpt"'],
    ['{{columns (ref "a") prefix="x"}}', 'LUX-1106 1:1 columns takes no named argument "prefix"'],
    [
      '{{star (ref "a") except=(list 1)}}',
      "LUX-1106 1:1 except takes a list of column names, not the number 1",
    ],
    ['{{star (ref "a") alias=1}}', "LUX-1106 1:1 alias takes a text, not the number 1"],
    ["{{star}}", "LUX-1106 1:1 star takes 1 argument, not 0"],
  ])("%s is %s", (text, expected) => {
    expect(outcome(text, testContext())).toBe(expected)
  })
})

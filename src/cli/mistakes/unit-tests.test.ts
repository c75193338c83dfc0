/** Mistakes in unit tests, and what a failing one tells. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

const given = (row: string): string => `    given:
      - input: ref('order_lines')
        rows:
          - ${row}
`
const test = (middle: string, expected = "{customer: ada, revenue: 3}"): string => `unit_tests:
  - name: sums
    model: revenue
${middle}    expect:
      rows:
        - ${expected}
`
const tellUnit = (text: string, args: readonly string[] = ["test", "--select", "test_type:unit"]) =>
  told({ files: { "models/unit_tests.yml": text }, args })

describe("a mistake in a unit test", () => {
  it("a model that is not there", async () => {
    expect(
      await tellUnit(test(given("{amount: 1}")).replace("model: revenue", "model: revenues")),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2461 models/unit_tests.yml:3:12  there is no model "revenues" for unit test "sums"
        3 |     model: revenues
          |            ^^^^^^^^
        hint: Did you mean "revenue"?
      "
    `)
  })

  it("an input that is not given", async () => {
    expect(await tellUnit(test("    given: []\n"), ["parse"])).toMatchInlineSnapshot(`
      "exit 2
      LUX-2465 models/unit_tests.yml:2:11  unit test "sums" gives no rows of ref('order_lines'), which "revenue" reads
        2 |   - name: sums
          |           ^^^^
        hint: Add it under given; for one without rows: - {input: "ref('order_lines')", rows: []}
      "
    `)
  })

  it("an input that the model does not read", async () => {
    expect(
      await tellUnit(test(`${given("{amount: 1}")}      - {input: ref('orders'), rows: []}\n`), ["parse"]),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2462 models/unit_tests.yml:8:17  ref('orders') is given, and model "revenue" does not read it
        8 |       - {input: ref('orders'), rows: []}
          |                 ^^^^^^^^^^^^^
        hint: It reads order_lines.
      "
    `)
  })

  it("a column that the input does not have", async () => {
    expect(await tellUnit(test(given("{custommer: ada, amount: 3}")))).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  it could not run
        ERROR sums
          LUX-2467 models/unit_tests.yml:7:14  ref('order_lines') has no column "custommer"
            7 |           - {custommer: ada, amount: 3}
              |              ^^^^^^^^^
            hint: Did you mean "customer"?
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("a value that is none of the column's type", async () => {
    expect(await tellUnit(test(given("{customer: ada, amount: three}")))).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  it could not run
        ERROR sums
          LUX-2468 models/unit_tests.yml:7:37  column "amount" of ref('order_lines') is bigint, but the value is not one: "three"
            7 |           - {customer: ada, amount: three}
              |                                     ^^^^^
            hint: Write a value of that type, or null.
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("a column that the model does not have", async () => {
    expect(
      await tellUnit(test(given("{customer: ada, amount: 3}"), "{customer: ada, revenu: 3}")),
    ).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  it could not run
        ERROR sums
          LUX-2467 models/unit_tests.yml:10:27  model "revenue" has no column "revenu"
            10 |         - {customer: ada, revenu: 3}
               |                           ^^^^^^
            hint: Did you mean "revenue"?
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("rows as a text without its format", async () => {
    expect(
      await tellUnit(
        test(
          "    given:\n      - input: ref('order_lines')\n        rows: |\n          customer\n          ada\n",
        ),
      ),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2463 models/unit_tests.yml:7:11  rows are a text, and nothing says of what
        7 |           customer
          |           ^^^^^^^^
        hint: Write format: csv or format: sql next to it, or a list of maps.
      "
    `)
  })

  it("a row that is not a map", async () => {
    expect(await tellUnit(test(given("ada")))).toMatchInlineSnapshot(`
      "exit 2
      LUX-1005 models/unit_tests.yml:7:13  an entry of "rows" must be a map
        7 |           - ada
          |             ^^^
      "
    `)
  })

  it("CSV whose row has a field too many", async () => {
    expect(
      await tellUnit(
        test(
          "    given:\n      - input: ref('order_lines')\n        format: csv\n        rows: |\n          customer,amount\n          ada,1,2\n",
        ),
      ),
    ).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  it could not run
        ERROR sums
          LUX-2463 models/unit_tests.yml:9:11  row 2 of the CSV has 3 fields, its header has 2
            9 |           ada,1,2
              |           ^^^^^^^
            hint: A comma inside a value needs the value in double quotes.
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("a fixture that is not there", async () => {
    expect(
      await told({
        files: {
          "models/unit_tests.yml": test(
            "    given: [{input: ref('order_lines'), format: csv, fixture: line}]\n",
          ),
          "tests/fixtures/lines.csv": "customer,amount\nada,3\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2464 models/unit_tests.yml:4:63  there is no fixture "line"
        4 | … given: [{input: ref('order_lines'), format: csv, fixture: line}]
          |                                                             ^^^^
        hint: Did you mean "lines"?
      "
    `)
  })

  it("SQL of a fixture that the engine refuses", async () => {
    expect(
      await tellUnit(
        test(
          "    given:\n      - input: ref('order_lines')\n        format: sql\n        rows: |\n          select 'ada' as customer,\n            amout as amount\n",
        ),
      ),
    ).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  it could not run
        ERROR sums
          LUX-2010 models/unit_tests.yml:9:3  Referenced column "amout" was not found because the FROM clause is missing
            9 |   amout as amount
              |   ^
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("a check that is to fail and that is not there", async () => {
    expect(
      await tellUnit(
        "unit_tests:\n  - name: chain\n    given: [{input: ref('orders'), rows: []}]\n    expect:\n      - model: order_lines\n        checks: {fail: unique_order_line_order_id}\n",
      ),
    ).toMatchInlineSnapshot(`
      "exit 1

      FAIL order_lines::chain  it could not run
        ERROR chain
          LUX-2469 models/unit_tests.yml:5:9  model "order_lines" has no check "unique_order_line_order_id"
            5 |       - model: order_lines
              |         ^
            hint: Did you mean "unique_order_lines_order_id" or "not_null_order_lines_order_id"?
          declared: models/unit_tests.yml:2

      Retry: lux retry

      "
    `)
  })

  it("one model and several", async () => {
    expect(
      await tellUnit(
        `${test(given("{amount: 1}")).split("    expect:")[0]}    expect:\n      - {model: revenue, rows: []}\n`,
      ),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2460 models/unit_tests.yml:3:12  unit test "sums" is about one model, and expects something of several
        3 |     model: revenue
          |            ^^^^^^^
        hint: Write model: and expect: with rows for one model by itself, or no model: and a list under expect: for a chain of them.
      "
    `)
  })
})

describe("a unit test that fails", () => {
  it("tells the rows and the values that differ", async () => {
    const rows = `    given:
      - input: ref('order_lines')
        format: csv
        rows: |
          customer,amount
          ada,1
          ada,2
          bob,
          eve,5
`
    const expected =
      "{customer: ada, revenue: 4}\n        - {customer: bob, revenue: null}\n        - {customer: ivy, revenue: 1}"
    expect(await tellUnit(test(rows, expected))).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  not as expected
        FAIL sums 3 rows
          declared: models/unit_tests.yml:2
          revenue: 1 differs (≠ expected → actual), 1 missing (-), 1 unexpected (+), 1 as expected
             customer  revenue
             ────────  ───────────
          ≠  ada       4.00 → 3.00
          -  ivy       1.00
          +  eve       5.00

      Retry: lux retry

      "
    `)
  })

  it("keeps its model from being built", async () => {
    const out = await tellUnit(test(given("{customer: ada, amount: 2}")), ["build"])
    expect(out).toMatchInlineSnapshot(`
      "exit 1

      FAIL revenue::sums  not as expected
        FAIL sums 1 row
          declared: models/unit_tests.yml:2
          revenue: 1 differs (≠ expected → actual), 0 as expected
             customer  revenue
             ────────  ───────────
          ≠  ada       3.00 → 2.00

      Retry: lux retry

      "
    `)
  })
})

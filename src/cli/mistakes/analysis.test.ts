/** What is found in SQL before anything runs. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

const revenue = (sql: string) => ({ files: { "models/revenue.sql": sql }, args: ["compile"] })

describe("a mistake in SQL", () => {
  it("an alias that no relation has", async () => {
    expect(
      await told(revenue('select l.amount\nfrom {{ref "order_lines"}} as lines\n')),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1312 models/revenue.sql:1:8  there is no relation "l" here
        1 | select l.amount
          |        ^
        hint: Here are "lines".
      "
    `)
  })

  it("an aggregate in where", async () => {
    expect(
      await told(
        revenue('select customer\nfrom {{ref "order_lines"}}\nwhere sum(amount) > 10\ngroup by customer\n'),
      ),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1316 models/revenue.sql:3:7  an aggregate, "sum", in "where"
        3 | where sum(amount) > 10
          |       ^^^^^^^^^^^
        hint: Write the condition after "having".
      "
    `)
  })

  it("a typo in a function", async () => {
    expect(
      await told(revenue('select coalesec(customer, 0) as c\nfrom {{ref "order_lines"}}\n')),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1317 models/revenue.sql:1:8  Redshift has no function "coalesec"
        1 | select coalesec(customer, 0) as c
          |        ^^^^^^^^
        hint: Did you mean "coalesce"?
      "
    `)
  })

  it("a function with too few arguments", async () => {
    expect(
      await told(revenue("select date_trunc('day') as d\nfrom {{ref \"order_lines\"}}\n")),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1318 models/revenue.sql:1:8  "date_trunc" takes 2 arguments, not 1
        1 | select date_trunc('day') as d
          |        ^^^^^^^^^^^^^^^^^
      "
    `)
  })

  it("two CTEs of one name", async () => {
    expect(
      await told(revenue("with a as (select 1 as one), a as (select 2 as two)\nselect * from a\n")),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1320 models/revenue.sql:1:30  there are two common table expressions "a"
        1 | with a as (select 1 as one), a as (select 2 as two)
          |                              ^
      "
    `)
  })

  it("a union of different columns", async () => {
    expect(
      await told(
        revenue(
          'select order_id, amount from {{ref "order_lines"}}\nunion all\nselect order_id from {{ref "order_lines"}}\n',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1321 models/revenue.sql:3:1  both sides of "union" need as many columns: 2 before it, 1 after it
        3 | select order_id from {{ref "order_lines"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "
    `)
  })

  it("a position that is not there", async () => {
    expect(
      await told(revenue('select customer\nfrom {{ref "order_lines"}}\norder by 2\n')),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1322 models/revenue.sql:3:10  "order by" names column 2, the select list has 1
        3 | order by 2
          |          ^
      "
    `)
  })

  it("two columns of one name", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="table"}}\nselect customer, amount as customer\nfrom {{ref "order_lines"}}\n',
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1319 models/revenue.sql:2:18  two columns are named "customer"
        2 | select customer, amount as customer
          |                  ^^^^^^^^^^^^^^^^^^
        hint: Give it another name with "as".
      "
    `)
  })

  it("a check on a column that is not there", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      - {name: order_no, data_tests: [unique]}\n",
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1410 models/shop.yml:4:39  unique checks column "order_no", which "order_lines" does not have
        4 |       - {name: order_no, data_tests: [unique]}
          |                                       ^^^^^^
        hint: Did you mean "order_id"?
      "
    `)
  })

  it("a number for a text", async () => {
    expect(
      await told(revenue('select customer + 1 as next\nfrom {{ref "order_lines"}}\n')),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1313 models/revenue.sql:1:17  "+" of varchar(256) and integer
        1 | select customer + 1 as next
          |                 ^
        hint: Cast the text to a number, or join texts with "||".
      "
    `)
  })
})

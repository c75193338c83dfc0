/** Mistakes in SQL: those that the translation finds, and those that the database finds. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake in SQL", () => {
  it("a comma too many", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select customer,, amount\nfrom {{ref "order_lines"}}\n' },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1302 models/revenue.sql:1:17  expected an expression, found ","
        1 | select customer,, amount
          |                 ^
      "
    `)
  })

  it("a column that its upstream does not have", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select custmer, amount\nfrom {{ref "order_lines"}}\n' },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1310 models/revenue.sql:1:8  "order_lines" has no column "custmer"
        1 | select custmer, amount
          |        ^^^^^^^
        hint: Did you mean "customer"?
      "
    `)
  })

  it("a column in a macro", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql": 'select {{money "sum(amont)"}} as revenue\nfrom {{ref "order_lines"}}\n',
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1310 macros/money.sql:2:6  "order_lines" has no column "amont"
        2 | cast({{amount}} as decimal(18, 2))
          |      ^^^^^
        models/revenue.sql:1:8  macro "money" is called here
        1 | select {{money "sum(amont)"}} as revenue
          |        ^
        hint: Did you mean "amount"?
      "
    `)
  })

  it("a column that is not grouped, and a text that is not a number", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "select customer, sum(amount) as revenue\nfrom {{ref \"order_lines\"}}\nwhere amount > 'much'\n",
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1315 models/revenue.sql:1:8  column "customer" is neither grouped nor aggregated
        1 | select customer, sum(amount) as revenue
          |        ^^^^^^^^
        hint: Add it to "group by", or aggregate it, as in max(customer).

      LUX-1314 models/revenue.sql:3:16  'much' is not a bigint
        3 | where amount > 'much'
          |                ^^^^^^

      2 errors
      "
    `)
  })

  it("a misspelt keyword", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql": 'select customer, amount\nform {{ref "order_lines"}}\nwhere amount > (1\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1302 models/revenue.sql:2:6  expected the end of the statement, found "main"
        2 | form {{ref "order_lines"}}
          |      ^^^^^^^^^^^^^^^^^^^^^
        hint: Is a word before it misspelt, or a comma or an operator missing?
      "
    `)
  })

  it("two statements", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql": 'create table x as select 1; select customer from {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1302 models/revenue.sql:1:29  second statement: expected one query, found "select" after ";"
        1 | create table x as select 1; select customer from {{ref "order_lines"}}
          |                             ^^^^^^
        hint: Write one query. Statements that change something belong in a hook or an operation (lux run-operation).
      "
    `)
  })

  it("an empty model", async () => {
    expect(await told({ files: { "models/revenue.sql": "" }, args: ["build"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1302 models/revenue.sql:1:1  model "revenue" has no SQL
        1 |
          | ^
        hint: Write a select statement into the file, or delete it.
      "
    `)
  })

  it("a function that is not verified in translation", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            'select customer, bpcharcmp(customer, customer) as s\nfrom {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1301 models/revenue.sql:1:18  the function "bpcharcmp" cannot be translated from Redshift to DuckDB
        1 | select customer, bpcharcmp(customer, customer) as s
          |                  ^^^^^^^^^
        hint: A function of your own stands inside {{#if (eq target.type "redshift")}} ... {{else}} ... {{/if}}.
      "
    `)
  })

  it("a value that cannot be cast", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="table"}}\nselect cast(customer as integer) as c\nfrom {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:2:13  customer is "ada", not a whole number
        2 | select cast(customer as integer) as c
          |             ^
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a typo in a column", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="table"}}\nselect custmer\nfrom {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:2:8  column "custmer" does not exist in what is read here
        2 | select custmer
          |        ^
        hint: Did you mean "customer"?
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a typo in a column of an alias", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "{{config materialized='table'}}\nselect l.amuont from {{ref 'order_lines'}} as l\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:2:8  "l" has no column "amuont"
        2 | select l.amuont from {{ref 'order_lines'}} as l
          |        ^
        hint: Did you mean "amount"?
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a typo in a column that goes through a macro", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="table"}}\nselect {{money "amuont"}} as revenue\nfrom {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 macros/money.sql:2:6  column "amuont" does not exist in what is read here
        2 | cast({{amount}} as decimal(18, 2))
          |      ^
        models/revenue.sql:2:8  macro "money" is called here
        2 | select {{money "amuont"}} as revenue
          |        ^
        hint: Did you mean "amount"?
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a table that is not read with ref", async () => {
    expect(
      await told({ files: { "models/revenue.sql": "select * from order_line\n" }, args: ["build"] }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:1:15  table "order_line" does not exist
        1 | select * from order_line
          |               ^
        hint: Models and seeds are read with {{ref "name"}}, sources with {{source "source" "table"}}.
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a column that is not grouped by", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "{{config materialized='table'}}\nselect customer, sum(amount) as s from {{ref 'order_lines'}} as l\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:2:8  column "customer" must appear in the GROUP BY clause or must be part of an aggregate function. Either add it to the GROUP BY list, or use "ANY_VALUE(customer)" if the exact value of "customer" is not important.
        2 | select customer, sum(amount) as s from {{ref 'order_lines'}} as l
          |        ^
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("an ambiguous column", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "{{config materialized='table'}}\nselect order_id from {{ref 'order_lines'}} as l join {{ref 'orders'}} as o on l.order_id = o.order_id\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2010 models/revenue.sql:2:8  Ambiguous reference to column name "order_id" (use: "l.order_id" or "o.order_id")
        2 | select order_id from {{ref 'order_lines'}} as l join {{ref 'orders'}} as o on l.order_id = o.order_…
          |        ^
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })
})

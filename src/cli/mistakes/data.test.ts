/** Mistakes in seeds, checks and the lake. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake in data and its checks", () => {
  it("a value of the wrong type", async () => {
    expect(
      await told({
        files: {
          "seeds/seeds.yml": "seeds:\n  - name: orders\n    config: {column_types: {amount: integer}}\n",
          "seeds/orders.csv": "order_id,customer,amount\n1,ada,ten\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2112 seeds/orders.csv:2:7  column "amount" is integer, but the value is not a whole number: "ten"
        2 | 1,ada,ten
          |       ^^^
        hint: Correct the value, or declare another type for the column: column_types: {amount: varchar}.
      "
    `)
  })

  it("a row that is too short", async () => {
    expect(
      await told({
        files: { "seeds/orders.csv": "order_id,customer,amount\n1,ada,10\n2,grace\n" },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2111 seeds/orders.csv:3:1  row has 2 fields, the header has 3
        3 | 2,grace
          | ^
        hint: A comma inside a value needs the value in double quotes.
      "
    `)
  })

  it("a quote that is not closed", async () => {
    expect(
      await told({
        files: { "seeds/orders.csv": 'order_id,customer,amount\n1,"ada,10\n2,grace,3\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2111 seeds/orders.csv:2:3  a value in double quotes is never closed
        2 | 1,"ada,10
          |   ^
        hint: Write the other " where it ends.
      "
    `)
  })

  it("a column that stands twice", async () => {
    expect(
      await told({
        files: { "seeds/orders.csv": "order_id,customer,customer\n1,ada,10\n" },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2110 seeds/orders.csv:1:19  column "customer" stands twice
        1 | order_id,customer,customer
          |                   ^^^^^^^^
        hint: Name every column once in the first line.
      "
    `)
  })

  it("a check of a column that is not there", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      - name: oder_id\n        data_tests: [not_null]\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      REJECTED main.order_lines  1 of 1 checks failed; the new version is kept as main.order_lines__rejected
        compiled: target/compiled/shop/models/order_lines.sql
        rejected: lux show --inline 'select * from main.order_lines__rejected'
        ERROR not_null_order_lines_oder_id
          LUX-2010 models/shop.yml:5:22  column "oder_id" does not exist in what is read here
            5 |         data_tests: [not_null]
              |                      ^^^^^^^^
            hint: Did you mean "order_id"?
          declared: models/shop.yml:5
          compiled: target/compiled/shop/models/tests/not_null_order_lines_oder_id.sql

      Retry: lux retry

      "
    `)
  })

  it("a check that fails", async () => {
    expect(
      await told({
        files: { "seeds/orders.csv": "order_id,customer,amount\n1,ada,10\n1,grace,20\n" },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      REJECTED main.order_lines  1 of 2 checks failed; the new version is kept as main.order_lines__rejected
        compiled: target/compiled/shop/models/order_lines.sql
        rejected: lux show --inline 'select * from main.order_lines__rejected'
        FAIL unique_order_lines_order_id 1 row
          declared: models/shop.yml:5
          compiled: target/compiled/shop/models/tests/unique_order_lines_order_id.sql
          unique_field  n_records
          ────────────  ─────────
                     1          2

      Retry: lux retry

      "
    `)
  })

  it("a lake that is not there", async () => {
    expect(
      await told({
        files: {
          "models/s.yml":
            "sources:\n  - name: lake\n    external: {root: lake}\n    tables:\n      - name: orders\n        external: {path: 'raw/orders_*.json'}\n        columns: [{name: order_id, data_type: integer}]\n",
          "models/staged.sql":
            '{{config materialized="stage"}}\nselect order_id from {{source "lake" "orders"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR staged
      LUX-2202 models/s.yml:6:9  there is no lake at <shop>/lake
        6 |         external: {path: 'raw/orders_*.json'}
          |         ^^^^^^^^
        hint: Set LUX_LAKE to the folder that holds raw/, or make one with \`lux dev lake\`.

      Retry: lux retry

      "
    `)
  })
})

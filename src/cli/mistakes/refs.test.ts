/** Mistakes in refs and sources, each with the whole text that one reads. */
import { describe, expect, it } from "vitest"
import { shop, told } from "./mistake.testkit.ts"

describe("a mistake in what models read", () => {
  it("a typo in a ref", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select * from {{ref "order_line"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1201 models/revenue.sql:1:15  model "order_line" does not exist
        1 | select * from {{ref "order_line"}}
          |               ^^^^^^^^^^^^^^^^^^^^
        hint: Did you mean "order_lines"?
      "
    `)
  })

  it("a typo in a source", async () => {
    expect(
      await told({
        files: {
          "models/s.yml": "sources:\n  - name: lake\n    tables: [{name: order_events}]\n",
          "models/revenue.sql": 'select * from {{source "lake" "orders_events"}}\n',
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1202 models/revenue.sql:1:15  source "lake.orders_events" is not declared
        1 | select * from {{source "lake" "orders_events"}}
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Did you mean "lake.order_events"?
      "
    `)
  })

  it("a source that nobody declared", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select * from {{source "lake" "orders"}}\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1202 models/revenue.sql:1:15  source "lake.orders" is not declared
        1 | select * from {{source "lake" "orders"}}
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: The project declares no sources.
      "
    `)
  })

  it("a ref with the wrong package", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select * from {{ref "shpo" "order_lines"}}\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1201 models/revenue.sql:1:15  package "shpo" has no model, seed or snapshot "order_lines"
        1 | select * from {{ref "shpo" "order_lines"}}
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: "order_lines" is in package "shop".
      "
    `)
  })

  it("a ref to a disabled model", async () => {
    expect(
      await told({
        files: {
          "models/order_lines.sql": "{{config enabled=false}}\nselect 1 as order_id\n",
          "models/shop.yml": undefined,
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1203 models/revenue.sql:2:6  model "order_lines" is disabled
        2 | from {{ref "order_lines"}}
          |      ^^^^^^^^^^^^^^^^^^^^^
        models/order_lines.sql:1:1  disabled here
        1 | {{config enabled=false}}
          | ^
        hint: Enable it (enabled: true), or stop reading it.
      "
    `)
  })

  it("models that read each other", async () => {
    expect(
      await told({
        files: { "models/order_lines.sql": 'select * from {{ref "revenue"}}\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1206 models/order_lines.sql:1:15  models read each other in a circle: order_lines -> revenue -> order_lines
        1 | select * from {{ref "revenue"}}
          |               ^^^^^^^^^^^^^^^^^
        models/revenue.sql:2:6  "revenue" reads "order_lines"
        2 | from {{ref "order_lines"}}
          |      ^^^^^^^^^^^^^^^^^^^^^
        hint: Take one of these refs out, or move what both need into a model of its own.
      "
    `)
  })

  it("a model that reads itself", async () => {
    expect(
      await told({
        files: { "models/order_lines.sql": 'select * from {{ref "order_lines"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1206 models/order_lines.sql:1:15  a model reads itself: order_lines -> order_lines
        1 | select * from {{ref "order_lines"}}
          |               ^^^^^^^^^^^^^^^^^^^^^
        hint: The rows that an incremental model has already are in {{self}}.
      "
    `)
  })

  it("two models of one name", async () => {
    expect(
      await told({ files: { "models/marts/revenue.sql": "select 1 as one\n" }, args: ["parse"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1052 models/revenue.sql:1:1  there are two models, seeds or snapshots of the name "revenue"
        1 | select customer, {{money "sum(amount)"}} as revenue
          | ^
        models/marts/revenue.sql:1:1  the other one
        1 | select 1 as one
          | ^
        hint: A ref could mean either: rename one.
      "
    `)
  })

  it("two models of one relation", async () => {
    expect(
      await told({
        files: { "models/other.sql": '{{config alias="revenue"}}\nselect 1 as one\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1207 models/revenue.sql:1:1  model "revenue" and model "other" are both main.revenue
        1 | select customer, {{money "sum(amount)"}} as revenue
          | ^
        models/other.sql:1:1  "other" is here
        1 | {{config alias="revenue"}}
          | ^
        hint: Give one of them another alias or schema.
      "
    `)
  })

  it("a name that the warehouse would cut off", async () => {
    const name = "revenue_of_all_customers_who_ordered_something_in_the_last_12_months"
    const target = "{type: postgres, host: localhost, database: shop, user: ada}"
    const { "lux_project.yml": project = "" } = shop
    expect(
      await told({
        files: {
          "lux_project.yml": project.replace("{type: duckdb, path: shop.duckdb}", target),
          [`models/${name}.sql`]: "select 1 as one\n",
          // Has no relation.
          [`models/${name}_only_read.sql`]: '{{config materialized="ephemeral"}}\nselect 1 as one\n',
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1223 models/revenue_of_all_customers_who_ordered_something_in_the_last_12_months.sql:1:1  "revenue_of_all_customers_who_ordered_something_in_the_last_12_months" has 68 bytes, and a name on target "dev" has at most 63
        1 | select 1 as one
          | ^
        hint: Give the model a shorter alias: refs still call it by its own name.
      "
    `)
  })
})

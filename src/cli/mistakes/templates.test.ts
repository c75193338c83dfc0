/** Mistakes in templates, each with the whole text that one reads. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake in the templates of models and macros", () => {
  it("a macro without its argument", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select {{money}} as revenue\nfrom {{ref "order_lines"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1107 models/revenue.sql:1:8  macro "money" needs the argument "amount"
        1 | select {{money}} as revenue
          |        ^^^^^^^^^
        macros/money.sql:1:1  macro "money" is defined here
        1 | {{#macro "money" "amount"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Write {{money amount}}.
      "
    `)
  })

  it("a typo in a macro", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select {{mony "a"}} as revenue\nfrom {{ref "order_lines"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1102 models/revenue.sql:1:8  unknown helper or macro "mony"
        1 | select {{mony "a"}} as revenue
          |        ^^^^^^^^^^^^
        hint: Did you mean "money"?
      "
    `)
  })

  it("a macro that calls itself", async () => {
    expect(
      await told({
        files: {
          "macros/m.sql": '{{#macro "a"}}{{a}}{{/macro}}\n',
          "models/revenue.sql": 'select {{a}} as a from {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1109 models/revenue.sql:1:8  macro "a" is called inside itself without end
        1 | select {{a}} as a from {{ref "order_lines"}}
          |        ^^^^^
        macros/m.sql:1:15  in macro "a" (6 times)
        1 | {{#macro "a"}}{{a}}{{/macro}}
          |               ^^^^^
        hint: Give the call a condition that ends it.
      "
    `)
  })

  it("a JavaScript macro that fails", async () => {
    expect(
      await told({
        files: {
          "macros/m.mjs": "export function half(x) { return x.y.z }\n",
          "models/revenue.sql": 'select {{half "1"}} as a from {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1113 models/revenue.sql:1:8  macro "half" failed: Cannot read properties of undefined (reading 'z')
        1 | select {{half "1"}} as a from {{ref "order_lines"}}
          |        ^^^^^^^^^^^^
        macros/m.mjs:1:38  in macro "half"
      "
    `)
  })

  it("a block that is not closed", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            'select *\nfrom {{ref "order_lines"}}\n{{#if (var "currency")}}\nwhere amount > 0\n',
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:3:1  the block "{{#if}}" is never closed
        3 | {{#if (var "currency")}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Write {{/if}} where it ends.
      "
    `)
  })

  it("a tag that is not closed", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select *\nfrom {{ref "order_lines"}\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:2:6  "{{" is never closed
        2 | from {{ref "order_lines"}
          |      ^^
        hint: Write "}}" where the tag ends, or "\\{{" to print it.
      "
    `)
  })

  it("a typo in a var", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select \'{{var "curency"}}\' as c from {{ref "order_lines"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1014 models/revenue.sql:1:9  var "curency" is not set
        1 | select '{{var "curency"}}' as c from {{ref "order_lines"}}
          |         ^^^^^^^^^^^^^^^^^
        hint: Did you mean "currency"? Set it under vars: in lux_project.yml, with --vars, or give a default: {{var "curency" "..."}}.
      "
    `)
  })

  it("an environment variable that is not set", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select \'{{env "SHOP_REGION"}}\' as c from {{ref "order_lines"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1015 models/revenue.sql:1:9  environment variable "SHOP_REGION" is not set
        1 | select '{{env "SHOP_REGION"}}' as c from {{ref "order_lines"}}
          |         ^^^^^^^^^^^^^^^^^^^^^
        hint: Set it, write it into .env, or give a default: {{env "SHOP_REGION" "..."}}.
      "
    `)
  })

  it("is_incremental without its parentheses", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="incremental"}}\nselect * from {{ref "order_lines"}}\n{{#if is_incremental}}\nwhere order_id > 1\n{{/if}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1104 models/revenue.sql:3:7  "is_incremental" is a helper: its name alone is not its value
        3 | {{#if is_incremental}}
          |       ^^^^^^^^^^^^^^
        hint: Write (is_incremental) to call it.
      "
    `)
  })

  it("a typo in a key of config", async () => {
    expect(
      await told({
        files: { "models/order_lines.sql": '{{config materialised="table"}}\nselect 1 as order_id\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 models/order_lines.sql:1:10  "materialised" is not known here
        1 | {{config materialised="table"}}
          |          ^^^^^^^^^^^^^^^^^^^^
        hint: Did you mean "materialized"?
      "
    `)
  })

  it("a typo in a value of config", async () => {
    expect(
      await told({
        files: { "models/order_lines.sql": '{{config materialized="tabel"}}\nselect 1 as order_id\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1005 models/order_lines.sql:1:10  "materialized" must be one of "view", "table", "incremental", "materialized_view", "ephemeral", "stage"
        1 | {{config materialized="tabel"}}
          |          ^^^^^^^^^^^^^^^^^^^^
        hint: Did you mean "table"?
      "
    `)
  })
})

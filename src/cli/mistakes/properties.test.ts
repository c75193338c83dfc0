/** Mistakes in the YAML that describes and checks models. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake in properties files", () => {
  it("a map where a list is meant", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      order_id:\n        data_tests: [unique]\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1005 models/shop.yml:4:7  "columns" must be a list
        4 |       order_id:
          |       ^
        hint: Each entry of a list begins with a dash: - name: ...
      "
    `)
  })

  it("a description of no model", async () => {
    expect(
      await told({
        files: { "models/shop.yml": "models:\n  - name: order_line\n    description: x\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1051 models/shop.yml:2:11  there is no model "order_line" to describe
        2 |   - name: order_line
          |           ^^^^^^^^^^
        hint: Did you mean "order_lines"?
      "
    `)
  })

  it("a docs block that is not there", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml": "models:\n  - name: order_lines\n    description: '{{doc \"order_lines\"}}'\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1021 models/shop.yml:3:19  there is no docs block "order_lines"
        3 |     description: '{{doc "order_lines"}}'
          |                   ^^^^^^^^^^^^^^^^^^^^^
        hint: Write one in a Markdown file: {{#docs "order_lines"}} ... {{/docs}}.
      "
    `)
  })

  it("a test that is declared twice", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      - name: order_id\n        data_tests: [unique, not_null, unique]\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1052 models/shop.yml:5:40  test "unique_order_lines_order_id" is declared twice
        5 |         data_tests: [unique, not_null, unique]
          |                                        ^^^^^^
        models/shop.yml:5:22  the other one
        5 |         data_tests: [unique, not_null, unique]
          |                      ^^^^^^
        hint: Take one of them out, or give one a name of its own.
      "
    `)
  })

  it("a typo in a test", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      - name: order_id\n        data_tests: [uniqe]\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1041 models/shop.yml:5:22  there is no generic test "uniqe"
        5 |         data_tests: [uniqe]
          |                      ^^^^^
        hint: Did you mean "unique"? One of your own is written in tests/generic/: {{#test "uniqe" "model" "column_name"}}...{{/test}}. Those of lux are in docs/guides/checks.md.
      "
    `)
  })

  it("a typo in an argument of a test", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    columns:\n      - name: customer\n        data_tests:\n          - accepted_values: {value: [ada]}\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1043 models/shop.yml:6:31  test "accepted_values" has no argument "value"
        6 |           - accepted_values: {value: [ada]}
          |                               ^^^^^
        lux:catalogue:1:1  "accepted_values" takes column_name, values, quote
        hint: Did you mean "values"?
      "
    `)
  })

  it("a merge without a key", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="incremental" incremental_strategy="merge"}}\nselect 1 as id from {{ref "order_lines"}}\n',
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1030 models/revenue.sql:1:37  model "revenue": merge needs a unique_key
        1 | {{config materialized="incremental" incremental_strategy="merge"}}
          |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Name the column or columns that tell rows apart, or use append.
      "
    `)
  })

  it("configuration for no folder", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ndialect: redshift\ntargets:\n  dev: {type: duckdb, path: shop.duckdb}\nmodels:\n  shop:\n    mart:\n      +materialized: table\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 0
      warning LUX-1012 lux_project.yml:7:5  models has configuration for "mart", which matches nothing
        7 |     mart:
          |     ^^^^
        hint: A key of configuration starts with +; other keys are folders.
      "
    `)
  })

  it("an unset variable in the project file", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ndialect: redshift\ntargets:\n  dev: {type: duckdb, path: '{{env \"SHOP_DB\"}}'}\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1015 lux_project.yml:4:30  environment variable "SHOP_DB" is not set
        4 |   dev: {type: duckdb, path: '{{env "SHOP_DB"}}'}
          |                              ^^^^^^^^^^^^^^^^^
        hint: Set it, write it into .env, or give a default: {{env "SHOP_DB" "..."}}.
      "
    `)
  })

  it("no target", async () => {
    expect(
      await told({ files: { "lux_project.yml": "name: shop\n" }, args: ["parse"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1010 lux_project.yml:1:1  the project has no target
        1 | name: shop
          | ^
        hint: Write one into lux_project.yml, such as targets: {dev: {type: duckdb}}.
      "
    `)
  })

  it("a name with a dash", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: my-shop\ndialect: duckdb\ntargets:\n  dev: {type: duckdb, path: shop.duckdb}\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1005 lux_project.yml:1:7  "name" must be a name of letters, digits and underscores
        1 | name: my-shop
          |       ^^^^^^^
      "
    `)
  })

  it("several mistakes at once", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml": "models:\n  - name: order_line\n    colums: []\n",
          "models/revenue.sql": 'select * from {{ref "order_line"}} {{mony}}\n',
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1051 models/shop.yml:2:11  there is no model "order_line" to describe
        2 |   - name: order_line
          |           ^^^^^^^^^^
        hint: Did you mean "order_lines"?

      LUX-1004 models/shop.yml:3:5  "colums" is not known here
        3 |     colums: []
          |     ^^^^^^
        hint: Did you mean "columns"?

      2 errors
      "
    `)
  })
})

/** Mistakes in lux_project.yml and in properties files. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake in YAML", () => {
  it("a typo in a key of config", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml": "models:\n  - name: order_lines\n    config:\n      materialised: table\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 models/shop.yml:4:7  "materialised" is not known here
        4 |       materialised: table
          |       ^^^^^^^^^^^^
        hint: Did you mean "materialized"?
      "
    `)
  })

  it("a typo in a key of the project", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ndialect: redshift\ntargets:\n  dev: {type: duckdb, path: shop.duckdb}\nmodels:\n  shop:\n    +materialised: table\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 lux_project.yml:7:5  "materialised" is not known here
        7 |     +materialised: table
          |     ^^^^^^^^^^^^^
        hint: Did you mean "materialized"?
      "
    `)
  })

  it("indentation", async () => {
    expect(
      await told({
        files: { "models/shop.yml": "models:\n  - name: order_lines\n   columns:\n      - name: order_id\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1002 models/shop.yml:3:4  this cannot be read as YAML: bad indentation of a sequence entry
        3 |    columns:
          |    ^
        hint: What belongs together starts in the same column.
      "
    `)
  })

  it("a quote that is not closed", async () => {
    expect(
      await told({
        files: { "models/shop.yml": 'models:\n  - name: order_lines\n    description: "all lines\n' },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1002 models/shop.yml:3:18  a text in quotes is never closed
        3 |     description: "all lines
          |                  ^
        hint: Write the other " where it ends.
      "
    `)
  })

  it("a tab", async () => {
    expect(
      await told({ files: { "models/shop.yml": "models:\n\t- name: order_lines\n" }, args: ["parse"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1002 models/shop.yml:2:1  this cannot be read as YAML: tab characters must not be used in indentation
        2 |   - name: order_lines
          | ^^
        hint: Indent with spaces.
      "
    `)
  })

  it("a template without quotes", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            'models:\n  - name: order_lines\n    config:\n      schema: {{var "currency"}}\n',
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1003 models/shop.yml:4:15  a template in YAML needs quotes around it
        4 |       schema: {{var "currency"}}
          |               ^^^^^^^^^^^^^^^^^^
        hint: Without them YAML reads a map. Write '{{var "currency"}}'.
      "
    `)
  })
})

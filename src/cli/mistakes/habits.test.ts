/** Jinja where Handlebars is meant, and flags that are called otherwise. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.ts"

describe("a mistake of those who know dbt", () => {
  it("ref with parentheses", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": "select * from {{ ref('order_lines') }}\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:18  unexpected "ref(" in the template
        1 | select * from {{ ref('order_lines') }}
          |                  ^^^^
        hint: Calls in a tag stand without parentheses and commas: {{ref "order_lines"}}.
      "
    `)
  })

  it("source with parentheses and a comma", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": "select * from {{ source('lake', 'orders') }}\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:18  unexpected "source(" in the template
        1 | select * from {{ source('lake', 'orders') }}
          |                  ^^^^^^^
        hint: Calls in a tag stand without parentheses and commas: {{source "lake" "orders"}}.
      "
    `)
  })

  it("config with parentheses", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": "{{ config(materialized='table') }}\nselect 1 as one\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:4  unexpected "config(" in the template
        1 | {{ config(materialized='table') }}
          |    ^^^^^^^
        hint: Calls in a tag stand without parentheses and commas: {{config materialized="table"}}.
      "
    `)
  })

  it("a Jinja block", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "select * from {{ref 'order_lines'}}\n{% if is_incremental() %}\nwhere 1 = 1\n{% endif %}\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:2:1  "{% if %}" is Jinja, templates here are Handlebars
        2 | {% if is_incremental() %}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Write {{#if (is_incremental)}} ... {{/if}}.
      "
    `)
  })

  it("set", async () => {
    expect(
      await told({ files: { "models/revenue.sql": "{% set x = 1 %}\nselect 1\n" }, args: ["parse"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:1  "{% set %}" is Jinja, templates here are Handlebars
        1 | {% set x = 1 %}
          | ^^^^^^^^^^^^^^^
        hint: Write {{#with "value" as |name|}} ... {{/with}}.
      "
    `)
  })

  it("a Jinja comment", async () => {
    expect(
      await told({ files: { "models/revenue.sql": "{# a note #}\nselect 1\n" }, args: ["parse"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:1  "{# #}" is a comment in Jinja, templates here are Handlebars
        1 | {# a note #}
          | ^^^^^^^^^^^^
        hint: Write {{!-- ... --}}.
      "
    `)
  })

  it("this for the model's own relation", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            "{{config materialized='incremental'}}\nselect * from {{ref 'order_lines'}} where order_id > (select max(order_id) from {{this}})\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1105 models/revenue.sql:2:81  {{this}} is a dict and cannot be printed
        2 | …order_lines'}} where order_id > (select max(order_id) from {{this}})
          |                                                             ^^^^^^^^
        hint: A model's own relation is {{self}}.
      "
    `)
  })

  it("a flag for profiles", async () => {
    expect(await told({ args: ["run", "--profiles-dir", "."] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-9003 unknown flag "--profiles-dir"
        hint: There are no profiles: the targets stand under \`targets:\` in lux_project.yml.
      "
    `)
  })

  it("tests beside data_tests", async () => {
    expect(
      await told({
        files: {
          "models/shop.yml":
            "models:\n  - name: order_lines\n    tests: [not_null]\n    data_tests: [unique]\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1040 models/shop.yml:3:5  "tests" stands beside "data_tests"
        3 |     tests: [not_null]
          |     ^^^^^
        hint: They are the same: put all under data_tests.

      LUX-1044 models/shop.yml:4:18  test "unique" needs the argument "column_name"
        4 |     data_tests: [unique]
          |                  ^^^^^^
        lux:built-in-tests.sql:7:1  "unique" takes column_name
        7 | {{#test "unique" "model" "column_name"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

      2 errors
      "
    `)
  })

  it("a target of another warehouse", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ndialect: redshift\ntargets:\n  dev: {type: snowflake, account: x}\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1011 lux_project.yml:4:15  target "dev" has the unknown type "snowflake"
        4 |   dev: {type: snowflake, account: x}
          |               ^^^^^^^^^
        hint: Known: duckdb.
      "
    `)
  })
})

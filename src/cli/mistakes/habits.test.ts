/** Jinja where Handlebars is meant, and flags that are called otherwise. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

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
        hint: Write {{#let name="value"}} ... {{/let}}.
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
      LUX-1040 models/shop.yml:3:5  "tests" stands next to "data_tests"
        3 |     tests: [not_null]
          |     ^^^^^
        hint: They are the same: put all under data_tests.

      LUX-1044 models/shop.yml:4:18  test "unique" needs the argument "column_name"
        4 |     data_tests: [unique]
          |                  ^^^^^^
        lux:catalogue:1:1  "unique" takes column_name

      2 errors
      "
    `)
  })

  it("a project of dbt", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\nversion: 1.0.0\nconfig-version: 2\nprofile: shop\nclean-targets: [target]\nflags: {partial_parse: true}\nsource-paths: [models]\ntargets: {dev: {type: duckdb}}\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 lux_project.yml:3:1  "config-version" is not known here
        3 | config-version: 2
          | ^^^^^^^^^^^^^^
        hint: Leave it out: the file has one version.

      LUX-1004 lux_project.yml:4:1  "profile" is not known here
        4 | profile: shop
          | ^^^^^^^
        hint: There are no profiles: the targets stand under targets: in this file.

      LUX-1004 lux_project.yml:5:1  "clean-targets" is not known here
        5 | clean-targets: [target]
          | ^^^^^^^^^^^^^
        hint: Leave it out: \`lux clean\` removes the folder for artifacts, and nothing else.

      LUX-1004 lux_project.yml:6:1  "flags" is not known here
        6 | flags: {partial_parse: true}
          | ^^^^^
        hint: Leave it out: flags stand on the command line, or in variables such as LUX_THREADS.

      LUX-1004 lux_project.yml:7:1  "source-paths" is not known here
        7 | source-paths: [models]
          | ^^^^^^^^^^^^
        hint: It is called model-paths.

      5 errors
      "
    `)
  })

  it("a project file of dbt alone", async () => {
    expect(
      await told({
        files: { "lux_project.yml": undefined, "dbt_project.yml": "name: shop\n" },
        args: ["run"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1001 there is no lux_project.yml in <shop> or above it
        hint: There is a dbt_project.yml: docs/start/for-dbt-users.md says what differs for those who know dbt.
      "
    `)
  })

  it("keys of other warehouses", async () => {
    expect(
      await told({
        files: { "models/more.yml": "models:\n  - name: revenue\n    config: {cluster_by: [customer]}\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 models/more.yml:3:14  "cluster_by" is not known here
        3 |     config: {cluster_by: [customer]}
          |              ^^^^^^^^^^
        hint: It is for another warehouse: leave it out. Redshift has dist and sort.
      "
    `)
  })

  it.each([
    ["env_var 'REGION'", 'Write {{env "NAME" default}}.'],
    ["schema", "Write {{target.schema}}."],
    ["dbt_utils.star (ref 'orders')", "dbt's packages are Jinja."],
    ["run_query 'select 1'", "Templates never ask the warehouse"],
    ["exceptions.raise_compiler_error 'no'", 'Write {{error "message"}}.'],
    ["flags.FULL_REFRESH", "Flags are not seen by templates"],
    ["model.name", "The relation that is built is {{self}}"],
  ])("a name of dbt's: %s", async (name, hint) => {
    const text = await told({
      files: { "models/revenue.sql": `select '{{${name}}}' as one\n` },
      args: ["compile"],
    })
    expect(text).toMatch(/^exit 2\nLUX-1102 models\/revenue.sql:1:/)
    expect(text).toContain(`hint: ${hint}`)
  })

  it("a snapshot in SQL", async () => {
    expect(
      await told({
        files: {
          "snapshots/history.sql":
            "{% snapshot history %}\n{{ config(strategy='check', unique_key='id', check_cols='all') }}\nselect * from {{ ref('orders') }}\n{% endsnapshot %}\n",
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 snapshots/history.sql:1:1  "{% snapshot %}" is Jinja, templates here are Handlebars
        1 | {% snapshot history %}
          | ^^^^^^^^^^^^^^^^^^^^^^
        hint: Write it in YAML, under snapshots: with relation: ref('model').
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
        hint: Known: duckdb, redshift, postgres.
      "
    `)
  })

  it("this with blanks", async () => {
    expect(
      await told({ files: { "models/revenue.sql": "select * from {{ this }}" }, args: ["compile"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1105 models/revenue.sql:1:15  {{ this }} is a dict and cannot be printed
        1 | select * from {{ this }}
          |               ^^^^^^^^^^
        hint: A model's own relation is {{self}}.
      "
    `)
  })

  it("ref without quotes", async () => {
    expect(
      await told({ files: { "models/revenue.sql": "select * from {{ref stg_orders}}" }, args: ["compile"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1102 models/revenue.sql:1:21  unknown name "stg_orders"
        1 | select * from {{ref stg_orders}}
          |                     ^^^^^^^^^^
        hint: Names stand in quotes: {{ref "stg_orders"}}.
      "
    `)
  })

  it("a comparison", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": 'select 1 as a {{#if (target.name == "prod")}}x{{/if}}' },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1101 models/revenue.sql:1:34  unexpected "=" in the template
        1 | select 1 as a {{#if (target.name == "prod")}}x{{/if}}
          |                                  ^
        hint: Compare with eq: {{#if (eq target.name "prod")}}.
      "
    `)
  })

  it("a list in brackets", async () => {
    expect(
      await told({
        files: { "models/revenue.sql": '{{config tags=["x"]}}select 1 as a' },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1102 models/revenue.sql:1:15  unknown name ""x""
        1 | {{config tags=["x"]}}select 1 as a
          |               ^^^^^
        hint: A list is written (list "x").
      "
    `)
  })

  it("a text with a colon", async () => {
    expect(
      await told({
        files: { "models/more.yml": "models:\n  - name: revenue\n    description: net: without tax\n" },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1002 models/more.yml:3:21  this cannot be read as YAML: bad indentation of a mapping entry
        3 |     description: net: without tax
          |                     ^
        hint: A text with a colon needs quotes: description: "net: without tax".
      "
    `)
  })

  it("SQL of the warehouse where no dialect is said", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml": "name: shop\ntarget: dev\ntargets: {dev: {type: duckdb, path: shop.duckdb}}\n",
          "models/revenue.sql": "select list_sum([1, 2]) as total\n",
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1302 models/revenue.sql:1:17  expected an expression, found "["
        1 | select list_sum([1, 2]) as total
          |                 ^
        hint: lux_project.yml says no dialect, so this is read as SQL of redshift: write "dialect: duckdb" there for that of duckdb.
      "
    `)
  })

  it("a command that would convert", async () => {
    expect(await told({ files: {}, args: ["convert"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-9002 unknown command "convert"
        hint: There is no converter: docs/start/for-dbt-users.md says what a project of dbt writes otherwise here.
      "
    `)
  })
})

describe("YAML of dbt's that lux reads", () => {
  const parsed = (yaml: string): Promise<string> =>
    told({ files: { "models/more.yml": yaml }, args: ["parse"] })

  it.each([
    [
      "a bracket that closes at its key's column",
      "models:\n  - name: revenue\n    tags: [\n      daily,\n    ]\n",
    ],
    [
      "brackets at any column, with comments",
      "models:\n  - name: revenue\n    columns: [ # all\n  {name: customer,\n\n# its name\n  description: Who}, {name: revenue}\n  ]\n",
    ],
    [
      "settings of a test inside its arguments",
      "models:\n  - name: revenue\n    columns:\n      - name: customer\n        data_tests:\n          - accepted_values:\n              arguments:\n                values: [ada]\n                where: revenue > 0\n                config:\n                  severity: warn\n",
    ],
    [
      "the target's own database",
      "models:\n  - name: revenue\n    config: {database: shop}\nsources:\n  - {name: erp, database: SHOP, tables: [{name: t}]}\n",
    ],
  ])("%s", async (_, yaml) => {
    expect(await parsed(yaml)).toBe("exit 0\n")
  })

  it("keeps its places where brackets close early", async () => {
    expect(
      await parsed("models:\n  - name: revenue\n    columns: [\n    {name: customer, typ: text}\n    ]\n"),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1004 models/more.yml:4:22  "typ" is not known here
        4 |     {name: customer, typ: text}
          |                      ^^^
        hint: Did you mean "data_type"?
      "
    `)
  })

  it("another database", async () => {
    expect(
      await parsed("sources:\n  - {name: erp, database: prod, tables: [{name: t}]}\n"),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1433 models/more.yml:2:27  "prod" is not the target's database, "shop"
        2 |   - {name: erp, database: prod, tables: [{name: t}]}
          |                           ^^^^
        hint: Leave it out: a target has one database.
      "
    `)
  })

  it("a column twice, and the semantic layer", async () => {
    const yaml =
      "models:\n  - name: revenue\n    columns:\n      - {name: customer, description: First}\n      - {name: customer, description: Last}\nsemantic_models:\n  - {name: orders}\nmetrics: []\n"
    expect(await parsed(yaml)).toMatchInlineSnapshot(`
      "exit 0
      warning LUX-1431 models/more.yml:6:1  "semantic_models" is kept and not used
        6 | semantic_models:
          | ^^^^^^^^^^^^^^^
        hint: lux has no semantic layer. Metrics are declared with their model: docs/guides/metrics.md.
      warning LUX-1431 models/more.yml:8:1  "metrics" is kept and not used
        8 | metrics: []
          | ^^^^^^^
        hint: lux has no semantic layer. Metrics are declared with their model: docs/guides/metrics.md.
      warning LUX-1432 models/more.yml:5:16  column "customer" is described twice
        5 |       - {name: customer, description: Last}
          |                ^^^^^^^^
        models/more.yml:4:16  the other one
        4 |       - {name: customer, description: First}
          |                ^^^^^^^^
        hint: The last description counts; the tests of both run. Put them together.
      "
    `)
  })
})

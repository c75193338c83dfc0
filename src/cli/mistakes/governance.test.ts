/** Mistakes in who may read a model, what it promises, and which version is meant. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

const properties = (text: string) => ({ "models/shop.yml": text })

describe("a mistake in governance", () => {
  it("a private model that is read from outside its group", async () => {
    expect(
      await told({
        files: properties(
          "groups: [{name: finance, owner: {name: Ada}}]\nmodels:\n  - {name: order_lines, group: finance, access: private}\n",
        ),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1204 models/revenue.sql:2:6  model "revenue" reads model "order_lines", which is private to group "finance"
        2 | from {{ref "order_lines"}}
          |      ^^^^^^^^^^^^^^^^^^^^^
        models/order_lines.sql:1:1  "order_lines" is here
        1 | {{config materialized="table"}}
          | ^
        hint: "revenue" is in no group. Put it in "finance", or read a model that the group shares.
      "
    `)
  })

  it("a typo in a group", async () => {
    expect(
      await told({
        files: properties(
          "groups: [{name: finance, owner: {name: Ada}}]\nmodels:\n  - {name: order_lines, group: finanze}\n",
        ),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1063 models/shop.yml:3:25  model "order_lines" belongs to group "finanze", which does not exist
        3 |   - {name: order_lines, group: finanze}
          |                         ^^^^^
        hint: Did you mean "finance"?
      "
    `)
  })

  it("a contract without types", async () => {
    expect(
      await told({
        files: properties(
          "models:\n  - name: order_lines\n    contract: enforced\n    columns:\n      - {name: order_id, data_type: integer}\n      - name: customer\n",
        ),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1060 models/shop.yml:6:15  model "order_lines" has a contract, but column "customer" has no data_type
        6 |       - name: customer
          |               ^^^^^^^^
        hint: Every column says its name and data_type.
      "
    `)
  })

  it("a query that does not keep its contract", async () => {
    expect(
      await told({
        files: properties(
          "models:\n  - name: order_lines\n    contract: enforced\n    columns:\n      - {name: order_id, data_type: varchar}\n      - {name: customer, data_type: varchar}\n",
        ),
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.order_lines
      LUX-2120 models/shop.yml:5:16  the query of "order_lines" does not keep the model's contract
        column_name  definition_type  contract_type  mismatch_reason
        ───────────  ───────────────  ─────────────  ───────────────────
        order_id     BIGINT           VARCHAR        data type mismatch
        amount       BIGINT                          missing in contract
        5 |       - {name: order_id, data_type: varchar}
          |                ^^^^^^^^
        hint: Make names, types and number of columns in the contract and in the query the same.
        compiled: target/compiled/shop/models/order_lines.sql

      Retry: lux retry

      "
    `)
  })

  it("a version that does not exist", async () => {
    expect(
      await told({
        files: {
          ...properties(
            "models:\n  - name: order_lines\n    latest_version: 1\n    versions: [{v: 1}, {v: 2}]\n",
          ),
          "models/order_lines.sql": undefined,
          "models/order_lines_v1.sql": 'select * from {{ref "orders"}}\n',
          "models/order_lines_v2.sql": 'select * from {{ref "orders"}}\n',
          "models/revenue.sql": 'select * from {{ref "order_lines" v=3}}\n',
        },
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1208 models/revenue.sql:1:15  model "order_lines" has no version 3
        1 | select * from {{ref "order_lines" v=3}}
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: There are: 1, 2. Without a version the latest is read.
      "
    `)
  })

  it("a version without its file", async () => {
    expect(
      await told({
        files: properties("models:\n  - name: order_lines\n    versions: [{v: 1}, {v: 2}]\n"),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1062 models/shop.yml:3:20  there is no file of model "order_lines", version 1
        3 |     versions: [{v: 1}, {v: 2}]
          |                    ^
        hint: Looked for order_lines_v1.sql, order_lines.v1.sql. Another name is said by defined_in.
      "
    `)
  })

  it("a model past its deprecation date", async () => {
    expect(
      await told({
        files: properties("models:\n  - {name: order_lines, deprecation_date: 2020-01-31}\n"),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 0
      warning LUX-1220 models/order_lines.sql:1:1  model "order_lines" has passed its deprecation date of 2020-01-31
        1 | {{config materialized="table"}}
          | ^
        hint: Disable or remove it.
      warning LUX-1221 models/revenue.sql:2:6  "revenue" reads model "order_lines", which was deprecated on 2020-01-31
        2 | from {{ref "order_lines"}}
          |      ^^^^^^^^^^^^^^^^^^^^^
        hint: Read another model instead.
      "
    `)
  })

  it("an exposure of a model that is not there", async () => {
    expect(
      await told({
        files: properties(
          "exposures:\n  - {name: board, type: dashboard, owner: {name: Ada}, depends_on: [ref('revenu')]}\n",
        ),
        args: ["parse"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1201 models/shop.yml:2:69  model "revenu" does not exist
        2 | …: board, type: dashboard, owner: {name: Ada}, depends_on: [ref('revenu')]}
          |                                                             ^^^^^^^^^^^^^
        hint: Did you mean "revenue"?
      "
    `)
  })

  it("a database that is called as its schema", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ntargets:\n  prod: {type: duckdb, path: data/prod.duckdb, schema: prod}\nvars: {currency: EUR}\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1018 lux_project.yml:3:3  the database of target "prod" is called "prod", as the schema that model "order_lines" is in
        3 |   prod: {type: duckdb, path: data/prod.duckdb, schema: prod}
          |   ^^^^
        hint: DuckDB cannot tell which of them is meant in "prod.orders". Call the file otherwise, such as prod_db.duckdb: it may be renamed.
      "
    `)
  })
})

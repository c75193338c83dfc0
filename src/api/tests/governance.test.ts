import { describe, expect, it } from "vitest"
import type { RunEvent } from "../../run/events.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

type Files = Readonly<Record<string, string>>

/** A model `orders` of (id, name) with a contract. */
function contracted(config: string, sql: string, more = ""): Files {
  return {
    "models/orders.sql": `{{config ${config}}}\n${sql}\n`,
    "models/orders.yml": `models:
  - name: orders
    contract: enforced
    columns:
      - {name: id, data_type: integer, constraints: [{type: not_null}, {type: check, expression: id > 0}]}
      - {name: name, data_type: varchar(10)}
${more}`,
  }
}

const tested = "    data_tests: [{unique: {column_name: id}}]\n"
const primaryKey = "    constraints: [{type: primary_key, columns: [id], name: orders_key}]\n"

async function outcome(project: ReturnType<typeof temporaryProject>, options = {}) {
  const { nodes } = await project.execute("build", options)
  return nodes.map(({ status, error }) => [status, error?.code, error?.message, error?.place?.file])
}

describe("a contract", () => {
  it.each([
    ["table", ""],
    ["view", ""],
    ["incremental", " on_schema_change='fail'"],
  ])("keeps a %s from being built by another query, with and without checks", async (kind, more) => {
    for (const extra of ["", tested]) {
      const config = `materialized='${kind}'${more}`
      const project = temporaryProject(contracted(config, "select 1 as id, 'a' as name", extra))
      expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
      project.write(contracted(config, "select 2::bigint as id, date '2024-01-01' as day", extra))
      expect(await outcome(project)).toEqual([
        [
          "error",
          "LUX-2120",
          [
            'the query of "orders" does not keep the model\'s contract',
            "column_name  definition_type  contract_type  mismatch_reason",
            "───────────  ───────────────  ─────────────  ─────────────────────",
            "id           BIGINT           INTEGER        data type mismatch",
            "name                          VARCHAR        missing in definition",
            "day          DATE                            missing in contract",
          ].join("\n"),
          "models/orders.yml",
        ],
      ])
      expect(await project.query("select * from orders")).toEqual([{ id: 1, name: "a" }])
      expect(await project.query(candidates)).toEqual([])
    }
  })

  it("gives a table the contract's columns in its order, whatever the query's, sizes aside", async () => {
    const project = temporaryProject(
      contracted("materialized='table'", "select 'longer than ten' as NAME, 1 as id"),
    )
    expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
    expect(await project.query("select * from orders")).toEqual([{ id: 1, name: "longer than ten" }])
    expect(await project.query(columnsOfOrders)).toEqual([
      { column_name: "id", data_type: "INTEGER" },
      { column_name: "name", data_type: "VARCHAR" },
    ])
  })

  it("is understood in the dialect of the project", async () => {
    const project = temporaryProject(
      {
        "models/a.sql":
          "{{config materialized='table'}}\nselect 1::float8 as f, 2::decimal(12,4) as d, sysdate::timestamp as t, 'x'::varchar(3) as v, 1.5::real as r\n",
        "models/a.yml": `models:
  - name: a
    contract: enforced
    columns:
      - {name: f, data_type: float}
      - {name: d, data_type: "numeric(12,2)"}
      - {name: t, data_type: timestamp without time zone}
      - {name: v, data_type: character varying(256)}
      - {name: r, data_type: float4}
`,
      },
      "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    )
    expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
    expect(await project.query("select d::varchar as d from a")).toEqual([{ d: "2.00" }])
  })

  it.each(["table", "incremental' on_schema_change='fail"])(
    "changes no value of a %s to fit a size of the contract",
    async (materialized) => {
      for (const extra of ["", tested]) {
        const config = `materialized='${materialized}'`
        const more = "      - {name: price, data_type: 'decimal(10,2)'}\n"
        const query = (price: string): string => `select 1 as id, 'a' as name, ${price} as price`
        const project = temporaryProject(contracted(config, query("1.230::decimal(10,3)"), `${more}${extra}`))
        expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
        project.write(contracted(config, query("1.239::decimal(10,3)"), `${more}${extra}`))
        expect(await outcome(project)).toEqual([
          [
            "error",
            "LUX-2120",
            'the query of "orders" does not keep the model\'s contract: column "price" is DECIMAL(10,3): DECIMAL(10,2) does not hold 1.239',
            "models/orders.yml",
          ],
        ])
        expect(await project.query("select price from orders")).toEqual([{ price: "1.23" }])
      }
    },
  )

  it("lets an incremental model add columns, and no type change", async () => {
    const config = "materialized='incremental' unique_key='id' on_schema_change='append_new_columns'"
    const project = temporaryProject(contracted(config, "select 1 as id, 'a' as name", primaryKey))
    await project.execute("build")
    const more = (type: string): string => `      - {name: total, data_type: ${type}}\n`
    project.write(contracted(config, "select 1 as id, 'b' as name, 3 as total", more("integer")))
    expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
    expect(await project.query("select * from orders")).toEqual([{ id: 1, name: "b", total: 3 }])
    project.write(contracted(config, "select 2 as id, 'b' as name, 3::bigint as total", more("bigint")))
    expect(await outcome(project)).toEqual([
      [
        "error",
        "LUX-2101",
        'the columns of "orders" changed: "total" was INTEGER, is BIGINT',
        "models/orders.sql",
      ],
    ])
    expect(await outcome(project, { fullRefresh: true })).toEqual([["ok", undefined, undefined, undefined]])
  })
})

const candidates = "select table_name from duckdb_tables() where table_name like '%lux_candidate'"
const columnsOfOrders =
  "select column_name, data_type from duckdb_columns() where table_name = 'orders' order by column_index"
const constraintsOfOrders =
  "select constraint_text as held from duckdb_constraints() where table_name = 'orders' order by all"

describe("constraints", () => {
  it("are held by the table, also after it was swapped in", async () => {
    for (const extra of [primaryKey, primaryKey + tested]) {
      const project = temporaryProject(
        contracted("materialized='table'", "select 1 as id, 'a' as name", extra),
      )
      for (let build = 0; build < 2; build++) {
        expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
        expect(await project.query(constraintsOfOrders)).toEqual([
          { held: "CHECK((id > 0))" },
          { held: "NOT NULL" },
          { held: "PRIMARY KEY(id)" },
        ])
      }
      await expect(project.change("insert into orders values (1, 'again')")).rejects.toThrow(/primary key/)
    }
  })

  it.each([
    ["not null", "select null::integer as id, 'a' as name", /NOT NULL/],
    ["a check", "select -1 as id, 'a' as name", /CHECK/],
    ["a key", "select 1 as id, 'a' as name union all select 1, 'b'", /primary key|unique/i],
  ])("keep out rows that break them: %s", async (_, sql, message) => {
    for (const materialized of ["table", "incremental' on_schema_change='fail"]) {
      const config = `materialized='${materialized}'`
      const project = temporaryProject(contracted(config, "select 7 as id, 'old' as name", primaryKey))
      await project.execute("build")
      project.write(contracted(config, sql, primaryKey))
      expect(await outcome(project)).toEqual([
        ["error", "LUX-2010", expect.stringMatching(message), "models/orders.sql"],
      ])
      expect(await project.query("select * from orders")).toEqual([{ id: 7, name: "old" }])
      expect(await project.query(candidates)).toEqual([])
    }
  })

  it.each(["merge", "delete+insert"])("stay on an incremental table through %s", async (strategy) => {
    const config = `materialized='incremental' unique_key='id' incremental_strategy='${strategy}' on_schema_change='fail'`
    const project = temporaryProject(contracted(config, "select 1 as id, 'a' as name", primaryKey))
    await project.execute("build")
    const two = "select 1 as id, 'b' as name union all select 2, 'c'"
    project.write(contracted(config, two, primaryKey))
    expect(await outcome(project)).toEqual([["ok", undefined, undefined, undefined]])
    expect(await project.query("select * from orders order by id")).toEqual([
      { id: 1, name: "b" },
      { id: 2, name: "c" },
    ])
    expect(await project.query(constraintsOfOrders)).toContainEqual({ held: "PRIMARY KEY(id)" })
  })

  it("that the warehouse does not hold warn, unless that is turned off; without a contract they have no effect", async () => {
    const key = (more: string) =>
      `    constraints: [{type: foreign_key, columns: [id], to: ref('other'), to_columns: [id]${more}}]\n`
    const project = temporaryProject({
      ...contracted("materialized='table'", "select 1 as id, 'a' as name", key("")),
      "models/other.sql": "{{config materialized='table'}}select 1 as id",
      "models/other.yml": "models: [{name: other, constraints: [{type: not_null, columns: [id]}]}]\n",
    })
    const warnings = async (): Promise<readonly string[]> => {
      const events: RunEvent[] = []
      const { nodes } = await project.execute("build", {
        threads: 1,
        onEvent: (event) => void events.push(event),
      })
      expect(nodes.map(({ label, status }) => [label, status])).toEqual([
        ["main.other", "ok"],
        ["main.orders", "ok"],
      ])
      return events.flatMap((event) =>
        event.type === "warning"
          ? [
              `${event.error.code} ${event.error.place?.file}:${event.error.place?.line} ${event.error.message}`,
            ]
          : [],
      )
    }
    expect(await warnings()).toEqual([
      'LUX-2121 models/orders.yml:7 a foreign_key constraint of "orders" is not supported here, and left out',
    ])
    project.write(
      contracted("materialized='table'", "select 1 as id, 'a' as name", key(", warn_unsupported: false")),
    )
    expect(await warnings()).toEqual([])
    expect(
      await project.query("select constraint_text from duckdb_constraints() where table_name = 'other'"),
    ).toEqual([])
  })
})

describe("persisted descriptions", () => {
  const comments = async (project: ReturnType<typeof temporaryProject>) => {
    const [relation] = await project.query(
      "select comment from duckdb_tables() where table_name = 'a' union all select comment from duckdb_views() where view_name = 'a'",
    )
    const columns = await project.query(
      "select column_name, comment from duckdb_columns() where table_name = 'a' order by column_index",
    )
    return [relation?.["comment"], ...columns.map((column) => column["comment"])]
  }
  const described = (description: string, more = ""): string => `models:
  - name: a
    description: "${description}"
    config: {persist_docs: {relation: true, columns: true}}
    columns: [{name: ID, description: It's the key}, {name: plain}]
${more}`

  it.each([
    ["view", ""],
    ["table", ""],
    ["incremental", ""],
    ["view", "    data_tests: [{unique: {column_name: id}}]\n"],
    ["table", "    data_tests: [{unique: {column_name: id}}]\n"],
    ["incremental", "    data_tests: [{unique: {column_name: id}}]\n"],
  ])("are comments of a %s%s, build after build, and go when they are taken away", async (kind, more) => {
    const project = temporaryProject({
      "models/a.sql": `{{config materialized='${kind}' unique_key='id'}}select 1 as id, 2 as plain`,
      "models/a.yml": described("Ann's; --", more),
    })
    for (let build = 0; build < 2; build++) {
      await project.execute("build")
      expect(await comments(project)).toEqual(["Ann's; --", "It's the key", null])
    }
    project.write({ "models/a.yml": described("", more).replace("It's the key", "") })
    await project.execute("build")
    expect(await comments(project)).toEqual([null, null, null])
  })

  it("of a seed too; one of a column that is not there warns", async () => {
    const project = temporaryProject({
      "seeds/a.csv": "id\n1\n",
      "seeds/a.yml": `seeds:
  - name: a
    description: All of them.
    config: {persist_docs: {relation: true, columns: true}}
    columns:
      - {name: id, description: the key}
      - {name: gone, description: no more}
`,
    })
    const events: RunEvent[] = []
    await project.execute("build", { onEvent: (event) => void events.push(event) })
    expect(await comments(project)).toEqual(["All of them.", "the key"])
    expect(
      events.flatMap((event) =>
        event.type === "warning" ? [[event.error.message, event.error.place?.line]] : [],
      ),
    ).toEqual([['"a" has no column "gone": its description is not kept', 7]])
  })

  it("are not kept unasked", async () => {
    const project = temporaryProject({
      "models/a.sql": "select 1 as id",
      "models/a.yml": "models: [{name: a, description: All., columns: [{name: id, description: key}]}]\n",
    })
    await project.execute("build")
    expect(await comments(project)).toEqual([null, null])
  })
})

describe("versions", () => {
  it("are tables of their own", async () => {
    const project = temporaryProject({
      "models/a_v1.sql": "{{config materialized='table'}}select 1 as id",
      "models/a_v2.sql": "{{config materialized='ephemeral'}}select 2 as id",
      "models/a_v3.sql": "{{config materialized='ephemeral'}}select 3 as id",
      "models/x.sql":
        "select * from {{ref 'a'}} union all select * from {{ref 'a' v=2}} union all select * from {{ref 'a' v=3}}",
      "models/p.yml":
        "models: [{name: a, latest_version: 1, columns: [{name: id, data_tests: [unique]}], versions: [{v: 1}, {v: 2}, {v: 3}]}]\n",
    })
    const { nodes } = await project.execute("build")
    expect(
      nodes.map(({ uniqueId, label, status }) => [uniqueId.replace(/\.[0-9a-f]{10}$/, ""), label, status]),
    ).toEqual(
      expect.arrayContaining([
        ["model.p.a.v1", "main.a_v1", "ok"],
        ["model.p.x", "main.x", "ok"],
      ]),
    )
    expect(await project.query("select id from x order by id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    const shown = async (node: string) => (await project.lux().show({ node, limit: 1 })).rows
    expect([await shown("a"), await shown("a_v3"), await shown("model.p.a.v2")]).toEqual([
      [{ id: 1 }],
      [{ id: 3 }],
      [{ id: 2 }],
    ])
  })
})

import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { load, only, settings } from "../written-project.testkit.ts"

describe("models", () => {
  it("take their configuration from folders, properties and their file, the nearest last", async () => {
    const project = await load({
      ...settings(`models:
  +materialized: table
  +tags: all
  +meta: {a: 1, b: 1}
  +post-hook: select 0
  +grants: {select: [everyone], insert: [loader]}
  shop:
    marts:
      schema: analytics
      +tags: [marts]
      +post-hook: [select 1]
      popularity:
        +alias: pop
`),
      "models/marts/popularity.sql": `{{config materialized="incremental" unique_key="id" tags=(list "file") post_hook="select 3"}}select 1 as id`,
      "models/p.yml": `models:
  - name: popularity
    description: How popular
    tags: entry
    meta: {b: 2}
    config:
      unique_key: [a, b]
      tags: [entry, config]
      meta: {c: 3}
      post-hook: {sql: "vacuum {{self}}", transaction: false}
      grants: {+select: [analyst], insert: []}
    columns:
      - {name: id, data_type: int, description: The key, tags: [k], meta: {m: 1}, quote: true}
`,
    })
    const model = only(project, "model", "model.shop.popularity")
    expect(model).toMatchObject({
      description: "How popular",
      fqn: ["shop", "marts", "popularity"],
      tags: ["all", "marts", "entry", "config", "file"],
      meta: { a: 1, b: 2, c: 3 },
      path: "models/marts/popularity.sql",
      propertiesPath: "models/p.yml",
      place: { file: "models/marts/popularity.sql", line: 1, column: 1 },
      columns: [
        {
          name: "id",
          dataType: "int",
          tags: ["k"],
          meta: { m: 1 },
          quote: true,
          place: { line: 13, column: 16 },
        },
      ],
      config: {
        materialized: "incremental",
        incrementalStrategy: "merge",
        uniqueKey: ["id"],
        alias: "pop",
        schema: "analytics",
        onSchemaChange: "ignore",
        grants: { select: ["everyone", "analyst"], insert: [] },
      },
    })
    expect(model.config.postHooks.map(({ sql, transaction }) => [sql.text, transaction])).toEqual([
      ["select 0", true],
      ["select 1", true],
      ["vacuum {{self}}", false],
      ["select 3", true],
    ])
    for (const { sql } of model.config.postHooks)
      expect(sql.file.text.slice(sql.start, sql.start + sql.text.length)).toBe(sql.text)
    expect(model.config.raw).toMatchObject({ materialized: "incremental", tags: model.tags })
  })

  it("are views that append without a word said", async () => {
    const project = await load({ "models/a.sql": "select 1" })
    expect(only(project, "model", "model.shop.a").config).toMatchObject({
      materialized: "view",
      incrementalStrategy: "append",
      uniqueKey: [],
      alias: undefined,
      schema: undefined,
      fullRefresh: undefined,
      indexes: [],
    })
  })

  it("keep what only some warehouses have", async () => {
    const project = await load({
      "models/a.sql": `{{config dist="id" sort=(list "ts") backup=false}}select 1`,
    })
    expect(only(project, "model", "model.shop.a").config.raw).toEqual({
      dist: "id",
      sort: ["ts"],
      backup: false,
    })
  })

  it("configuration may ask env, var and target", async () => {
    const project = await load(
      {
        ...settings(`vars: {on: true}\nmodels:\n  +enabled: '{{env "ON" "true"}}'\n`),
        "models/a.sql": `{{config schema=(concat target.name "_x")}}select 1`,
        "models/b.sql": "select 1",
        "models/p.yml": `models:\n  - name: b\n    config: {enabled: '{{var "on"}}', alias: 'b_{{target.schema}}'}\n`,
      },
      { vars: "on: false" },
    )
    expect(only(project, "model", "model.shop.a").config.schema).toBe("dev_x")
    expect(project.disabled).toMatchObject([{ name: "b", config: { alias: "b_main" } }])
  })

  it("YAML's anchors and merges are read, with the places of what they stand for", async () => {
    const project = await load({
      "models/a.sql": "select 1",
      "models/b.sql": "select 1",
      "models/p.yml":
        "models:\n  - name: a\n    columns: &columns\n      - {name: id}\n    config: &c {tags: x, alias: q}\n  - name: b\n    columns: *columns\n    config: {<<: *c, alias: r}\n",
    })
    expect(project.resources).toMatchObject([
      { tags: ["x"], config: { alias: "q" } },
      { tags: ["x"], config: { alias: "r" }, columns: [{ name: "id", place: { line: 4, column: 16 } }] },
    ])
  })

  it("turned off go aside with their tests, and leave their name to another", async () => {
    const project = await load({
      "models/a.sql": "{{config enabled=false}}select 1",
      "models/b/a.sql": "select 1",
      "models/c.sql": "{{config enabled=false}}select 1",
      "models/p.yml": "models:\n  - name: c\n    columns: [{name: id, data_tests: [unique]}]\n",
    })
    expect(project.resources.map(({ path }) => path)).toEqual(["models/b/a.sql"])
    expect(project.disabled.map(({ name }) => name)).toEqual(["a", "c", "unique_c_id"])
  })
})

it("seeds have types, a delimiter and the rest of a relation's configuration", async () => {
  const project = await load({
    ...settings("seeds: {shop: {+schema: raw, +column_types: {id: int}}}\n"),
    "seeds/x/s.csv": "id;name\n1;a\n",
    "seeds/x/p.yml":
      "seeds:\n  - name: s\n    description: S\n    config: {delimiter: ';', quote_columns: true, column_types: {name: text}}\n    columns: [{name: id, data_tests: [not_null]}]\n",
  })
  expect(only(project, "seed", "seed.shop.s")).toMatchObject({
    description: "S",
    fqn: ["shop", "x", "s"],
    file: { path: "seeds/x/s.csv", text: "id;name\n1;a\n" },
    config: { schema: "raw", delimiter: ";", quoteColumns: true, columnTypes: { id: "int", name: "text" } },
    columns: [{ name: "id" }],
  })
  expect(project.resources.map(({ name }) => name)).toEqual(["s", "not_null_s_id"])
})

it("sources give their tables schema, tags, files and what they say of freshness", async () => {
  const project = await load(
    {
      ...settings("sources: {shop: {in: {lake: {+tags: configured}}}}\n"),
      "models/in/sources.yml": `sources:
  - name: lake
    description: The lake
    tags: [raw]
    meta: {owner: us}
    loader: lambda
    external: {root: '{{env "LAKE" "data/lake"}}'}
    tables:
      - name: media
        identifier: media_v2
        tags: hourly
        loaded_at_field: ts
        freshness: {warn_after: {count: 2, period: hour}}
        external: {format: parquet, path: ['a/*.parquet', 'b/{{env "B" "x"}}.parquet'], collected_at: '%Y.parquet'}
        columns: [{name: media_id, data_tests: [not_null]}]
      - name: other
        external: {root: elsewhere, path: o.json}
  - name: plain
    schema: '{{target.name}}_in'
    tables: [{name: t, config: {enabled: false}}]
`,
    },
    { env: { LAKE: "/somewhere" } },
  )
  expect(only(project, "source", "source.shop.lake.media")).toMatchObject({
    sourceName: "lake",
    sourceDescription: "The lake",
    schema: "lake",
    identifier: "media_v2",
    fqn: ["shop", "in", "lake", "media"],
    tags: ["configured", "raw", "hourly"],
    meta: { owner: "us" },
    place: { file: "models/in/sources.yml", line: 9, column: 15 },
    external: {
      root: "/somewhere",
      format: "parquet",
      paths: ["a/*.parquet", "b/x.parquet"],
      collectedAt: "%Y.parquet",
    },
    raw: { loader: "lambda", loaded_at_field: "ts", freshness: { warn_after: { count: 2, period: "hour" } } },
  })
  expect(only(project, "source", "source.shop.lake.other").external).toMatchObject({
    root: join(project.root, "elsewhere"),
    format: "json",
    paths: ["o.json"],
    collectedAt: undefined,
  })
  expect(project.disabled).toMatchObject([{ uniqueId: "source.shop.plain.t", schema: "dev_in" }])
  expect(only(project, "test").name).toBe("source_not_null_lake_media_media_id")
})

it("exposures say who reads what", async () => {
  const project = await load({
    "models/p.yml": `exposures:
  - name: board
    label: The board
    type: dashboard
    url: https://example.com
    maturity: high
    description: '{{doc "board"}} {{ doc("shop", "board") }}'
    owner: {name: Ada, email: ada@example.com}
    depends_on: [ref('a'), 'source("lake", "media")', '{{ref "b"}}', "{{ ref('c') }}"]
    tags: [x]
`,
    "models/docs.md": '# Docs\n{{#docs "board"}}\nWhat is **shown**.\n{{/docs}}\n',
  })
  expect(only(project, "exposure", "exposure.shop.board")).toMatchObject({
    label: "The board",
    exposureType: "dashboard",
    url: "https://example.com",
    maturity: "high",
    description: "What is **shown**. What is **shown**.",
    owner: { name: "Ada", email: "ada@example.com" },
    tags: ["x"],
    dependsOn: [
      { kind: "ref", parts: ["a"], place: { line: 9, column: 18 } },
      { kind: "source", parts: ["lake", "media"] },
      { kind: "ref", parts: ["b"] },
      { kind: "ref", parts: ["c"] },
    ],
  })
})

it("macros are read from SQL and JavaScript files, and may be described", async () => {
  const project = await load({
    "macros/m.sql": '{{#macro "cents" "column"}}{{column}} * 100{{/macro}}',
    "macros/deep/n.mjs": "export function twice(context, text) { return text + text }\n",
    "macros/n.test.mjs": "throw new Error('not a macro')\n",
    "macros/p.yml":
      "macros:\n  - name: cents\n    description: x\n    arguments: [{name: column, type: text, description: y}]\n",
    "models/a.sql": `{{config alias=(twice "a")}}select 1`,
  })
  expect([...project.macros.keys()].sort()).toEqual(["cents", "twice"])
  expect(only(project, "model", "model.shop.a").config.alias).toBe("aa")
})

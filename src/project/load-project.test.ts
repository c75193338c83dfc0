import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { renderText } from "../template/render.ts"
import { luxVersion } from "../version.ts"
import { loadProject } from "./load-project.ts"
import type { DataTest, Project, Resource } from "./types.ts"
import { valueContext } from "./value-context.ts"
import { type Files, lineOf, load, projectFile, writtenProject } from "./written-project.ts"

const settings = (text: string): Files => ({ "lux_project.yml": `${projectFile}${text}` })

describe("the project", () => {
  it("has defaults for all but its name and a target", async () => {
    const project = await load({})
    const { root } = project
    expect(project).toMatchObject({
      name: "shop",
      version: "0.0.0",
      dialect: "redshift",
      targetNames: ["dev"],
      targetPath: join(root, "target"),
      vars: {},
      resources: [],
      warnings: [],
      target: {
        name: "dev",
        type: "duckdb",
        path: join(root, "data/lux.duckdb"),
        batches: join(root, "data/lux.batches"),
        schema: "main",
        schemaPrefix: "",
        threads: 4,
      },
    })
    const context = valueContext({}, {}, project.target)
    const { comment, append } = project.queryComment
    expect(append).toBe(false)
    expect(comment && JSON.parse(renderText(comment, context, { node: "model.shop.a" }))).toEqual({
      app: "lux",
      version: luxVersion,
      project: "shop",
      target: "dev",
      node: "model.shop.a",
    })
  })

  it("is found from a folder inside it", async () => {
    const folder = writtenProject({ "models/marts/a.sql": "select 1" })
    const inside = join(folder, "models/marts")
    expect((await loadProject({ projectDir: inside, env: {}, builtInTests: new Map() })).root).toBe(folder)
  })

  it.each<[name: string, env: Record<string, string>, asked: string | undefined, expected: string]>([
    ["the command's", { LUX_TARGET: "b" }, "c", "c"],
    ["LUX_TARGET", { LUX_TARGET: "b" }, undefined, "b"],
    ["that of the project", { LUX_TARGET: "" }, undefined, "a"],
  ])("target: %s", async (_name, env, target, expected) => {
    const files = {
      "lux_project.yml":
        "name: shop\ntarget: a\ntargets: {z: {type: duckdb}, a: {type: duckdb}, b: {type: duckdb}, c: {type: duckdb}}\n",
    }
    expect((await load(files, { env, target })).target.name).toBe(expected)
  })

  it("target: the first where nobody says which", async () => {
    const files = { "lux_project.yml": "name: shop\ntargets: {z: {type: duckdb}, a: {type: duckdb}}\n" }
    expect((await load(files)).target.name).toBe("z")
  })

  it("a target that is not used need not be readable here", async () => {
    const files = {
      "lux_project.yml": `name: shop\ntargets:\n  dev: {type: duckdb}\n  prod: {type: redshift, password: '{{env "SECRET"}}'}\n`,
    }
    expect((await load(files)).targetNames).toEqual(["dev", "prod"])
  })

  it("target settings from the environment keep their kinds", async () => {
    const { target, root } = await load(
      {
        ".env": "THREADS=2\nDB=from-file.duckdb\n",
        "lux_project.yml": `name: shop\ntargets:\n  dev:\n    type: duckdb\n    threads: '{{env "THREADS"}}'\n    path: 'x/{{env "DB"}}'\n    batches: '{{env "B" ""}}'\n    schema: '{{var "schema"}}'\n`,
      },
      { env: { DB: "from-process.duckdb" }, vars: "schema: mine" },
    )
    expect(target).toMatchObject({
      threads: 2,
      path: join(root, "x/from-process.duckdb"),
      batches: join(root, "x/from-process.batches"),
      schema: "mine",
    })
  })

  it.each<[Record<string, string>, string | undefined, string]>([
    [{ LUX_TARGET_PATH: "b" }, "c", "c"],
    [{ LUX_TARGET_PATH: "b" }, undefined, "b"],
    [{}, undefined, "a"],
  ])("target path: %j, %s", async (env, targetPath, expected) => {
    const project = await load(settings("target-path: a\n"), { env, targetPath })
    expect(project.targetPath).toBe(join(project.root, expected))
  })

  it("vars: the command's go before those of the project's name, which go before the others", async () => {
    const { vars } = await load(
      settings(`vars:\n  a: 1\n  b: 1\n  c: '{{env "C" 1}}'\n  shop: {b: 2, c: 2, d: [x]}\n`),
      { vars: '{"c": 3}' },
    )
    expect(vars).toMatchObject({ a: 1, b: 2, c: 3, d: ["x"] })
  })

  it("query-comment: a template, with its place, off, or behind the statement", async () => {
    const of = async (text: string) => (await load(settings(`query-comment: ${text}\n`))).queryComment
    expect((await of("by {{target.name}}")).comment).toMatchObject({ text: "by {{target.name}}", start: 57 })
    expect(await of("null")).toEqual({ comment: undefined, append: false })
    expect(await of("{append: true}")).toMatchObject({ append: true, comment: { start: 0 } })
    expect(await of("{comment: x, append: true}")).toMatchObject({ append: true, comment: { text: "x" } })
  })

  it("on-run-start and on-run-end: one statement or several", async () => {
    const { onRunStart, onRunEnd } = await load(
      settings("on-run-start: a\non-run-end: [b, 'c {{target.name}}']\n"),
    )
    expect([...onRunStart, ...onRunEnd].map((hook) => hook.text)).toEqual(["a", "b", "c {{target.name}}"])
  })

  it("folders that are not there hold nothing, others may lie anywhere inside", async () => {
    const project = await load({
      ...settings(
        "model-paths: [./sql/, no-such]\nseed-paths: 'data (old)'\nmacro-paths: []\ntest-paths: [sql/checks]\n",
      ),
      "sql/x/a.sql": "select 1",
      "data (old)/s.csv": "id\n",
      "sql/checks/p.yml": "models: [{name: a, description: x}]\n",
    })
    expect(project.resources).toMatchObject([
      { uniqueId: "model.shop.a", fqn: ["shop", "x", "a"], description: "x" },
      { uniqueId: "seed.shop.s", fqn: ["shop", "s"] },
    ])
  })

  it("warns of configuration for folders that are not there", async () => {
    const { warnings } = await load({
      ...settings(
        "models:\n  shop:\n    marts: {+tags: x}\n    mart: {+tags: x}\n  meta: {a: 1}\nseeds:\n  shop: {+tags: x}\n",
      ),
      "models/marts/a.sql": "select 1",
    })
    expect(warnings.map(lineOf)).toEqual([
      'LUX-1012 lux_project.yml:6:5 models has configuration for "mart", which matches nothing | A key of configuration starts with +; other keys are folders.',
      'LUX-1012 lux_project.yml:7:3 models has configuration for "meta", which matches nothing | A key of configuration starts with +; other keys are folders.',
    ])
  })

  it("reads files with a byte order mark and with carriage returns", async () => {
    const project = await load({
      "lux_project.yml": `\uFEFF${projectFile.replaceAll("\n", "\r\n")}`,
      "models/a.sql": "\uFEFFselect 1\r\n",
      "models/p.yml": "\uFEFFmodels:\r\n  - name: a\r\n    description: x\r\n",
    })
    expect(project.resources).toMatchObject([{ description: "x", template: { text: "select 1\r\n" } }])
  })
})

it("a key with nothing behind it is as good as no key", async () => {
  const project = await load({
    "lux_project.yml": `${projectFile}vars:\nseeds:\non-run-start:\nmodels:\n  +schema: raw\n  +tags:\n`,
    "models/a.sql": "select 1",
    "models/p.yml":
      "version:\nanchors: {a: &a x}\nsources:\nmodels:\n  - name: a\n    description: *a\n    config: {schema: null, alias:}\n    columns:\n    tags:\n",
  })
  expect(project.resources).toMatchObject([{ description: "x", tags: [], config: { schema: undefined } }])
})

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

describe("data tests", () => {
  const on = (lines: string): Files => ({
    "models/media.sql": "select 1",
    "models/p.yml": `models:\n  - name: media\n    columns:\n      - name: media_type\n        data_tests:\n${lines}`,
  })
  const item = (text: string): Files => on(`          - ${text}\n`)
  const tested = async (files: Files): Promise<DataTest> => only(await load(files), "test")

  it.each<[written: string, name: string]>([
    ["not_null", "not_null_media_media_type"],
    ["accepted_values: {values: [IMAGE, VIDEO]}", "accepted_values_media_media_type__IMAGE__VIDEO"],
    ["accepted_values: {arguments: {values: [1]}}", "accepted_values_media_media_type__1"],
    ["relationships: {to: ref('brand'), field: id}", "relationships_media_media_type__id__ref_brand_"],
    ["{test_name: not_null, name: mine}", "mine"],
    ["not_null: {name: mine}", "mine"],
    [
      "accepted_values: {values: [a long value, another long value, a third]}",
      expect.stringMatching(/^accepted_values_media_media_typ_[0-9a-f]{32}$/),
    ],
  ])("%s is named %s", async (written, name) => {
    expect((await tested(item(written))).name).toEqual(name)
  })

  it("know what they are declared on, and where", async () => {
    const test = await tested(item("not_null"))
    expect(test).toMatchObject({
      path: "models/p.yml",
      place: { file: "models/p.yml", line: 6, column: 13 },
      definition: { kind: "generic", test: "not_null", attachedTo: "model.shop.media", column: "media_type" },
      config: {
        severity: "error",
        warnIf: "!= 0",
        errorIf: "!= 0",
        failCalc: "count(*)",
        storeFailures: false,
      },
    })
    expect(test.uniqueId).toMatch(/^test\.shop\.not_null_media_media_type\.[0-9a-f]{10}$/)
  })

  it.each<[written: string, expected: unknown]>([
    ["{to: ref('brand'), field: id}", { kind: "relation", relation: { kind: "ref", parts: ["brand"] } }],
    [`{to: 'ref("pkg", "brand")', field: id}`, { kind: "relation", relation: { parts: ["pkg", "brand"] } }],
    [
      `{to: '{{source "lake" "brand"}}', field: id}`,
      { relation: { kind: "source", parts: ["lake", "brand"] } },
    ],
    [`{to: '{{var "x"}}.brand', field: id}`, { kind: "template", template: { text: '{{var "x"}}.brand' } }],
    ["{to: brand, field: id}", { kind: "value", value: "brand" }],
  ])("an argument is a relation, a template or a value: %s", async (written, expected) => {
    const { definition } = await tested(item(`relationships: ${written}`))
    expect(definition.kind === "generic" && definition.arguments["to"]).toMatchObject(Object(expected))
  })

  it.each([
    "not_null: {severity: WARN, warn_if: 10, limit: 5, where: a > 1, tags: [x], store_failures: true, schema: q}",
    "not_null: {config: {severity: warn, warn_if: '10', limit: '5', where: a > 1, tags: x, store_failures: 'true', schema: q}}",
    `not_null: {severity: error, config: {severity: '{{env "S" "warn"}}', warn_if: 10, limit: 5, where: a > 1, tags: x, store_failures: true, schema: q}}`,
  ])("configuration stands beside the arguments or under config: %s", async (written) => {
    const test = await tested(item(written))
    expect(test).toMatchObject({
      tags: ["x"],
      config: {
        severity: "warn",
        warnIf: "10",
        limit: 5,
        where: "a > 1",
        storeFailures: true,
        storeFailuresSchema: "q",
      },
    })
    expect(test.definition).toMatchObject({ arguments: {} })
  })

  it("inherit from folders, of generic and singular tests alike", async () => {
    const { resources } = await load({
      ...item("not_null"),
      ...settings("tests:\n  shop:\n    +severity: warn\n    inner: {+tags: x}\n"),
      "tests/inner/t.sql": `{{config error_if=">5"}}select 1`,
      "tests/p.yml": "data_tests:\n  - {name: t, description: T, config: {limit: 3}}\n",
    })
    const [generic, singular] = resources.filter((each) => each.type === "test")
    expect(generic).toMatchObject({ config: { severity: "warn" } })
    expect(singular).toMatchObject({
      uniqueId: "test.shop.t",
      description: "T",
      tags: ["x"],
      config: { severity: "warn", errorIf: ">5", limit: 3 },
      definition: { kind: "singular" },
    })
  })

  it("of a whole model take their column as an argument", async () => {
    const files = {
      "models/a.sql": "select 1",
      "models/p.yml": "models:\n  - name: a\n    tests:\n      - unique: {column_name: a || b}\n",
    }
    expect(await tested(files)).toMatchObject({
      name: "unique_a_a_b",
      definition: { column: "a || b", arguments: {} },
    })
  })

  it("the project's generic tests go before those that every project has", async () => {
    const project = await load({
      ...item("not_null: {more: 1}"),
      "tests/generic/n.sql": '{{#test "not_null" "model" "column_name" more=0}}select 1{{/test}}',
    })
    expect(project.genericTests.get("not_null")?.place.file).toBe("tests/generic/n.sql")
    expect(project.resources.filter(({ type }) => type === "test")).toHaveLength(1)
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

it("resources come in the same order whatever order the files are found in", async () => {
  const folder = writtenProject({
    "models/b.sql": "select 1",
    "models/A.sql": "select 1",
    "seeds/s.csv": "a\n",
  })
  mkdirSync(join(folder, "models/empty"))
  const project = await loadProject({ projectDir: folder, env: {}, builtInTests: new Map() })
  expect(project.resources.map(({ uniqueId }) => uniqueId)).toEqual([
    "model.shop.A",
    "model.shop.b",
    "seed.shop.s",
  ])
})

/** The one resource of a type, or of those the one with that id. */
function only<Type extends Resource["type"]>(project: Project, type: Type, id?: string) {
  const found = project.resources.filter(
    (each): each is Extract<Resource, { type: Type }> =>
      each.type === type && (id === undefined || each.uniqueId === id),
  )
  const [one, more] = found
  if (one === undefined || more !== undefined) throw new Error(`${found.length} of ${type} ${id ?? ""}`)
  return one
}

/** What commands leave for dbt's tools, read by dbt's own readers where they can be had. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import type { Lux } from "../api/types.ts"
import { lux, repositoryRoot } from "../dev/lux-process.testkit.ts"
import { needing, needingShared } from "../dev/needing.testkit.ts"
import { pythonPackages, pythonReaders } from "./python-readers.testkit.ts"

const readers = pythonReaders()
const judged = needing(pythonPackages, readers !== undefined)
const folder = mkdtempSync(join(tmpdir(), "lux-artifacts-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A project with one of everything. */
const files = {
  "lux_project.yml": `
name: p
dialect: duckdb
targets: {dev: {type: duckdb, path: test.duckdb}}
on-run-start: create table if not exists main.clicks as select 1 as id, now() as at
`,
  "models/orders_v1.sql":
    '{{config materialized="table" post_hook="analyze" dist="all"}}\nselect * from {{ref "numbers"}}\n',
  "models/orders_v2.sql":
    '{{config materialized="table"}}\nselect id, {{twice "id"}} as doubled from {{ref "numbers"}}\n',
  "models/numbers.sql": '{{config materialized="ephemeral"}}\nselect id from {{ref "ids"}}\n',
  "models/marts/report.sql":
    "select count(*) as orders from {{ref 'orders'}} join {{source 'shop' 'clicks'}} using (id)\n",
  "models/marts/wrong.sql": '{{config materialized="table"}}\nselect id, 1 as one from {{ref "ids"}}\n',
  "models/marts/behind.sql": "select * from {{ref 'wrong'}}\n",
  "models/marts/off.sql": "{{config enabled=false}}\nselect 1 as one\n",
  "models/all.yml": `
groups:
  - {name: finance, owner: {name: Ada, chat: "#finance"}}
models:
  - name: orders
    description: '{{doc "orders"}}'
    group: finance
    latest_version: 1
    config: {contract: {enforced: true}, meta: {owner: ada}, tags: [daily]}
    columns:
      - {name: id, data_type: bigint, constraints: [{type: not_null}], data_tests: [unique, not_null]}
    versions:
      - v: 1
      - {v: 2, columns: [{include: all}, {name: doubled, data_type: bigint}]}
  - name: report
    constraints: [{type: primary_key, columns: [orders]}]
  - name: wrong
    columns:
      - name: id
        data_tests:
          - relationships: {to: ref('numbers'), field: id}
          - accepted_values: {name: few_values, values: [1, 2], quote: false, config: {severity: warn}}
          - not_null
      - {name: one, data_tests: [unique]}
sources:
  - name: shop
    schema: main
    loader: collector
    freshness: {warn_after: {count: 12, period: hour}}
    loaded_at_field: at
    tables: [{name: clicks, columns: [{name: id}]}]
exposures:
  - name: board
    type: dashboard
    owner: {email: ada@example.com}
    depends_on: [ref('report'), "source('shop', 'clicks')"]
macros:
  - name: twice
    description: Doubles.
    arguments: [{name: value, type: expression, description: What to double.}]
`,
  "selectors.yml": `
selectors:
  - {name: daily, description: Each day., definition: "2+tag:daily+"}
  - name: nightly
    default: "{{env 'NIGHTLY' 'false'}}"
    definition:
      union:
        - method: selector
          value: daily
        - intersection: [{"config.materialized": table}, "@wrong"]
        - {method: fqn, value: "*", children: true}
        - exclude: [off, models/marts]
`,
  "models/docs.md": '{{#docs "orders"}}Every order.{{/docs}}\n',
  "macros/twice.sql": '{{#macro "twice" "value"}}{{value}} * 2{{/macro}}\n',
  "snapshots/ids.yml": `
snapshots:
  - name: id_history
    relation: ref('ids')
    config: {strategy: check, check_cols: [id], unique_key: id, hard_deletes: invalidate, tags: [daily]}
    columns: [{name: id, data_tests: [not_null]}]
`,
  "seeds/ids.csv": "id\n1\n2\n3\n",
  "tests/no_orders_lost.sql": "select 1 as lost from {{ref 'report'}} where orders < 0\n",
}

type Json = Readonly<Record<string, unknown>>

describe("a build of a project with one of everything", () => {
  const target = join(folder, "everything")
  let manifest: Readonly<Record<string, Readonly<Record<string, Json>>>> = {}
  let results: Readonly<Record<string, Json>> = {}

  beforeAll(async () => {
    const project = join(folder, "project")
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), text)
    }
    const { code, stdout } = await lux(["build", "--vars", "{x: 1}"], {
      cwd: project,
      env: { LUX_TARGET_PATH: target },
    })
    expect(code, stdout).toBe(1)
    const freshness = await lux(["source", "freshness"], { cwd: project, env: { LUX_TARGET_PATH: target } })
    expect(freshness.code, freshness.stdout).toBe(0)
    manifest = JSON.parse(readFileSync(join(target, "manifest.json"), "utf8"))
    const run: { results: readonly (Json & { unique_id: string })[] } = JSON.parse(
      readFileSync(join(target, "run_results.json"), "utf8"),
    )
    results = Object.fromEntries(run.results.map((each) => [shortId(each.unique_id), each]))
  })

  judged.it("is read by dbt's readers and holds to its schemas", () => {
    expect(readers?.read(target)).toEqual({
      manifest: { parsed: "ManifestV12", wrong: [] },
      run_results: { parsed: "RunResultsV6", wrong: [] },
      sources: { parsed: "SourcesV3", wrong: [] },
    })
  })

  judged.it("documents what the warehouse has, as dbt's readers read it", async () => {
    const documented = join(folder, "documented")
    const { code, stderr } = await lux(["docs", "generate", "--target-path", documented], {
      cwd: join(folder, "project"),
    })
    expect(code, stderr).toBe(0)
    expect(readers?.read(documented)).toEqual({
      manifest: { parsed: "ManifestV12", wrong: [] },
      catalog: { parsed: "CatalogV1", wrong: [] },
    })
  })

  needingShared("data/dbt-schemas").it("is judged by dbt's schemas: what they do not allow is found", () => {
    if (readers === undefined) return
    const changed = join(folder, "changed")
    mkdirSync(changed)
    const document: { results: Record<string, unknown>[] } = JSON.parse(
      readFileSync(join(target, "run_results.json"), "utf8"),
    )
    for (const result of document.results) delete result["compiled"]
    writeFileSync(join(changed, "run_results.json"), JSON.stringify(document))
    expect(readers.read(changed)["run_results"]?.wrong).not.toEqual([])
  })

  it("tells of snapshots with what they are taken of", () => {
    expect(manifest["nodes"]?.["snapshot.p.id_history"]).toMatchObject({
      resource_type: "snapshot",
      original_file_path: "snapshots/ids.yml",
      relation_name: '"test"."main"."id_history"',
      refs: [{ name: "ids" }],
      depends_on: { nodes: ["seed.p.ids"] },
      config: { strategy: "check", check_cols: ["id"], unique_key: "id", hard_deletes: "invalidate" },
      raw_code: "select * from {{ ref('ids') }}",
      compiled_code: expect.stringContaining('from "test"."main"."ids"'),
      compiled_path: expect.stringContaining("compiled/p/snapshots/id_history.sql"),
    })
    expect(results["snapshot.p.id_history"]).toMatchObject({ status: "success" })
    const [tested] = Object.values(manifest["nodes"] ?? {}).filter(
      (node) => node["attached_node"] === "snapshot.p.id_history",
    )
    expect(tested).toMatchObject({
      refs: [{ name: "id_history", package: null, version: null }],
      depends_on: { nodes: ["snapshot.p.id_history"] },
    })
  })

  it("tells of models as dbt does", () => {
    expect(manifest["nodes"]?.["model.p.orders.v1"]).toMatchObject({
      resource_type: "model",
      path: "orders_v1.sql",
      original_file_path: "models/orders_v1.sql",
      alias: "orders_v1",
      database: "test",
      schema: "main",
      relation_name: '"test"."main"."orders_v1"',
      description: "Every order.",
      patch_path: "p://models/all.yml",
      tags: ["daily"],
      group: "finance",
      version: 1,
      latest_version: 1,
      primary_key: ["id"],
      contract: { enforced: true, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
      config: {
        materialized: "table",
        dist: "all",
        meta: { owner: "ada" },
        "post-hook": [{ sql: "analyze", transaction: true, index: 0 }],
      },
      columns: { id: { data_type: "bigint", constraints: [{ type: "not_null" }] } },
      refs: [{ name: "numbers", package: null, version: null }],
      depends_on: { nodes: ["model.p.numbers"], macros: [] },
      raw_code: files["models/orders_v1.sql"],
      doc_blocks: ["doc.p.orders"],
      compiled: true,
      compiled_path: expect.stringContaining("compiled/p/models/orders_v1.sql"),
      compiled_code: expect.stringContaining(
        'with __dbt__cte__numbers as (\n\nselect id from "test"."main"."ids"',
      ),
    })
    expect(manifest["nodes"]?.["model.p.orders.v2"]).toMatchObject({
      depends_on: { macros: ["macro.p.twice"] },
    })
    expect(manifest["nodes"]?.["model.p.report"]).toMatchObject({
      path: "marts/report.sql",
      primary_key: ["orders"],
      refs: [{ name: "orders" }],
      sources: [["shop", "clicks"]],
      depends_on: { nodes: ["model.p.orders.v1", "source.p.shop.clicks"] },
    })
    expect(manifest["nodes"]?.["model.p.numbers"]).toMatchObject({
      relation_name: null,
      compiled: true,
      compiled_code: '\nselect id from "test"."main"."ids"\n',
      compiled_path: expect.stringContaining("compiled/p/models/numbers.sql"),
    })
    expect(manifest["disabled"]).toHaveProperty(["model.p.off", 0, "name"], "off")
  })

  it("names the files with what was sent, of what was run", () => {
    const paths = Object.fromEntries(
      Object.entries(manifest["nodes"] ?? {}).map(([id, { build_path: path }]) => [
        shortId(id),
        typeof path === "string" ? path.slice(path.indexOf("/run/")) : path,
      ]),
    )
    expect(paths).toMatchObject({
      "model.p.orders.v1": "/run/p/models/orders_v1.sql",
      "model.p.wrong": "/run/p/models/marts/wrong.sql",
      "model.p.behind": null,
      "model.p.numbers": null,
      "seed.p.ids": "/run/p/seeds/ids.sql",
      "snapshot.p.id_history": "/run/p/snapshots/id_history.sql",
      "test.p.unique_wrong_one": "/run/p/models/tests/unique_wrong_one.sql",
      "test.p.no_orders_lost": "/run/p/tests/no_orders_lost.sql",
    })
  })

  it("has the selections of selectors.yml as dbt reads them", () => {
    const daily = { method: "tag", value: "daily", parents: true, parents_depth: 2, children: true }
    expect(manifest["selectors"]).toEqual({
      daily: { name: "daily", description: "Each day.", definition: daily },
      nightly: {
        name: "nightly",
        default: "{{env 'NIGHTLY' 'false'}}",
        definition: {
          union: [
            daily,
            {
              intersection: [
                { method: "config.materialized", value: "table" },
                { method: "fqn", value: "wrong", childrens_parents: true },
              ],
            },
            { method: "fqn", value: "*", children: true },
            {
              exclude: [
                { method: "fqn", value: "off" },
                { method: "path", value: "models/marts" },
              ],
            },
          ],
        },
      },
    })
  })

  it("tells of tests with what they are declared on", () => {
    const test = Object.values(manifest["nodes"] ?? {}).find(
      ({ test_metadata: use }) => JSON.stringify(use)?.includes("relationships") === true,
    )
    expect(test).toMatchObject({
      column_name: "id",
      attached_node: "model.p.wrong",
      file_key_name: "models.wrong",
      depends_on: { macros: ["macro.lux.test_relationships"], nodes: ["model.p.numbers", "model.p.wrong"] },
      refs: [{ name: "numbers" }, { name: "wrong" }],
      test_metadata: {
        name: "relationships",
        kwargs: {
          to: "ref('numbers')",
          field: "id",
          column_name: "id",
          model: "{{ get_where_subquery(ref('wrong')) }}",
        },
        namespace: null,
      },
      config: { severity: "ERROR", materialized: "test" },
    })
  })

  it("tells of sources, exposures, groups, macros and docs blocks", () => {
    expect(manifest["sources"]?.["source.p.shop.clicks"]).toMatchObject({
      relation_name: '"test"."main"."clicks"',
      loader: "collector",
      loaded_at_field: "at",
      freshness: { warn_after: { count: 12, period: "hour" }, error_after: null },
    })
    expect(manifest["exposures"]?.["exposure.p.board"]).toMatchObject({
      depends_on: { nodes: ["model.p.report", "source.p.shop.clicks"] },
      owner: { email: "ada@example.com" },
    })
    expect(manifest["groups"]?.["group.p.finance"]).toMatchObject({
      owner: { name: "Ada", chat: "#finance" },
    })
    expect(manifest["group_map"]?.["finance"]).toContain("model.p.orders.v1")
    expect(manifest["macros"]?.["macro.p.twice"]).toMatchObject({
      macro_sql: '{{#macro "twice" "value"}}{{value}} * 2{{/macro}}',
      description: "Doubles.",
      arguments: [{ name: "value", type: "expression", description: "What to double." }],
    })
    expect(manifest["docs"]?.["doc.dbt.__overview__"]).toMatchObject({ package_name: "dbt" })
    expect(manifest["docs"]?.["doc.p.orders"]).toMatchObject({
      block_contents: "Every order.",
      path: "models/docs.md",
    })
  })

  it("has both ends of every edge", () => {
    expect(manifest["parent_map"]?.["model.p.behind"]).toEqual(["model.p.wrong"])
    expect(manifest["child_map"]?.["model.p.wrong"]).toContain("model.p.behind")
    expect(manifest["child_map"]?.["source.p.shop.clicks"]).toEqual(["exposure.p.board", "model.p.report"])
  })

  it("tells what came of each node and check, also of those that it did not come to", () => {
    expect(results["model.p.orders.v1"]).toMatchObject({
      status: "success",
      message: "3 rows",
      adapter_response: { _message: "3 rows", rows_affected: 3 },
      relation_name: '"test"."main"."orders_v1"',
      timing: [{ name: "compile" }, { name: "execute" }],
      thread_id: expect.stringMatching(/^Thread-[1-4]$/),
    })
    expect(results["model.p.wrong"]).toMatchObject({ status: "error", failures: null })
    expect(results["model.p.behind"]).toMatchObject({ status: "skipped", timing: [] })
    expect(results["test.p.unique_wrong_one"]).toMatchObject({
      status: "fail",
      failures: 1,
      message: "Got 1 result, configured to fail if != 0",
      compiled_code: expect.stringContaining('from "test"."main"."wrong"\n'),
    })
    expect(results["test.p.not_null_wrong_id"]).toMatchObject({ status: "pass", failures: 0, message: null })
    expect(results["test.p.few_values"]).toMatchObject({ status: "warn" })
  })

  it("keeps the compiled and the executed SQL", () => {
    const sql = (path: string): string => readFileSync(join(target, path), "utf8")
    expect(sql("compiled/p/models/marts/wrong.sql")).toContain("select id, 1 as one from main.ids")
    expect(sql("run/p/models/marts/wrong.sql")).toContain("create table main.wrong__lux_candidate as")
    expect(sql("compiled/p/models/tests/unique_wrong_one.sql")).toContain("from main.wrong\n")
    expect(sql("run/p/models/tests/unique_wrong_one.sql")).toContain("from main.wrong__lux_candidate")
    expect(sql("run/p/seeds/ids.sql")).toContain("main.ids")
    expect(existsSync(join(target, "run/p/models/marts/behind.sql"))).toBe(false)
    expect(
      readdirSync(target, { recursive: true }).filter((name) => String(name).endsWith(".writing")),
    ).toEqual([])
  })
})

describe("the luxury-brand project", () => {
  judged.it("leaves artifacts that dbt's readers read and its schemas allow", async () => {
    const place = (name: string): string => join(folder, "brands", name)
    const env = {
      LUX_LAKE: place("lake"),
      LUX_DATABASE: place("lux.duckdb"),
      LUX_TARGET_PATH: place("target"),
    }
    await lux(["dev", "lake", "--hours", "1", "--folder", place("lake")], { env })
    const { code, stdout, stderr } = await lux(["build"], { env, cwd: repositoryRoot })
    expect(code, stdout + stderr).toBe(0)
    expect(readers?.read(place("target"))).toEqual({
      manifest: { parsed: "ManifestV12", wrong: [] },
      run_results: { parsed: "RunResultsV6", wrong: [] },
    })
  })
})

describe("manifest.json", () => {
  const written = (project: { folder: string }): string =>
    readFileSync(join(project.folder, "target/manifest.json"), "utf8")

  it("is written by parse when something changed, and left alone when nothing did", async () => {
    const project = temporaryProject({ "models/one.sql": "select 1 as one\n" })
    await project.lux().parse({ writeJson: true })
    const first = written(project)
    await project.lux().parse({ writeJson: true })
    expect(written(project)).toBe(first)
    project.write({ "models/two.sql": "select 2 as two\n" })
    await project.lux().parse({ writeJson: true })
    expect(Object.keys(JSON.parse(written(project)).nodes)).toEqual(["model.p.one", "model.p.two"])
  })

  it("is not touched by a list", async () => {
    const project = temporaryProject({ "models/one.sql": "select 1 as one\n" })
    await project.lux().list()
    expect(existsSync(join(project.folder, "target/manifest.json"))).toBe(false)
  })

  it("is a warning where it cannot be written, and the build is done", async () => {
    const project = temporaryProject({
      "models/one.sql": "select 1 as one\n",
      "target/manifest.json/in_the_way": "",
    })
    const codes: string[] = []
    const { success } = await project.execute("build", {
      onEvent: (event) => {
        if (event.type === "warning") codes.push(event.error.code)
      },
    })
    expect({ success, codes }).toEqual({ success: true, codes: ["LUX-2330"] })
    expect(await project.query("select one from one")).toEqual([{ one: 1 }])
  })
})

describe("a command that only writes", () => {
  const commands: readonly (readonly [string, (lux: Lux) => Promise<unknown>])[] = [
    ["compile", (lux) => lux.compile()],
    ["parse --write-json", (lux) => lux.parse({ writeJson: true })],
    ["docs generate", (lux) => lux.generateDocs()],
    ["source freshness --output", (lux) => lux.sourceFreshness({ output: "target/other.json" })],
  ]
  it.each(commands)("%s fails where it cannot write", async (_, command) => {
    const project = temporaryProject({ "models/one.sql": "select 1 as one\n" })
    await project.execute("run")
    rmSync(join(project.folder, "target"), { recursive: true })
    project.write({ target: "in the way\n" })
    await expect(command(project.lux())).rejects.toMatchObject({ code: "LUX-2330" })
  })
})

describe("docs generate", () => {
  it("leaves what the warehouse has of the project, and the compiled project", async () => {
    const project = temporaryProject({
      "models/one.sql": "{{config materialized='table'}}\nselect 1 as id, 'x'::varchar as name\n",
      "models/two.sql": "select * from {{ref 'one'}} join {{source 'away' 'here'}} using (id)\n",
      "models/not_built.sql": "select 1 as id\n",
      "models/away.yml":
        "sources:\n  - {name: away, tables: [{name: here, columns: [{name: id}]}, {name: gone}]}\n",
    })
    project.write({
      "models/described.yml":
        "models:\n  - name: one\n    description: The one.\n    config: {persist_docs: {relation: true, columns: true}}\n    columns: [{name: id, description: Its key.}]\n",
    })
    await project.execute("run", { select: ["one"] })
    await project.change(
      "create schema away; create table away.here as select x::smallint as id from range(1, 5) as t(x); delete from away.here where id = 4",
    )
    await project.execute("run", { select: ["two"] })
    expect(await project.lux().generateDocs()).toEqual({
      folder: "target",
      site: "target/site/index.html",
      relations: 3,
    })
    const read = (name: string) => JSON.parse(readFileSync(join(project.folder, "target", name), "utf8"))
    const { nodes, sources } = read("catalog.json")
    expect(Object.keys(nodes).sort()).toEqual(["model.p.one", "model.p.two"])
    expect(nodes["model.p.one"]).toMatchObject({
      metadata: { type: "BASE TABLE", schema: "main", name: "one", database: "test", comment: "The one." },
      columns: {
        id: { type: "INTEGER", index: 1, comment: "Its key." },
        name: { type: "VARCHAR", index: 2, comment: null },
      },
      stats: { has_stats: { value: true }, num_rows: { value: 1, include: true } },
    })
    expect(nodes["model.p.two"].metadata.type).toBe("VIEW")
    expect(nodes["model.p.two"].stats).toMatchObject({ has_stats: { value: false } })
    expect(sources["source.p.away.here"].stats.num_rows.value).toBe(3)
    expect(Object.keys(sources)).toEqual(["source.p.away.here"])
    expect(sources["source.p.away.here"].columns.id.type).toBe("SMALLINT")
    expect(read("manifest.json").nodes["model.p.not_built"].compiled_code).toContain("select 1 as id")
  })

  it("without a warehouse makes the site of what is known, and warns", async () => {
    const project = temporaryProject({ "models/one.sql": "select 1 as one\n" })
    const lux = project.lux()
    expect(await lux.generateDocs()).toMatchObject({ relations: 0 })
    expect(lux.warnings.map(({ code }) => code)).toEqual(["LUX-3100"])
    const index = readFileSync(join(project.folder, "target/site/data/index.js"), "utf8")
    expect(index).toContain("there is no warehouse")
    expect(existsSync(join(project.folder, "target/catalog.json"))).toBe(false)
  })
})

/** Without a generic test's digest. */
function shortId(id: string): string {
  return id.startsWith("test.") ? id.split(".").slice(0, 3).join(".") : id
}

/** Artifacts as dbt itself and tools for its projects read them, where these are installed. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { needingChromium, startChromium } from "../dev/chromium.testkit.ts"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const python = process.env["LUX_TEST_DBT_PYTHON"]
const tools = needing("LUX_TEST_DBT_PYTHON, Python with .ci/dbt/requirements.txt", python !== undefined)
const folder = mkdtempSync(join(tmpdir(), "lux-dbt-tools-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const long = "a_column_whose_name_is_long_enough_to_need_a_shorter_one"

const files = {
  "lux_project.yml": `
name: shop
dialect: duckdb
targets: {dev: {type: duckdb, path: shop.duckdb}}
on-run-start: create table if not exists main.notes as select 1::bigint as id, 'first' as note
`,
  "seeds/payments.csv": `id,amount,${long}\n1,2.50,a\n2,3.25,b\n`,
  "models/cents.sql": `{{config materialized="ephemeral"}}\nselect id, amount * 100 as cents from {{ref "payments"}}\n`,
  "models/twice.sql":
    '{{config materialized="ephemeral"}}\nselect id, cents * 2 as doubled from {{ref "cents"}}\n',
  "models/orders_v1.sql": '{{config materialized="table"}}\nselect id, cents from {{ref "cents"}}\n',
  "models/orders_v2.sql":
    '{{config materialized="table"}}\nselect id, cents, doubled from {{ref "cents"}} join {{ref "twice"}} using (id)\n',
  "models/marts/revenue.sql":
    'select max(o.cents) as most, n.note from {{ref "orders"}} as o join {{source "lake" "notes"}} as n on n.id = o.id group by n.note\n',
  "models/lake/notes_here.sql":
    '{{config materialized="table"}}\nselect id, note from {{source "lake" "files"}}\n',
  "models/docs.md": '{{#docs "money"}}In cents.{{/docs}}\n{{#docs "shop"}}What is sold.{{/docs}}\n',
  "models/lake/notes.yml": `
sources:
  - name: lake
    schema: main
    tables:
      - {name: notes, columns: [{name: id, data_type: bigint}, {name: note, data_type: varchar}]}
      - name: files
        external: {root: lake, format: json, path: "*.json"}
        columns: [{name: id, data_type: bigint}, {name: note, data_type: varchar}]
`,
  "lake/one.json": '{"id": 1, "note": "first"}\n',
  "models/shop.yml": `
groups: [{name: finance, owner: {name: Ada}}]
seeds:
  - name: payments
    config: {column_types: {amount: "decimal(9,2)"}}
    columns: [{name: id}, {name: amount, data_type: double}, {name: ${long}, data_tests: [{accepted_values: {values: [a, b, c]}}]}]
models:
  - name: orders
    description: 'Orders: {{doc "shop"}}'
    latest_version: 2
    config: {access: public, group: finance}
    columns:
      - {name: id, data_tests: [unique]}
      - {name: cents, description: '{{doc "money"}}', data_tests: [not_null]}
    versions: [{v: 1, deprecation_date: 2020-01-31}, {v: 2}]
  - name: cents
    columns: [{name: id, data_tests: [unique]}, {name: cents, data_tests: [unique, not_null]}]
  - name: twice
    columns: [{name: id, data_tests: [{unique: {config: {enabled: false}}}]}]
  - name: notes_here
    data_tests: [{unique_combination_of_columns: {combination_of_columns: [id, note]}}]
    columns: [{name: note, data_tests: [{accepted_values: {values: [first, 2.50, true, "it's"]}}]}]
`,
  "models/marts/board/boards.yml": `
exposures:
  - {name: board, type: dashboard, owner: {email: ada@example.com}, depends_on: [ref('revenue')]}
`,
}

interface Manifest {
  readonly nodes: Readonly<Record<string, Node>>
  readonly exposures: Readonly<Record<string, Node>>
  readonly sources: Readonly<Record<string, Node>>
}

interface Node {
  readonly name: string
  readonly alias: string
  readonly path: string
  readonly fqn: readonly string[]
  readonly relation_name: string | null
  readonly primary_key?: readonly string[]
  readonly deprecation_date?: string | null
  readonly doc_blocks?: readonly string[]
  readonly columns: Readonly<
    Record<string, { readonly data_type: string; readonly doc_blocks: readonly string[] }>
  >
  readonly attached_node?: string
  readonly test_metadata?: { readonly name: string; readonly kwargs: Readonly<Record<string, unknown>> }
}

const project = join(folder, "shop")
const target = join(project, "target")
let manifest: Manifest = { nodes: {}, exposures: {}, sources: {} }

beforeAll(async () => {
  if (python === undefined) return
  write(project, files)
  for (const command of [["build"], ["docs", "generate"]]) {
    const { code, stdout, stderr } = await warmLux(command, { cwd: project })
    expect(code, stdout + stderr).toBe(0)
  }
  manifest = JSON.parse(readFileSync(join(target, "manifest.json"), "utf8"))
}, 120_000)

tools.describe("a project of lux", () => {
  it("names its tests as dbt does", () => {
    const tests = Object.values(manifest.nodes).flatMap((test) => {
      if (test.test_metadata === undefined || test.attached_node === undefined) return []
      const { name, kwargs } = test.test_metadata
      return [{ test, asked: [name, manifest.nodes[test.attached_node]?.alias, kwargs] }]
    })
    const names = asked<readonly (readonly [string, string])[]>(
      "names",
      [],
      tests.map((each) => each.asked),
    )
    expect(tests.map(({ test: { alias, name, path, fqn } }) => [alias, name, path, fqn.at(-1)])).toEqual(
      names.map(([short, full]) => [short, full, `${short}.sql`, full]),
    )
    expect(names.filter(([short, full]) => short !== full)).toHaveLength(1)
    expect(names.map(([, full]) => full)).toContain("accepted_values_notes_here_note__first__2_5__True__it_s")
  })

  it("has the primary keys that dbt infers", () => {
    const models = Object.entries(manifest.nodes).filter(([id]) => id.startsWith("model."))
    const found = Object.fromEntries(models.map(([id, { primary_key }]) => [id, sorted(primary_key)]))
    const keys = asked<Readonly<Record<string, readonly string[]>>>("primary-keys", [target])
    expect(found).toEqual(Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, sorted(key)])))
    expect(found).toMatchObject({
      "model.shop.orders.v2": ["id"],
      "model.shop.cents": ["cents"],
      "model.shop.twice": ["id"],
      "model.shop.notes_here": ["id", "note"],
      "model.shop.revenue": [],
    })
  })

  it("has its columns' lineage in dbt-colibri, through ephemeral models and from files", () => {
    const edges = asked<readonly (readonly string[])[]>("colibri", [target]).map((edge) => edge.join(" "))
    expect(edges.sort()).toEqual([
      "model.shop.cents cents model.shop.orders.v1 cents",
      "model.shop.cents cents model.shop.orders.v2 cents",
      "model.shop.cents cents model.shop.twice doubled",
      "model.shop.cents id model.shop.orders.v1 id",
      "model.shop.cents id model.shop.orders.v2 id",
      "model.shop.cents id model.shop.twice id",
      "model.shop.orders.v2 cents model.shop.revenue most",
      "model.shop.twice doubled model.shop.orders.v2 doubled",
      "model.shop.twice id model.shop.orders.v2 id",
      "seed.shop.payments amount model.shop.cents cents",
      "seed.shop.payments id model.shop.cents id",
      "source.shop.lake.files id model.shop.notes_here id",
      "source.shop.lake.files note model.shop.notes_here note",
      "source.shop.lake.notes note model.shop.revenue note",
    ])
  })

  it("has its columns' lineage in DataHub", () => {
    const datasets = asked<Readonly<Record<string, unknown>>>("datahub", [target])
    expect(datasets).toMatchObject({
      "dbt:shop.main.orders_v1": {
        upstreams: ["dbt:shop.main.cents"],
        columns: [
          ["dbt:shop.main.cents.cents", "dbt:shop.main.orders_v1.cents"],
          ["dbt:shop.main.cents.id", "dbt:shop.main.orders_v1.id"],
        ],
      },
      "dbt:shop.main.cents": {
        upstreams: ["duckdb:shop.main.payments"],
        columns: [
          ["duckdb:shop.main.payments.amount", "dbt:shop.main.cents.cents"],
          ["duckdb:shop.main.payments.id", "dbt:shop.main.cents.id"],
        ],
      },
      "dbt:shop.main.revenue": {
        columns: [
          ["dbt:shop.main.notes.note", "dbt:shop.main.revenue.note"],
          ["duckdb:shop.main.orders_v2.cents", "dbt:shop.main.revenue.most"],
        ],
      },
    })
  })

  it("is scored by dbt-score", () => {
    const args = [
      "lint",
      "--manifest",
      join(target, "manifest.json"),
      "--format",
      "json",
      "--fail-project-under",
      "0",
    ]
    const { evaluables } = JSON.parse(program("dbt-score", [...args, "--fail-any-item-under", "0"], project))
    expect(Object.keys(evaluables)).toEqual(
      expect.arrayContaining([
        "model.shop.orders.v1",
        "model.shop.revenue",
        "source.shop.lake.files",
        "exposure.shop.board",
      ]),
    )
    expect(evaluables["model.shop.orders.v1"].results["dbt_score.rules.generic.has_description"].result).toBe(
      "OK",
    )
  })

  it("is read by a project of dbt through dbt-loom", () => {
    const reader = join(folder, "reader")
    write(reader, {
      "dbt_project.yml":
        "name: reader\nversion: '1.0'\nprofile: reader\nmodels: {reader: {+materialized: table}}\n",
      "profiles.yml": `reader: {target: dev, outputs: {dev: {type: duckdb, path: reader.duckdb, attach: [{path: "${join(project, "shop.duckdb")}", read_only: true}]}}}\n`,
      "dbt_loom.config.yml": `manifests: [{name: shop, type: file, config: {path: "${join(target, "manifest.json")}"}}]\n`,
      "models/mine.sql": "select sum(cents) as cents from {{ ref('shop', 'orders') }}\n",
      "models/old.sql": "select sum(cents) as cents from {{ ref('shop', 'orders', v=1) }}\n",
    })
    const said = program("dbt", ["--no-use-colors", "build", "--profiles-dir", "."], reader)
    expect(said).toContain("PASS=2 WARN=0 ERROR=0")
    expect(said).toContain("orders.v1 has passed its deprecation date of 2020-01-31T00:00:00+00:00")
    expect(manifest.nodes["model.shop.orders.v1"]?.deprecation_date).toBe("2020-01-31T00:00:00.000Z")
  })

  it("says where exposures and docs blocks are, and what types seeds have", () => {
    expect(manifest.exposures["exposure.shop.board"]).toMatchObject({
      path: "marts/board/boards.yml",
      fqn: ["shop", "marts", "board", "board"],
    })
    const orders = manifest.nodes["model.shop.orders.v2"]
    expect([
      orders?.doc_blocks,
      orders?.columns["cents"]?.doc_blocks,
      orders?.columns["id"]?.doc_blocks,
    ]).toEqual([["doc.shop.shop"], ["doc.shop.money"], []])
    const catalog = JSON.parse(readFileSync(join(target, "catalog.json"), "utf8"))
    const typesOf = (columns: Readonly<Record<string, { readonly type: string }>>): readonly string[] =>
      Object.values(columns).map(({ type }) => type)
    expect(typesOf(catalog.nodes["seed.shop.payments"].columns)).toEqual([
      "BIGINT",
      "DECIMAL(9,2)",
      "VARCHAR",
    ])
    expect(
      Object.values(manifest.nodes["seed.shop.payments"]?.columns ?? {}).map(({ data_type }) => data_type),
    ).toEqual(["bigint", "decimal(9,2)", "varchar(256)"])
    expect(manifest.sources["source.shop.lake.files"]?.relation_name).toBe('"shop"."main"."files"')
    expect(catalog.sources["source.shop.lake.files"]).toMatchObject({
      metadata: { type: "EXTERNAL", database: "shop", schema: "main", name: "files" },
      columns: { id: { type: "bigint", index: 1 }, note: { type: "varchar", index: 2 } },
    })
  })

  needingChromium.it("is shown by dbt's own documentation page", async () => {
    const page = asked<string>("site", [])
    const server = createServer((request, response) => {
      const [path = "/"] = (request.url ?? "/").split("?")
      const file = path === "/" ? page : join(target, path)
      if (existsSync(file)) response.end(readFileSync(file))
      else response.writeHead(404).end()
    })
    const browser = await startChromium()
    try {
      const address = await listening(server)
      const tab = await browser.newPage()
      await tab.goto(`${address}/#!/overview`)
      await tab.getByText("The models, seeds, snapshots, sources and tests of this project").first().waitFor()
      await tab.goto(`${address}/#!/model/model.shop.orders.v2`)
      await tab.getByText("Orders: What is sold.").first().waitFor()
      await tab.goto(`${address}/#!/exposure/exposure.shop.board`)
      await tab.getByText("ada@example.com").first().waitFor()
    } finally {
      await browser.close()
      server.close()
    }
  })
})

function write(root: string, all: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** What `.ci/dbt/tools.py` finds. */
function asked<Found>(what: string, args: readonly string[], input: unknown = null): Found {
  const script = join(repositoryRoot, ".ci", "dbt", "tools.py")
  const options = { input: JSON.stringify(input), encoding: "utf8" as const, stdio: "pipe" as const }
  return JSON.parse(execFileSync(python ?? "python3", [script, what, ...args], options))
}

/** What a program says that is installed with that Python. */
function program(name: string, args: readonly string[], cwd: string): string {
  const env = { ...process.env, DO_NOT_TRACK: "1" }
  return execFileSync(join(dirname(python ?? ""), name), args, { cwd, env, encoding: "utf8", stdio: "pipe" })
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`)
    })
  })
}

function sorted(names: readonly string[] | undefined): readonly string[] {
  return [...(names ?? [])].sort()
}

/** The compiled project is a plain value, and everything in the target folder is made of it by generators. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import { manifest } from "../../artifacts/manifest.ts"
import { compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { CompiledProject } from "../../compiled/compiled-project.ts"
import { compiledFromText, compiledText } from "../../compiled/compiled-text.testkit.ts"
import type { GeneratedFile, Generator } from "../../compiled/generator.ts"
import { writeGenerated } from "../../compiled/write-generated.ts"
import { generatorsOn } from "../commands/generators.ts"
import { projectReader } from "../read/read-project.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/stage/sources.yml": `sources:
  - name: shop
    schema: raw
    tables:
      - name: orders
        columns: [{name: id, data_type: bigint}, {name: kind, data_type: varchar}]
        loaded_at_field: at
        freshness: {warn_after: {count: 1, period: day}}
`,
  "models/orders.sql": `{{config materialized="table"}}
select id, upper(kind) as kind, {{half "id"}} as half from {{source "shop" "orders"}}
`,
  "models/kinds.sql": "select kind, count(*) as orders from {{ref 'orders'}} group by kind\n",
  "models/parts.sql": `{{config materialized="ephemeral"}}select id from {{ref 'orders'}}\n`,
  "models/off.sql": "{{config enabled=false}}select 1 as one\n",
  "models/m.yml": `groups: [{name: sales, owner: {name: Ann, team: [a, b]}}]
models:
  - name: orders
    description: "{{doc 'about'}}"
    meta: {digits: 17895695668004551}
    config: {group: sales, contract: {enforced: true}}
    constraints: [{type: primary_key, columns: [id]}]
    columns:
      - {name: id, data_type: bigint, description: Its number, data_tests: [unique, not_null: {config: {store_failures: true}}]}
      - {name: kind, data_type: varchar}
      - {name: half, data_type: double, data_tests: [positive]}
unit_tests:
  - name: upper_case
    model: orders
    given: [{input: "source('shop', 'orders')", rows: [{id: 1, kind: a}]}]
    expect: {format: csv, rows: "id,kind,half\\n1,A,0.5"}
exposures:
  - {name: board, type: dashboard, owner: {name: Ann}, depends_on: [ref('kinds')]}
`,
  "models/about.md": "{% docs about %}\nAll orders.\n{% enddocs %}\n",
  "macros/half.sql": '{{#macro "half" "column"}}{{column}} / 2.0{{/macro}}\n',
  "macros/js.js": "export function twice(context, value) { return value * 2 }\n",
  "macros/positive.sql":
    '{{#test "positive" "model" "column_name"}}select * from {{model}} where {{column_name}} <= 0{{/test}}\n',
  "seeds/letters.csv": "letter,place\na,1\nb,2\n",
  "snapshots/history.yml":
    "snapshots: [{name: history, relation: ref('letters'), config: {strategy: check, unique_key: letter, check_cols: all}, columns: [{name: letter, data_tests: [not_null]}]}]\n",
  "tests/no_debts.sql": "select * from {{ref 'orders'}} where id < 0\n",
  "selectors.yml": "selectors: [{name: first, definition: {union: [orders, tag:x]}}]\n",
}

const repository = resolve(import.meta.dirname, "../../..")

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2024-02-03T04:05:06.007Z") })
})
afterEach(() => {
  vi.useRealTimers()
})

describe("a compiled project", () => {
  it.each([
    ["of one model of each kind", () => temporaryProject(files).folder, false],
    ["from the record of an earlier command", () => temporaryProject(files).folder, true],
    ["of this repository", () => repository, false],
  ])(
    "%s is a plain value: generators make the same of it after a way through JSON",
    async (_, folderOf, again) => {
      const compiled = await compiledIn(folderOf(), again)
      const copy = compiledFromText(compiledText(compiled))
      const generators = await generatorsOn("docs")
      expect(generators.map(({ name }) => name)).toEqual([
        "lux",
        "manifest",
        "run_results",
        "catalog",
        "site",
      ])
      const made = generators.flatMap(({ generator }) => generator.generate(compiled))
      const madeOfCopy = generators.flatMap(({ generator }) => generator.generate(copy))
      const paths = made.map(({ path }) => path)
      expect(paths.filter((path) => !path.startsWith("site/data/"))).toEqual([
        "lux.json",
        "manifest.json",
        "site/index.html",
        "site/site.js",
        "site/site.css",
        "site/state.json",
      ])
      expect(madeOfCopy.map(textOf)).toEqual(made.map(textOf))
    },
  )

  it("has columns with their types, descriptions and what flows into them", async () => {
    const { nodes } = await compiledIn(temporaryProject(files).folder)
    expect(nodes["model.p.orders"]?.columns).toEqual([
      {
        name: "id",
        type: "bigint",
        description: "Its number",
        from: [{ node: "source.p.shop.orders", column: "id", kind: "identity" }],
        complete: true,
        expression: undefined,
      },
      {
        name: "kind",
        type: "varchar",
        description: "",
        from: [{ node: "source.p.shop.orders", column: "kind", kind: "transformation" }],
        complete: true,
        expression: "upper(kind)",
      },
      {
        name: "half",
        type: "double",
        description: "",
        from: [{ node: "source.p.shop.orders", column: "id", kind: "transformation" }],
        complete: true,
        expression: "id / 2.0",
      },
    ])
    expect(
      nodes["model.p.kinds"]?.columns.map(({ name, from }) => [name, from?.map(({ kind }) => kind)]),
    ).toEqual([
      ["kind", ["identity"]],
      ["orders", []],
    ])
    expect(nodes["seed.p.letters"]?.columns.map(({ name, type }) => [name, type])).toEqual([
      ["letter", "varchar(256)"],
      ["place", "bigint"],
    ])
    expect(nodes["source.p.shop.orders"]?.columns.map(({ name }) => name)).toEqual(["id", "kind"])
  })

  it("knows places, edges, macros and where rows are", async () => {
    const { nodes, order, disabled, macros } = await compiledIn(temporaryProject(files).folder)
    const orders = nodes["model.p.orders"]
    expect(orders).toMatchObject({
      dependsOn: ["source.p.shop.orders"],
      macros: ["macro.p.half"],
      calls: [{ kind: "source", parts: ["shop", "orders"] }],
      relation: { database: "test", schema: "main", name: "orders", exists: true },
    })
    expect(orders?.readers).toContain("model.p.kinds")
    expect(orders?.sql).toContain("select id, upper(kind) as kind")
    expect(nodes["model.p.parts"]?.relation).toMatchObject({ name: "parts", exists: false })
    expect(order.indexOf("source.p.shop.orders")).toBeLessThan(order.indexOf("model.p.orders"))
    expect(disabled.map(({ resource }) => resource.uniqueId)).toEqual(["model.p.off"])
    expect(Object.keys(macros)).toEqual(["half", "twice"])
    const onSnapshot = Object.values(nodes).find(({ attachedTo }) => attachedTo === "snapshot.p.history")
    expect(onSnapshot?.calls).toEqual([{ kind: "ref", parts: ["history"], version: undefined }])
  })
})

describe("the primary key in the manifest", () => {
  const tests = (...names: readonly string[]) =>
    `models: [{name: a, columns: [{name: id, data_tests: [${names.join(", ")}]}, {name: other, data_tests: [not_null]}]}]\n`

  it.each([
    ["is what is unique and never null", tests("unique", "not_null"), ["id"]],
    ["is what is unique alone where nothing is more, as in dbt", tests("unique"), ["id"]],
    [
      "is what a constraint names",
      tests("unique", "not_null").replace(
        "name: a,",
        "name: a, constraints: [{type: primary_key, columns: [other]}],",
      ),
      ["other"],
    ],
  ])("%s", async (_, text, expected) => {
    const { folder } = temporaryProject({
      "models/a.sql": "select 1 as id, 2 as other",
      "models/a.yml": text,
    })
    const [written] = manifest.generate(await compiledIn(folder))
    const { nodes } = JSON.parse(Buffer.concat(written?.pieces ?? []).toString())
    expect(nodes["model.p.a"].primary_key).toEqual(expected)
  })
})

describe("a generator", () => {
  /** One line for each node: `docs/nodes.txt`. */
  const nodeList: Generator = {
    generate: ({ nodes }) => [file("nodes/all.txt", Object.keys(nodes).join("\n"))],
  }
  const toy = { on: "docs", folders: ["nodes"], load: async () => nodeList } as const

  it("is one object and its entry", async () => {
    const { folder } = temporaryProject(files)
    const compiled = await compiledIn(folder)
    const made = await generatorsOn("docs", { toy })
    expect(await generatorsOn("always", { toy })).toEqual([])
    for (const { generator, folders } of made)
      expect(await writeGenerated(placeOf(folder), generator.generate(compiled), folders)).toEqual([])
    expect(readFileSync(join(folder, "target/nodes/all.txt"), "utf8")).toContain("model.p.kinds")
  })

  it("owns its folders: what it does not make any more goes, and nothing else", async () => {
    const { folder, write } = temporaryProject({})
    write({ "target/site/old/page.html": "", "target/site/kept.html": "old", "target/other.txt": "" })
    const made = [file("site/b/index.html", "b"), file("site/kept.html", "new"), file("site/a.html", "a")]
    expect(await writeGenerated(placeOf(folder), made, ["site"])).toEqual([])
    expect(readdirSync(join(folder, "target"), { recursive: true }).sort()).toEqual([
      "other.txt",
      "site",
      "site/a.html",
      "site/b",
      "site/b/index.html",
      "site/kept.html",
    ])
    expect(readFileSync(join(folder, "target/site/kept.html"), "utf8")).toBe("new")
    await writeGenerated(placeOf(folder), [], ["site"])
    expect(readdirSync(join(folder, "target"))).toEqual(["other.txt"])
  })

  it("only gives a file a new time where nothing but its head would change", async () => {
    const { folder } = temporaryProject({})
    const path = join(folder, "target/a.json")
    await writeGenerated(placeOf(folder), [{ ...file("a.json", "rest"), head: Buffer.from("1 ") }])
    utimesSync(path, 1, 1)
    await writeGenerated(placeOf(folder), [{ ...file("a.json", "rest"), head: Buffer.from("2 ") }])
    expect(readFileSync(path, "utf8")).toBe("1 rest")
    expect(statSync(path).mtimeMs).toBeGreaterThan(1000)
    await writeGenerated(placeOf(folder), [{ ...file("a.json", "other"), head: Buffer.from("3 ") }])
    expect(readFileSync(path, "utf8")).toBe("3 other")
  })

  it("may not make one file twice", async () => {
    const { folder } = temporaryProject({})
    const twice = [file("a.txt", "1"), file("a.txt", "2")]
    await expect(writeGenerated(placeOf(folder), twice)).rejects.toThrow("a.txt is generated twice")
    expect(existsSync(join(folder, "target/a.txt"))).toBe(false)
  })

  it("writes nothing outside the target folder", async () => {
    const { folder } = temporaryProject({})
    const outside = temporaryProject({}).folder
    await writeGenerated(placeOf(folder), [file("../../escaped.txt", "")])
    expect(existsSync(join(folder, "target/__/__/escaped.txt"))).toBe(true)
    mkdirSync(join(folder, "target"), { recursive: true })
    symlinkSync(outside, join(folder, "target/site"))
    const [warning] = await writeGenerated(placeOf(folder), [file("site/index.html", "")], ["site"])
    expect(warning?.code).toBe("LUX-2330")
    expect(existsSync(join(outside, "lux_project.yml"))).toBe(true)
    expect(existsSync(join(outside, "index.html"))).toBe(false)
  })
})

function file(path: string, text: string): GeneratedFile {
  return { path, pieces: [Buffer.from(text)] }
}

function placeOf(root: string) {
  return { root, targetPath: join(root, "target") }
}

function textOf({ path, head = Buffer.of(), pieces }: GeneratedFile): string {
  return `${path}\n${Buffer.concat([head, ...pieces])}`
}

/** What `lux docs generate` compiles; `again`: after another command has left the record of the project. */
async function compiledIn(projectDir: string, again = false): Promise<CompiledProject> {
  const options = { projectDir, env: {}, cache: again }
  if (again) await projectReader(options).whole()
  const found = await projectReader(options).whole()
  const invocation = { id: "11111111-2222-3333-4444-555555555555", startedAt: new Date() }
  const { compiler, knowledge } = knowingCompiler(found, {
    id: invocation.id,
    startedAt: invocation.startedAt.toISOString(),
  })
  const models = await knowledge.analyse(new Set(found.graph.nodes.keys()))
  const sql = new Map(
    [...found.graph.nodes.values()].flatMap(({ resource }) =>
      resource.type === "model"
        ? [[resource.uniqueId, compiler.model(resource, { isIncremental: false }).sql] as const]
        : [],
    ),
  )
  return compiledFromProject(found, { invocation, sql, analysis: { knowledge, models } })
}

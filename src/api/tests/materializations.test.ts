import { describe, expect, it } from "vitest"
import { WarehouseError } from "../../warehouse/errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const target = "targets: {dev: {type: duckdb, path: test.duckdb}}\n"
const kinds =
  "select schema_name || '.' || table_name as name, 'table' as kind from duckdb_tables() where schema_name not like '%lux' and schema_name not like '%quality' union all select schema_name || '.' || view_name, 'view' from duckdb_views() where not internal and schema_name not like '%quality' order by 1"

const messages = (nodes: readonly { readonly error: Error | undefined }[]): (string | undefined)[] =>
  nodes.map((node) => node.error?.message)

describe("what a model becomes", () => {
  it("is a view, a table, nothing", async () => {
    const project = temporaryProject({
      "models/plain.sql": "select 1 as id\n",
      "models/kept.sql": "{{config materialized='table'}}\nselect id from {{ref 'folded'}}\n",
      "models/folded.sql": "{{config materialized='ephemeral'}}\nselect id + 1 as id from {{ref 'plain'}}\n",
    })
    expect(await project.statuses("build")).toEqual({ plain: "ok", kept: "ok" })
    expect(await project.query(kinds)).toEqual([
      { name: "main.kept", kind: "table" },
      { name: "main.plain", kind: "view" },
    ])
    expect(await project.query("select id from kept")).toEqual([{ id: 2 }])
  })

  it.each([
    ["a plain query", "select id from {{ref 'outer_part'}}"],
    ["a with of its own", "with mine as (select id from {{ref 'outer_part'}})\nselect id from mine"],
    [
      "a with recursive of its own",
      "with recursive up(id) as (\n  select id from {{ref 'outer_part'}}\n  union all\n  select id + 1 from up where id < 3\n)\nselect max(id) as id from up",
    ],
    ["a comment first", "-- with nothing\n/* with */ select id from {{ref 'outer_part'}} -- end"],
  ])("folds nested ephemeral models, that have a with of their own, into %s", async (_, sql) => {
    for (const dialect of ["duckdb", "redshift"]) {
      const project = temporaryProject(
        {
          "models/inner_part.sql":
            "{{config materialized='ephemeral'}}\nwith one as (select 1 as id)\nselect id from one\n",
          "models/outer_part.sql":
            "{{config materialized='ephemeral'}}\nwith recursive two as (select id + 2 as id from {{ref 'inner_part'}})\nselect id from two\n",
          "models/reader.sql": `{{config materialized='table'}}\n${sql}\n`,
          "models/reader.yml":
            "models:\n  - name: outer_part\n    columns: [{name: id, data_tests: [not_null, unique]}]\n",
        },
        `dialect: ${dialect}\n${target}`,
      )
      const { nodes } = await project.execute("build")
      expect(messages(nodes).filter((message) => message !== undefined)).toEqual([])
      expect(nodes.map((node) => node.status)).not.toContain("rejected")
      expect(await project.query("select id from reader")).toEqual([{ id: 3 }])
    }
  })

  it("has an alias and a schema, behind the target's prefix", async () => {
    const project = temporaryProject(
      {
        "models/a.sql": "{{config materialized='table' alias='first one' schema='Mart'}}\nselect 1 as id\n",
        "models/b.sql": "select id from {{ref 'a'}}\n",
      },
      "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb, schema: base, schema_prefix: dev_}}\n",
    )
    const { nodes } = await project.execute("build")
    expect(messages(nodes)).toEqual([undefined, undefined])
    const found = await project.query(kinds)
    expect(found.map((each) => String(each["name"]).toLowerCase()).sort()).toEqual([
      "dev_base.b",
      "dev_mart.first one",
    ])
    expect(await project.query("select id from dev_base.b")).toEqual([{ id: 1 }])
  })

  it("has the schema that a macro generate_schema_name gives", async () => {
    const project = temporaryProject({
      "models/a.sql": "{{config schema='mart' tags='x'}}\nselect 1 as id\n",
      "models/b.sql": "select 2 as id\n",
      "macros/schema.sql":
        '{{#macro "generate_schema_name" "custom_schema_name" "node"}}{{#if custom_schema_name}}z_{{custom_schema_name}}_{{node.name}}{{else}}fallback{{/if}}{{/macro}}\n',
    })
    await project.execute("run")
    expect(await project.query(kinds)).toEqual([
      { name: "fallback.b", kind: "view" },
      { name: "z_mart_a.a", kind: "view" },
    ])
  })
})

describe("hooks", () => {
  const settings = `dialect: duckdb\n${target}on-run-start: ["create table if not exists log (step varchar, n bigint)", "insert into log values ('start', 0)"]\non-run-end: "insert into log values ('end', 0)"\n`
  const hooked = (config: string) => ({
    "models/a.sql": `{{config materialized='table' ${config}}}\nselect 1 as id\n`,
    "models/a.yml": "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\n",
  })
  const steps = "select step from log"

  it.each(["run", "build"] as const)("run around the model and the whole %s", async (command) => {
    const hooks = `pre_hook="insert into log values ('pre', 0)" post_hook=(list "insert into log select 'in', count(*) from {{self}}" (dict sql="insert into log values ('after', 0)" transaction=false))`
    const project = temporaryProject(hooked(hooks), settings)
    const { nodes } = await project.execute(command)
    expect(messages(nodes)).toEqual([undefined])
    expect(await project.query("select step, n::int as n from log")).toEqual([
      { step: "start", n: 0 },
      { step: "pre", n: 0 },
      { step: "in", n: 1 },
      { step: "after", n: 0 },
      { step: "end", n: 0 },
    ])
  })

  it.each([
    ["run", "table"],
    ["build", "table"],
    ["run", "view"],
    ["build", "view"],
    ["run", "incremental"],
    ["build", "incremental"],
  ] as const)(
    "publish nothing when a post-hook in the transaction fails: %s of a %s",
    async (command, kind) => {
      const model = (id: number, hook: string) => ({
        ...hooked(""),
        "models/a.sql": `{{config materialized='${kind}' ${hook}}}\nselect ${id} as id\n`,
      })
      const project = temporaryProject(model(1, ""), settings)
      await project.execute(command)
      project.write(
        model(2, `post_hook=(list "insert into log values ('in', 0)" "insert into nowhere values (1)")`),
      )
      const { nodes } = await project.execute(command)
      expect(nodes[0]?.status).toBe("error")
      expect(nodes[0]?.error?.message).toContain("nowhere")
      expect(await project.query("select id from a")).toEqual([{ id: 1 }])
      expect((await project.query(steps)).map((row) => row["step"])).toEqual(["start", "end", "start", "end"])
      expect((await project.query(kinds)).map((row) => row["name"])).toEqual(["main.a", "main.log"])
    },
  )

  it("publish what stands before a post-hook behind the transaction fails", async () => {
    const project = temporaryProject(
      hooked(`post_hook=(dict sql="insert into nowhere values (1)" transaction=false)`),
      settings,
    )
    const { nodes } = await project.execute("build")
    expect(nodes[0]?.status).toBe("error")
    expect(await project.query("select id from a")).toEqual([{ id: 1 }])
  })

  it("build nothing when a pre-hook fails", async () => {
    const project = temporaryProject(hooked(`pre_hook="insert into nowhere values (1)"`), settings)
    expect(await project.statuses("build")).toEqual({ a: "error" })
    await expect(project.query("select id from a")).rejects.toThrow("does not exist")
  })

  it("come from a folder's config before the model's own", async () => {
    const project = temporaryProject(
      hooked(`post_hook="insert into log values ('own', 0)"`),
      `${settings}models: {p: {+post_hook: "insert into log values ('folder', 0)"}}\n`,
    )
    await project.execute("run")
    expect((await project.query(steps)).map((row) => row["step"])).toEqual(["start", "folder", "own", "end"])
  })
})

describe("indexes", () => {
  const indexed = (rows: string) => ({
    "models/a.sql": `{{config materialized='table' indexes=(list (dict columns=(list "id") unique=true) (dict columns=(list "id" "n")))}}\nselect * from (values ${rows}) as t(id, n)\n`,
  })
  const indexes =
    "select table_name || ' ' || index_name as n, is_unique as u from duckdb_indexes() order by index_name"
  const expected = [
    { n: "a a_id_key", u: true },
    { n: "a a_id_n_idx", u: false },
  ]

  it.each([
    ["run", ""],
    ["build", "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\n"],
  ] as const)("stand on the table again after every %s", async (command, yaml) => {
    const project = temporaryProject({ ...indexed("(1, 1)"), "models/a.yml": yaml })
    for (const rows of ["(1, 1)", "(1, 2), (2, 2)", "(3, 1)"]) {
      project.write(indexed(rows))
      const { nodes } = await project.execute(command)
      expect(messages(nodes)).toEqual([undefined])
      expect(await project.query(indexes)).toEqual(expected)
    }
    expect(await project.query("select id from a")).toEqual([{ id: 3 }])
  })
})

describe("grants", () => {
  it("are recorded and not executed", async () => {
    const project = temporaryProject({
      "models/a.sql": "{{config grants=(dict select=(list 'reporter' 'bi'))}}\nselect 1 as id\n",
      "models/b.sql": "select 2 as id\n",
    })
    await project.execute("build")
    expect(await project.query("select relation, grants from quality.node_result order by 1")).toEqual([
      { relation: "main.a", grants: '{"select":["reporter","bi"]}' },
      { relation: "main.b", grants: null },
    ])
  })

  it("get their column in a history of an earlier version, whose rows stay", async () => {
    const project = temporaryProject({ "models/a.sql": "select 1 as id\n" })
    await project.execute("build")
    await project.change("alter table quality.node_result drop column grants")
    project.write({ "models/a.sql": "{{config grants=(dict select='x')}}\nselect 1 as id\n" })
    await project.execute("build")
    await project.execute("build")
    expect(await project.query("select grants from quality.node_result order by started_at")).toEqual([
      { grants: null },
      { grants: '{"select":["x"]}' },
      { grants: '{"select":["x"]}' },
    ])
  })
})

describe("query-comment", () => {
  it.each([
    [
      "before",
      "query-comment: 'from {{target.name}} {{node}} */ x'\n",
      /^\/\* from dev model\.p\.a \*\\\/ x \*\/\n/,
    ],
    ["behind", "query-comment: {comment: 'from {{node}}', append: true}\n", /\n\/\* from model\.p\.a \*\/$/],
  ])("stands %s the statement, and places stay right", async (_, setting, shown) => {
    const project = temporaryProject(
      { "models/a.sql": "{{config materialized='table'}}\nselect 1,\n  nowhere\n" },
      `dialect: duckdb\n${target}${setting}`,
    )
    const [node] = (await project.execute("run")).nodes
    const failed = [node?.error, node?.error?.cause].find((error) => error instanceof WarehouseError)
    expect(failed?.sql).toMatch(shown)
    expect([node?.error?.place?.line, node?.error?.place?.column]).toEqual([3, 3])
    project.write({ "models/a.sql": "{{config materialized='table'}}\nselect 1 as id -- the end\n" })
    expect(await project.statuses("run")).toEqual({ a: "ok" })
  })
})

describe("seeds", () => {
  const seed = (csv: string) => ({
    "seeds/brand.csv": csv,
    "seeds/brand.yml":
      "seeds:\n  - name: brand\n    config: {column_types: {code: varchar, at: timestamp}}\n    columns:\n      - {name: id, data_type: integer, data_tests: [unique, not_null]}\n",
    "models/named.sql": "{{config materialized='table'}}\nselect count(*)::int as n from {{ref 'brand'}}\n",
  })

  it("load with their types, an empty text told from a null, and are tested", async () => {
    const project = temporaryProject(
      seed('id,code,at,name,amount\n1,007,2024-01-02 03:04:05,"a ""b"", c",1.5\n2,"",,,\n'),
    )
    expect(await project.statuses("build")).toEqual({ brand: "ok", named: "ok" })
    expect(await project.query("select *, typeof(id) || typeof(amount) as t from brand order by id")).toEqual(
      [
        { id: 1, code: "007", at: "2024-01-02 03:04:05", name: 'a "b", c', amount: 1.5, t: "INTEGERDOUBLE" },
        { id: 2, code: "", at: null, name: null, amount: null, t: "INTEGERDOUBLE" },
      ],
    )
    expect(await project.query("select n from named")).toEqual([{ n: 2 }])
  })

  it.each([
    ["too few fields", "id,code,at\n1,a,\n2\n"],
    ["a value of another type", "id,code,at\n1,a,\nx,b,\n"],
    ["a time that is none", "id,code,at\n1,a,\n2,b,2024-13-01\n"],
  ])("name the line of %s and load nothing", async (_, csv) => {
    const project = temporaryProject(seed("id,code,at\n9,z,\n"))
    await project.execute("build")
    project.write(seed(csv))
    const failure = await project.execute("build").then(
      ({ nodes }) => nodes.find((node) => node.label === "main.brand")?.error,
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ place: { file: "seeds/brand.csv", line: 3 } })
    expect(await project.query("select id, code from brand")).toEqual([{ id: 9, code: "z" }])
  })

  it("that a check rejects stay what they were", async () => {
    const project = temporaryProject(seed("id,code,at\n1,a,\n"))
    await project.execute("build")
    project.write(seed("id,code,at\n1,a,\n1,b,\n"))
    expect(await project.statuses("build")).toEqual({ brand: "rejected", named: "skipped" })
    expect(await project.query("select code from brand")).toEqual([{ code: "a" }])
  })

  it("may be empty", async () => {
    const project = temporaryProject(seed("id,code,at\n"))
    expect(await project.statuses("build")).toEqual({ brand: "ok", named: "ok" })
    expect(await project.query("select n from named")).toEqual([{ n: 0 }])
  })
})

describe("dialects and macros", () => {
  it("mean in a redshift project what Redshift means", async () => {
    const project = temporaryProject(
      {
        "models/a.sql": `{{config materialized='table'}}
select 7 / 2 as whole, 'a' || null as joined, row_number() over (order by v) as place, v
from (select 1 as v union all select null union all select 2) as t
`,
      },
      `dialect: redshift\n${target}`,
    )
    expect(messages((await project.execute("build")).nodes)).toEqual([undefined])
    expect(await project.query("select whole, joined, v from a order by place")).toEqual([
      { whole: 3, joined: null, v: 1 },
      { whole: 3, joined: null, v: 2 },
      { whole: 3, joined: null, v: null },
    ])
  })

  it("mean it in hooks and in checks of ephemeral models, too", async () => {
    const project = temporaryProject(
      {
        "models/a.sql": `{{config materialized='table' post_hook="insert into log select 7 / n from {{self}}"}}\nselect 2 as n\n`,
        "models/folded.sql":
          "{{config materialized='ephemeral'}}\nselect cbrt(n * 4) as n from {{ref 'a'}}\n",
        "models/folded.yml": "models:\n  - name: folded\n    columns: [{name: n, data_tests: [not_null]}]\n",
      },
      `dialect: redshift\n${target}on-run-end: ["insert into log select len(initcap('abcde'))"]\n`,
    )
    project.write({ "models/log.sql": "{{config materialized='table'}}\nselect 0 as n where false\n" })
    await project.execute("run", { select: ["log"] })
    expect(messages((await project.execute("run", { select: ["a"] })).nodes)).toEqual([undefined])
    expect(await project.query("select n from log order by n")).toEqual([{ n: 3 }, { n: 5 }, { n: 5 }])
    const { nodes } = await project.execute("test")
    expect(nodes.map((node) => node.status)).toEqual(["ok"])
  })

  it("may be JavaScript, and what a macro refs is built before", async () => {
    const project = temporaryProject({
      "macros/all.mjs":
        "export const rowsOf = (context, name, { limit }) => `select *, '${context.target.name}' as t from ${context.ref(name)} limit ${limit}`\n",
      "models/a.sql": "{{config materialized='table'}}\n{{rowsOf 'z' limit=1}}\n",
      "models/z.sql": "{{config materialized='table'}}\nselect 5 as id union all select 6\n",
    })
    const { nodes } = await project.execute("build")
    expect(nodes.map((node) => node.label)).toEqual(["main.z", "main.a"])
    expect(await project.query("select count(*)::int as n, max(t) as t from a")).toEqual([{ n: 1, t: "dev" }])
  })
})

/** What becomes of models, seeds and snapshots on the warehouses behind a network. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const types = ["redshift", "postgres"] as const

describe.each(types)("on %s", (type) => {
  let count = 0

  function projectOf(files: Readonly<Record<string, string>>): NetworkProject & {
    rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
    readonly schema: string
  } {
    const schema = `m${++count}`
    const settings = `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 4`)}}\n`
    const project = networkProject(settings, files)
    onTestFinished(() => project.remove())
    return {
      ...project,
      schema,
      rows: async (sql) => (await project.lux().show({ inline: sql, limit: -1 })).rows,
    }
  }

  it("builds seeds, views, tables and what reads them, and again", async () => {
    const project = projectOf({
      "seeds/orders.csv": "id,amount,at\n1,10.50,2024-01-01\n2,,2024-01-02\n",
      "models/cleaned.sql":
        '{{config materialized="view"}}\nselect id, coalesce(amount, 0) as amount from {{ref "orders"}}',
      "models/between.sql":
        '{{config materialized="ephemeral"}}\nselect id, amount * 2 as doubled from {{ref "cleaned"}}',
      "models/total.sql":
        '{{config materialized="table"}}\nselect sum(doubled) as total, count(*) as n from {{ref "between"}}',
      "models/schema.yml":
        "models:\n  - name: total\n    columns:\n      - name: total\n        data_tests: [not_null]\n  - name: cleaned\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n",
    })
    for (let run = 0; run < 3; run++) {
      expect(await project.statuses("build")).toEqual({ orders: "ok", cleaned: "ok", total: "ok" })
      expect(await project.rows('select * from {{ref "total"}}')).toMatchObject([{ n: 2 }])
    }
    expect(await project.statuses("run")).toEqual({ cleaned: "ok", total: "ok" })
    expect(await project.statuses("run", { fullRefresh: true })).toEqual({ cleaned: "ok", total: "ok" })
    expect(await project.rows('select * from {{ref "total"}}')).toMatchObject([{ n: 2 }])
    expect(Number((await project.rows('select total from {{ref "total"}}'))[0]?.["total"])).toBe(21)
  })

  it("takes texts as they are, backslashes and quotes too", async () => {
    const paths = [String.raw`C:\temp\new`, "it's", "end\\", String.raw`\'); drop table paths; --`]
    const descriptions = [String.raw`C:\temp, it's ${"\\"}`, String.raw`a \n b ${"\\"}`]
    const project = projectOf({
      "seeds/paths.csv": `id,path\n${paths.map((path, at) => `${at},${path}\n`).join("")}`,
      "models/first.sql": `{{config materialized="table"}}
select path, {{literal "${paths[0]}"}} as searched from {{ref "paths"}} where path = {{literal "${paths[0]}"}}`,
      "models/all.sql":
        '{{config materialized="materialized_view" dist="all"}}\nselect path from {{ref "paths"}}',
      "models/schema.yml": `seeds:
  - name: paths
    description: ${JSON.stringify(descriptions[0])}
    config: {persist_docs: {relation: true, columns: true}}
    columns:
      - name: path
        description: ${JSON.stringify(descriptions[1])}
        data_tests:
          - accepted_values: {values: ${JSON.stringify(paths)}}
          - matches_regex: {regex: '^[^\\s]'}
          - accepted_values:
              name: some_are_others
              arguments: {values: ["it's"]}
              config: {store_failures: true, severity: warn}
`,
    })
    for (let run = 0; run < 2; run++)
      expect(await project.statuses("build")).toEqual({ paths: "warn", first: "ok", all: "ok" })
    const all = async (sql: string) => (await project.rows(sql)).map((row) => Object.values(row))
    expect(await all('select path from {{ref "paths"}} order by id')).toEqual(paths.map((path) => [path]))
    expect(await all('select * from {{ref "first"}}')).toEqual([[paths[0], paths[0]]])
    const kept = await all("select value_field from test_failures.some_are_others")
    expect(new Set(kept.flat())).toEqual(new Set(paths.filter((path) => path !== "it's")))
    expect(
      await all(
        `select d.description from pg_description as d join pg_class as c on c.oid = d.objoid join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${project.schema}' and c.relname = 'paths' order by d.objsubid`,
      ),
    ).toEqual(descriptions.map((text) => [text]))
  })

  it("replaces views whatever columns they had, and keeps those that are bound to them", async () => {
    const view = (bind: boolean, sql: string) => `{{config materialized="view" bind=${bind}}}\n${sql}`
    const over = view(true, 'select a from {{ref "seen"}}')
    const columns = "models: [{name: seen, columns: [{name: a, data_tests: [not_null]}]}]\n"
    for (const checked of ["", columns]) {
      const project = projectOf({ "models/over.sql": over, "models/schema.yml": checked })
      for (const sql of [
        "select 1 as a, 2 as b",
        "select 2 as a",
        "select 3 as a, 'x' as b, 4 as c",
        "select 'four' as a, 'x' as d, 4 as c",
        "select 1 as z, 'five' as a",
      ])
        for (const bind of [true, false, true]) {
          project.write({
            "models/seen.sql": view(bind, sql),
            "models/over.sql": over.replace("true", `${bind}`),
          })
          expect(await project.statuses("build")).toEqual({ seen: "ok", over: "ok" })
          expect(await project.rows('select * from {{ref "seen"}}')).toEqual(await project.rows(sql))
          expect(await project.rows('select * from {{ref "over"}}')).toEqual(
            await project.rows(`select a from (${sql}) as one`),
          )
        }
    }
  }, 180_000)

  it("matches keys that are all there by = alone, and null with null", async () => {
    const otherwise = type === "redshift" ? "is null" : "is not distinct from"
    for (const incremental_strategy of ["merge", "delete+insert"]) {
      const rows = (day: string, n: number) => ({
        "models/sales.sql": `{{config materialized="incremental" unique_key=(list "shop" "day") incremental_strategy="${incremental_strategy}"}}\nselect 1 as shop, ${day} as day, ${n} as n`,
      })
      const project = projectOf(rows("2", 1))
      const matching = (): readonly string[] =>
        readFileSync(join(project.folder, "target", "run", "p", "models", "sales.sql"), "utf8")
          .split("\n")
          .filter((line) => /\b(on|and|where) .*\.(shop|day)\b.*source\./.test(line))
      await project.statuses("run")
      project.write(rows("2", 2))
      expect(await project.statuses("run")).toEqual({ sales: "ok" })
      expect(matching()).toHaveLength(2)
      expect(matching().join()).not.toContain(otherwise)
      for (const n of [3, 4]) {
        project.write(rows("cast(null as int)", n))
        expect(await project.statuses("run")).toEqual({ sales: "ok" })
        expect(matching()[0]).not.toContain(otherwise)
        expect(matching()[1]).toContain(otherwise)
      }
      expect(await project.rows('select shop, day, n from {{ref "sales"}} order by n')).toEqual([
        { shop: 1, day: 2, n: 2 },
        { shop: 1, day: null, n: 4 },
      ])
    }
  })

  it("builds what has a long name, again and after a version was rejected", async () => {
    const name = `orders_${"of_many_shops_".repeat(4)}`
    const model = (id: string) => ({
      [`models/${name}.sql`]: `{{config materialized="table"}}\nselect ${id} as id`,
    })
    const project = projectOf({
      ...model("1"),
      "models/schema.yml": `models: [{name: ${name}, columns: [{name: id, data_tests: [not_null]}]}]\n`,
    })
    expect(Buffer.byteLength(name)).toBe(63)
    for (let run = 0; run < 2; run++) expect(await project.statuses("build")).toEqual({ [name]: "ok" })
    project.write(model("cast(null as int)"))
    for (let run = 0; run < 2; run++) expect((await project.statuses("build"))[name]).toMatch(/^rejected/)
    expect(await project.rows(`select id from {{ref "${name}"}}`)).toEqual([{ id: 1 }])
    project.write(model("2"))
    expect(await project.statuses("build")).toEqual({ [name]: "ok" })
  })

  it("keeps the old version and the rejected one where a check fails", async () => {
    const project = projectOf({
      "models/numbers.sql": '{{config materialized="table"}}\nselect 1 as id',
      "models/schema.yml":
        "models:\n  - name: numbers\n    columns:\n      - name: id\n        data_tests: [unique]\n",
    })
    expect(await project.statuses("build")).toEqual({ numbers: "ok" })
    project.write({
      "models/numbers.sql": '{{config materialized="table"}}\nselect 2 as id union all select 2',
    })
    expect((await project.statuses("build"))["numbers"]).toMatch(/^rejected/)
    expect(await project.rows('select * from {{ref "numbers"}}')).toEqual([{ id: 1 }])
    expect(await project.rows(`select * from ${project.schema}.numbers__rejected`)).toEqual([
      { id: 2 },
      { id: 2 },
    ])
    project.write({ "models/numbers.sql": '{{config materialized="table"}}\nselect 3 as id' })
    expect(await project.statuses("build")).toEqual({ numbers: "ok" })
    expect(await project.rows('select * from {{ref "numbers"}}')).toEqual([{ id: 3 }])
    await expect(project.rows(`select * from ${project.schema}.numbers__rejected`)).rejects.toThrow(
      "does not exist",
    )
  })

  it.each(["replace", "swap"])("publishes by %s, also where the columns change", async (publish) => {
    const config = `{{config materialized="table" publish="${publish}"}}\n`
    const project = projectOf({ "models/t.sql": `${config}select 1 as a, cast('x' as varchar(10)) as b` })
    await project.statuses("run")
    for (const [sql, row] of [
      ["select 2 as a, cast('y' as varchar(10)) as b", { a: 2, b: "y" }],
      ["select cast('z' as varchar(10)) as b, 3 as a", { a: 3, b: "z" }],
      ["select 4 as a, cast('z' as varchar(10)) as b, 5 as c", { a: 4, b: "z", c: 5 }],
      ["select cast(6.5 as numeric(5, 2)) as a, 7 as c", { a: "6.50", c: 7 }],
      ["select cast(6.125 as numeric(6, 3)) as a, 7 as c", { a: "6.125", c: 7 }],
    ] as const) {
      project.write({ "models/t.sql": config + sql })
      expect(await project.statuses("run")).toEqual({ t: "ok" })
      expect(await project.rows('select * from {{ref "t"}}')).toEqual([row])
    }
    const tables = await project.rows(
      `select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${project.schema}' and c.relkind = 'r'`,
    )
    expect(tables).toEqual([{ relname: "t" }])
  })

  it.each(type === "redshift" ? ["append"] : ["append", "delete+insert", "merge"])(
    "adds to an incremental model by %s",
    async (strategy) => {
      const keys = strategy === "append" ? "" : ' unique_key="id" sequence_by="seq"'
      const config = `{{config materialized="incremental" incremental_strategy="${strategy}"${keys}}}\n`
      const rows = (values: readonly string[]) =>
        config + values.map((each) => `select ${each}`).join(" union all ")
      const project = projectOf({ "models/t.sql": rows(["1 as id, 1 as seq, 'a' as word", "2, 5, 'b'"]) })
      expect(await project.statuses("build")).toEqual({ t: "ok" })
      project.write({
        "models/t.sql": rows(["1 as id, 2 as seq, 'A' as word", "2, 4, 'older'", "3, 1, 'c'", "3, 2, 'C'"]),
      })
      expect(await project.statuses("build")).toEqual({ t: "ok" })
      const found = await project.rows('select id, word from {{ref "t"}} order by id, seq')
      const words = found.map(({ id, word }) => `${id}${word}`).join(" ")
      expect(words).toBe(strategy === "append" ? "1a 1A 2older 2b 3c 3C" : "1A 2b 3C")
    },
  )

  it("gives the privileges of the configuration, and takes others", async () => {
    const model = (grants: string) => ({
      "models/t.sql": `{{config materialized="table" ${grants}}}\nselect 1 as id`,
    })
    const project = projectOf(model(""))
    await project.lux().runOperation({
      sql: `create user reader_${type} password 'Reader12345'; create user writer_${type} password 'Writer12345'`,
    })
    // The server keeps privileges in a table of its own.
    const privileges = async () => {
      const [row] = await project.rows(
        type === "postgres"
          ? `select has_table_privilege('reader_${type}', '${project.schema}.t', 'select') as r, has_table_privilege('writer_${type}', '${project.schema}.t', 'insert') as w`
          : `select count(case when identity_name = 'reader_${type}' then 1 end) = 1 as r, count(case when identity_name = 'writer_${type}' then 1 end) = 1 as w from svv_relation_privileges where namespace_name = '${project.schema}' and relation_name = 't'`,
      )
      return row
    }
    project.write({
      "models/schema.yml": `models:\n  - name: t\n    config: {grants: {select: [reader_${type}], insert: [writer_${type}]}}\n`,
    })
    for (const fullRefresh of [false, false, true]) {
      expect(await project.statuses("run", { fullRefresh })).toEqual({ t: "ok" })
      expect(await privileges()).toEqual({ r: true, w: true })
    }
    project.write({
      "models/schema.yml": `models:\n  - name: t\n    config: {grants: {select: [reader_${type}]}}\n`,
    })
    expect(await project.statuses("run")).toEqual({ t: "ok" })
    if (type === "postgres") expect(await privileges()).toEqual({ r: true, w: false })
  })

  it("lets columns of an incremental model hold more, and never less", async () => {
    const config = '{{config materialized="incremental" on_schema_change="append_new_columns"}}\n'
    const model = (sql: string) => ({ "models/t.sql": config + sql })
    const project = projectOf({
      ...model("select 1 as id, cast('one' as varchar(5)) as word, cast(1.5 as numeric(6, 2)) as price"),
      "models/v.sql": '{{config materialized="view" bind=true}}\nselect word from {{ref "t"}}',
    })
    await project.statuses("run")
    project.write(
      model(
        "select cast(2 as bigint) as id, cast('a longer one' as varchar(40)) as word, cast(22222.25 as numeric(9, 2)) as price",
      ),
    )
    expect(await project.statuses("run")).toEqual({ t: "ok", v: "ok" })
    project.write(
      model(
        "select 3 as id, cast('3' as varchar(2)) as word, cast(3 as numeric(6, 2)) as price, true as fresh",
      ),
    )
    expect(await project.statuses("run")).toEqual({ t: "ok", v: "ok" })
    const { rows: types } = await project.lux().show({
      inline: `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute as a where a.attrelid = '${project.schema}.t'::regclass and a.attnum > 0 and not a.attisdropped order by a.attname`,
    })
    expect(types.map(({ name, type: each }) => `${name} ${each}`)).toEqual([
      "fresh boolean",
      "id bigint",
      "price numeric(9,2)",
      "word character varying(40)",
    ])
    expect(await project.rows('select id, word, price, fresh from {{ref "t"}} order by id')).toEqual([
      { id: 1, word: "one", price: "1.50", fresh: null },
      { id: 2, word: "a longer one", price: "22222.25", fresh: null },
      { id: 3, word: "3", price: "3.00", fresh: true },
    ])
    expect(await project.rows('select word from {{ref "v"}} order by word')).toHaveLength(3)
  })

  it("keeps the versions of a snapshot", async () => {
    const project = projectOf({
      "seeds/people.csv": "id,city\n1,Paris\n2,Rome\n",
      "snapshots/people.yml":
        "snapshots:\n  - name: people_log\n    relation: ref('people')\n    config: {strategy: check, unique_key: id, check_cols: [city], hard_deletes: invalidate}\n",
    })
    expect(await project.statuses("build")).toEqual({ people: "ok", people_log: "ok" })
    project.write({ "seeds/people.csv": "id,city\n1,Lyon\n3,Oslo\n" })
    expect(await project.statuses("build")).toEqual({ people: "ok", people_log: "ok" })
    const found = await project.rows(
      'select id, city, dbt_valid_to is null as holds from {{ref "people_log"}} order by id, dbt_valid_from',
    )
    expect(found.map(({ id, city, holds }) => `${id} ${city} ${holds}`)).toEqual([
      "1 Paris false",
      "1 Lyon true",
      "2 Rome false",
      "3 Oslo true",
    ])
    const sent = () =>
      readFileSync(join(project.folder, "target", "run", "p", "snapshots", "people_log.sql"), "utf8")
    const nullSafe = /\.id is not distinct from|and \w+\.id is null/
    expect(sent()).not.toMatch(nullSafe)
    // A row without a key is a row as well, and of one of them there are versions.
    for (const city of ["Bern", "Wien", "Graz"]) {
      project.write({ "seeds/people.csv": `id,city\n1,Lyon\n3,Oslo\n,${city}\n` })
      expect(await project.statuses("build")).toEqual({ people: "ok", people_log: "ok" })
    }
    expect(sent()).toMatch(nullSafe)
    const unnamed = await project.rows(
      'select city, dbt_valid_to is null as holds from {{ref "people_log"}} where id is null order by dbt_valid_from',
    )
    expect(unnamed.map(({ city, holds }) => `${city} ${holds}`)).toEqual([
      "Bern false",
      "Wien false",
      "Graz true",
    ])
  })

  it("holds a contract, records constraints and keeps descriptions", async () => {
    const project = projectOf({
      "models/t.sql": "{{config materialized=\"table\"}}\nselect 1 as id, cast('x' as varchar(5)) as word",
      "models/schema.yml": `models:
  - name: t
    description: What there is.
    config: {contract: {enforced: true}, persist_docs: {relation: true, columns: true}}
    columns:
      - {name: id, data_type: integer, description: Its number., constraints: [{type: not_null}, {type: primary_key}]}
      - {name: word, data_type: varchar(5)}
`,
    })
    for (let run = 0; run < 2; run++) expect(await project.statuses("build")).toEqual({ t: "ok" })
    expect(
      await project.rows(
        `select obj_description('${project.schema}.t'::regclass, 'pg_class') as t, col_description('${project.schema}.t'::regclass, 1) as id`,
      ),
    ).toEqual([{ t: "What there is.", id: "Its number." }])
    project.write({
      "models/t.sql":
        "{{config materialized=\"table\"}}\nselect cast(null as integer) as id, cast('x' as varchar(5)) as word",
    })
    expect((await project.statuses("build"))["t"]).toMatch(/^error: .*null value in column "id"/i)
    project.write({ "models/t.sql": '{{config materialized="table"}}\nselect 1 as id, 2 as word' })
    expect((await project.statuses("build"))["t"]).toContain("error")
    expect(await project.rows('select * from {{ref "t"}}')).toEqual([{ id: 1, word: "x" }])
  })
})

it("dist and sort are told to Redshift as what is made takes them", async () => {
  const made = (materialized: string, config: string): string =>
    `{{config materialized="${materialized}" ${config}}}\nselect 1 as id, 2 as amount`
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", "schema: laid")}}\n`,
    {
      "models/chosen.sql": made("table", 'dist="id" sort=(list "amount" "id")'),
      "models/crossed.sql": made("table", 'dist="even" sort=(list "amount" "id") sort_type="interleaved"'),
      "models/automatic.sql": made("table", 'dist="auto" sort="auto"'),
      "models/declared.sql": made("table", 'dist="auto" sort="auto"'),
      "models/kept.sql": made("materialized_view", 'dist="auto" sort="auto"'),
      "models/schema.yml": `models:
  - name: declared
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: int}, {name: amount, data_type: int}]
`,
    },
  )
  onTestFinished(() => project.remove())
  await project.statuses("build")
  const { rows } = await project.lux().show({
    inline: `select "table", diststyle, sortkey1, sortkey_num from svv_table_info where "schema" = 'laid' order by 1`,
  })
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["automatic", "AUTO(ALL)", "AUTO(SORTKEY)", 0],
    ["chosen", "KEY(id)", "amount", 2],
    ["crossed", "EVEN", "INTERLEAVED", 2],
    ["declared", "AUTO(ALL)", "AUTO(SORTKEY)", 0],
    ["kept", "EVEN", "AUTO(SORTKEY)", 0],
  ])
})

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { temporaryProject } from "../../api/tests/temporary-project.testkit.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
beforeAll(async () => {
  network = await startNetwork()
}, 60_000)
afterAll(() => network?.stop())

const columns = {
  i: "integer",
  d: "decimal(8,2)",
  e: "decimal(8,2)",
  f: "float8",
  s: "varchar(20)",
  day: "date",
  ts: "timestamp",
}
const names = Object.keys(columns).join(", ")

/** Relations with the same rows, and how much is known of their types. */
const ways = {
  typed: "a seed with types",
  chained: "a table of a view of an ephemeral model",
  promised: "a contract over a table of another tool",
  added: "an incremental model",
  kept: "a snapshot",
}

const values: Readonly<Record<string, string>> = {
  "d / e": "33.500000000",
  "d / i": "8.3750000000000",
  "i / 8": "1",
  "d || '|' || f": "100.50|2",
  "trunc(d)": "100",
  "trunc(ts)": "2024-02-29",
  "repeat(i, 2) || reverse(i) || len(i) || replace(i, '1', 'x')": "1212212x2",
  "datepart(month, day) / 4": "0.5",
  "case when s = 'a' then 1 else 0 end": "1",
  "ts + interval '1 day'": "2024-03-01 10:00:00",
}
const query = `select ${Object.keys(values)
  .map((value, at) => `${value} as v${at}`)
  .join(", ")}`

const texts = Object.keys(values)
  .map((_, at) => `cast(v${at} as varchar) as v${at}`)
  .join(", ")

const files = {
  "seeds/typed.csv": `${names.replaceAll(" ", "")}\n12,100.50,3.00,2,a ,2024-02-29,2024-02-29 10:00:00\n`,
  "seeds/typed.yml": `seeds: [{name: typed, config: {post_hook: create table shop.loose as select * from shop.typed, column_types: ${JSON.stringify(columns)}}}]\n`,
  "models/sources.yml": "sources: [{name: raw, schema: shop, tables: [{name: loose}]}]\n",
  "models/first.sql": `{{config materialized="ephemeral"}}\nselect i, d, e as third, f, s, day, ts from {{ref "typed"}}`,
  "models/second.sql": `{{config materialized="view"}}\nwith rows as (select * from {{ref "first"}}) select *, third as e from rows`,
  "models/chained.sql": `{{config materialized="table"}}\nselect ${names} from {{ref "second"}}`,
  "models/promised.sql": `{{config materialized="table"}}\nselect ${names} from {{source "raw" "loose"}}`,
  "models/promised.yml": `models:\n  - name: promised\n    config: {contract: {enforced: true}}\n    columns:\n${Object.entries(
    columns,
  )
    .map(([name, type]) => `      - {name: ${name}, data_type: "${type}"}\n`)
    .join("")}`,
  "models/added.sql": `{{config materialized="incremental"}}\nselect ${names} from {{ref "chained"}}{{#if (is_incremental)}} where ts > (select max(ts) from {{self}}){{/if}}`,
  "snapshots/kept.yml": `snapshots: [{name: kept, relation: ref('chained'), config: {unique_key: i, strategy: check, check_cols: all}}]\n`,
  ...Object.fromEntries(
    Object.keys(ways).map((name) => [
      `models/of_${name}.sql`,
      `{{config materialized="table"}}\n${query} from {{ref "${name}"}}`,
    ]),
  ),
  "tests/of_the_candidate.sql": `select 1 from {{ref "chained"}} where d / e <> 33.5`,
}

const expected = Object.fromEntries(Object.values(values).map((value, at) => [`v${at}`, value]))

describe("one SQL has one answer, however its types are known", () => {
  it("on DuckDB, and where nothing is known", async () => {
    const project = temporaryProject(
      {
        ...files,
        "models/of_raw.sql": `{{config materialized="table"}}\n${query} from {{source "raw" "loose"}}`,
      },
      "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb, schema: shop}}\n",
    )
    await project.execute("seed")
    const statuses = await project.statuses("build", { exclude: ["typed"] })
    expect(Object.entries(statuses).filter(([, status]) => status !== "ok")).toEqual([])
    for (const name of [...Object.keys(ways), "raw"])
      expect(await project.query(`select '${name}' as way, ${texts} from shop.of_${name}`)).toEqual([
        { way: name, ...expected },
      ])
  }, 60_000)

  it("on Postgres", async () => {
    const project = networkProject(
      `dialect: redshift\ntargets: {ci: ${network.target("postgres", "schema: shop, threads: 2")}}\n`,
      files,
    )
    onTestFinished(() => project.remove())
    await project.execute("seed")
    expect(
      Object.entries(await project.statuses("build", { exclude: ["typed"] })).filter(
        ([, status]) => status !== "ok",
      ),
    ).toEqual([])
    for (const name of Object.keys(ways))
      expect(
        (
          await project
            .lux()
            .show({ inline: `select '${name}' as way, ${texts} from {{ref "of_${name}"}}`, limit: -1 })
        ).rows,
      ).toEqual([{ way: name, ...expected }])
  }, 60_000)
})

/** On real Spark a stage model gives the rows, types and rejects that it gives on the embedded engine. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { brokenColumns, brokenFiles } from "../../dev/broken-input.testkit.ts"
import { type NetworkProject, networkProject } from "../../dev/redshift/network-project.testkit.ts"
import { needingSpark, sparkPython } from "../../dev/spark-session.testkit.ts"

/** The jar of spark-avro: with it batches are of Avro. */
const avroJar = process.env["LUX_TEST_SPARK_AVRO_JAR"]

const stage = `{{config materialized="stage"}}
select id, likes, likes * 2 as twice, price, price * 3 as tripled, ratio, paid, day, at, caption,
  case when "caption" like 'a%' then upper(caption) end as loud, substring(caption, 2, 3) as part,
  cast(likes as varchar(10)) as spelled, date_trunc('hour', at) as hour, _collected_at
from {{source "lake" "posts"}}`

const files = {
  "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: posts
        external: {format: json, path: 'raw/posts_*.json', collected_at: 'posts_%Y-%m-%d_%H%M%S.json'}
        columns:
          - {name: id, data_type: bigint}
          - {name: likes, data_type: int}
          - {name: price, data_type: 'decimal(20,2)'}
          - {name: ratio, data_type: double precision}
          - {name: paid, data_type: boolean}
          - {name: day, data_type: date}
          - {name: at, data_type: timestamp}
          - {name: caption, data_type: varchar(65535)}
      - name: broken
        external: {format: json, path: 'broken/*.json', collected_at: 'broken_%Y-%m-%d_%H%M%S.json'}
        columns:
${brokenColumns.map(({ name, dataType }) => `          - {name: ${name}, data_type: '${dataType}'}\n`).join("")}`,
  "models/stage_posts.sql": stage,
  "models/posts.sql": '{{config materialized="table"}}\nselect * from {{ref "stage_posts"}}',
  "models/stage_broken.sql": `{{config materialized="stage"}}
select ${brokenColumns.map(({ name }) => name).join(", ")} from {{source "lake" "broken"}}`,
  "models/broken.sql": '{{config materialized="table"}}\nselect * from {{ref "stage_broken"}}',
  "models/models.yml": `models:
  - name: stage_posts
    config:
      reject_if:
        - {name: spam, sql: "loud = 'AN OFFER' or caption like '%spam'"}
        - likes * 2 > 1000
    columns:
      - {name: id, data_tests: [not_null: {on_fail: reject}, unique]}
      - {name: caption, data_tests: [accepted_values: {values: ['', "it's", abcé, good], on_fail: reject, where: id > 9}]}
`,
}

const good = {
  "lake/raw/posts_2024-01-01_010000.json": JSON.stringify([
    {
      id: 1,
      likes: 7,
      price: 1.5,
      ratio: 0.1,
      paid: true,
      day: "2024-02-29",
      at: "2024-01-01 10:20:30",
      caption: "abcé",
    },
    {
      id: 2,
      likes: -7,
      price: 12345678901.25,
      ratio: 1e-7,
      paid: false,
      day: "1999-12-31",
      at: "2024-01-01T10:20:30.125Z",
      caption: 'it\'s "quoted" \\ \n',
    },
    { id: 9007199254740991, caption: "" },
  ]),
  "lake/raw/posts_2024-01-01_020000.json": '{"id":4,"likes":null}\n{"id":5,"other":[1]}\n',
}
const bad = {
  "lake/raw/posts_2024-01-01_030000.json": '[{}, {"id":"6"}, {"id":6',
  "lake/raw/posts_2024-01-01_040000.json": "",
  "lake/raw/posts_2024-01-01_050000.json": JSON.stringify([
    { likes: 1 },
    { id: 7, caption: "an offer" },
    { id: 8, caption: "100% spam" },
    { id: 9, likes: 501, caption: "x" },
    { id: 10, likes: 500, caption: "good " },
    { id: 11, caption: "it's" },
    { id: 12, caption: "its" },
    { id: 13 },
  ]),
}

async function built(project: NetworkProject): Promise<readonly (readonly unknown[])[]> {
  mkdirSync(join(project.folder, "lake/broken"), { recursive: true })
  for (const [index, { bytes }] of brokenFiles.entries()) {
    const time = `${String(index % 24).padStart(2, "0")}0000`
    writeFileSync(
      join(project.folder, `lake/broken/broken_2024-01-0${1 + Math.floor(index / 24)}_${time}.json`),
      bytes,
    )
  }
  const { nodes } = await project.execute("build")
  const sorted = [...nodes].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1))
  return sorted.map(({ uniqueId, status, message, checks }) => [
    uniqueId,
    status,
    message?.replaceAll(project.folder, ""),
    checks.map(({ name, status, failures, message }) => [name, status, failures, message]),
  ])
}

/** What a project's tables have, its rejects and what its ledger counts. */
async function outcomeOf(project: NetworkProject): Promise<unknown> {
  const shown = async (what: Parameters<ReturnType<NetworkProject["lux"]>["show"]>[0]) => {
    const { columns, rows } = await project.lux().show({ ...what, limit: -1 })
    return {
      columns,
      // Batches have other names; rejects name a raw file.
      rows: rows.map(({ _file, file, ...row }) => ({
        ...row,
        ...(file === undefined ? {} : { file: String(file).replace(project.folder, "") }),
      })),
    }
  }
  return {
    posts: await shown({ inline: "select * from {{ref 'posts'}} order by id" }),
    broken: await shown({
      inline:
        "select * from {{ref 'broken'}} order by id, likes, price, ratio, code, caption, day, seen, paid",
    }),
    rejects: [
      await shown({ node: "stage_posts", rejects: true }),
      await shown({ node: "stage_broken", rejects: true }),
    ],
    ledger: await shown({
      inline: "select stage, record_count, rejected_count, row_count from _lux.batch order by stage",
    }),
  }
}

needingSpark.it(
  "Spark stages what the embedded engine stages, and rejects what it rejects",
  async () => {
    const format = avroJar === undefined ? "parquet" : "avro"
    const spark = `{run_on: local, cores: 2, python: '${sparkPython()}'${avroJar === undefined ? "" : `, avro_jar: '${avroJar}'`}}`
    const target = "type: duckdb, path: test.duckdb, batches: batches"
    const here = networkProject(`dialect: redshift\ntargets: {dev: {${target}}}\n`, {
      ...files,
      ...good,
      ...bad,
    })
    const there = networkProject(
      `dialect: redshift\ntargets: {spark: {${target}, batch_format: ${format}, spark: ${spark}}}\n`,
      { ...files, ...good, ...bad },
    )
    try {
      const usual = await built(here)
      expect(usual.map(([id, status]) => [id, status])).toEqual([
        ["model.p.broken", "ok"],
        ["model.p.posts", "ok"],
        ["model.p.stage_broken", "warn"],
        ["model.p.stage_posts", "warn"],
      ])
      expect(await built(there)).toEqual(usual)
      expect(await outcomeOf(there)).toEqual(await outcomeOf(here))
      // Next to them are the rejects.
      const batch = readdirSync(join(there.folder, "batches", "stage_posts")).find((name) =>
        name.endsWith(`.${format}`),
      )
      expect(batch).toBeDefined()
      expect(readFileSync(join(there.folder, "batches", "stage_posts", batch ?? "")).length).toBeGreaterThan(
        0,
      )
    } finally {
      here.remove()
      there.remove()
    }
  },
  600_000,
)

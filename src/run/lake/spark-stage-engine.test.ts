/** On real Spark a stage model gives the rows and types that it gives on the embedded engine; what is wrong is rejected. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
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
`,
  "models/stage_posts.sql": stage,
  "models/posts.sql": '{{config materialized="table"}}\nselect * from {{ref "stage_posts"}}',
  "models/models.yml":
    "models:\n  - name: stage_posts\n    columns: [{name: id, data_tests: [not_null, unique]}]\n",
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
}

async function built(project: NetworkProject): Promise<readonly unknown[]> {
  const { nodes } = await project.execute("build")
  return nodes.map(({ uniqueId, status, message }) => [uniqueId, status, message])
}

async function rowsOf(
  project: NetworkProject,
): Promise<{ readonly columns: unknown; readonly rows: unknown }> {
  const { columns, rows } = await project
    .lux()
    .show({ inline: "select * from {{ref 'posts'}} order by id", limit: -1 })
  // Each has its batch in a file of its own.
  return { columns, rows: rows.map(({ _file, ...row }) => row) }
}

needingSpark.it(
  "Spark stages what the embedded engine stages, and sets the rest aside",
  async () => {
    const format = avroJar === undefined ? "parquet" : "avro"
    const spark = `{run_on: local, cores: 2, python: '${sparkPython()}'${avroJar === undefined ? "" : `, avro_jar: '${avroJar}'`}}`
    const target = "type: duckdb, path: test.duckdb, batches: batches"
    const here = networkProject(`dialect: redshift\ntargets: {dev: {${target}}}\n`, { ...files, ...good })
    const there = networkProject(
      `dialect: redshift\ntargets: {spark: {${target}, batch_format: ${format}, spark: ${spark}}}\n`,
      { ...files, ...good, ...bad },
    )
    try {
      await built(here)
      const [[, status, message] = []] = (await built(there)) as readonly (readonly unknown[])[]
      expect(status).toBe("warn")
      expect(message).toMatch(/^5 rows of 4 files; 4 records rejected: /)
      expect(message).toContain('id: expected bigint, found "6"')
      expect(await rowsOf(there)).toEqual(await rowsOf(here))
      const [batch = ""] = readdirSync(join(there.folder, "batches", "stage_posts"))
      expect(batch.endsWith(`.${format}`)).toBe(true)
      expect(readFileSync(join(there.folder, "batches", "stage_posts", batch)).length).toBeGreaterThan(0)
    } finally {
      here.remove()
      there.remove()
    }
  },
  300_000,
)

/** Every metric that Deequ recorded of twelve real hours, as lux measures it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import * as z from "zod"
import { needingShared, sharedFile } from "../../dev/needing.testkit.ts"
import { createLux } from "../create-lux.ts"
import type { Lux, ProfileMetric } from "../types.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const repository = resolve(import.meta.dirname, "../../..")
const recorded = sharedFile("data/deequ-metrics.json")
const lake = sharedFile("data/lake")
const shared = needingShared("data/deequ-metrics.json", "data/lake")

const metricSchema = z.object({ name: z.string(), instance: z.string(), value: z.number() })
const measured = z
  .object({ brand: z.array(metricSchema), media: z.array(metricSchema) })
  .parse(existsSync(recorded) ? JSON.parse(readFileSync(recorded, "utf8")) : { brand: [], media: [] })

const names: Readonly<Record<string, string>> = {
  Size: "row_count",
  Completeness: "completeness",
  CountDistinct: "count_distinct",
  Distinctness: "distinctness",
  Entropy: "entropy",
  Maximum: "max",
  Mean: "mean",
  Minimum: "min",
  StandardDeviation: "stddev",
  Sum: "sum",
  UniqueValueRatio: "unique_value_ratio",
  Uniqueness: "uniqueness",
  Correlation: "correlation",
  MutualInformation: "mutual_information",
  MinLength: "min_length",
  MaxLength: "max_length",
}

shared.describe("what Deequ measured", () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-deequ-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const env = { LUX_LAKE: lake, LUX_DATABASE: join(folder, "lux.duckdb") }
  const lux = (): Lux => createLux({ projectDir: repository, targetPath: join(folder, "target"), env })
  const found = new Map<string, readonly ProfileMetric[]>()

  beforeAll(async () => {
    const built = await lux().build({ select: ["stage_brand", "stage_media"] })
    expect(built.success).toBe(true)
    const brand = await lux().profile({ of: "stage_brand", pairs: [["followers_count", "media_count"]] })
    const media = await lux().profile({
      of: "stage_media",
      pairs: [["like_count", "comments_count"]],
      keys: [["user_id", "media_id"]],
    })
    // The stage makes a time of this one text: what Deequ read is the source's.
    const timestamp = await lux().profile({ of: "lake.media", columns: ["timestamp"] })
    found.set("brand", brand.metrics)
    found.set("media", [...media.metrics, ...timestamp.metrics.filter(({ column }) => column !== undefined)])
  }, 60_000)

  const cases = [
    ...measured.brand.map((each) => ["brand", each] as const),
    ...measured.media.map((each) => ["media", each] as const),
  ].filter(([, { name }]) => name !== "Compliance")

  it.each(cases)("%s %j", (of, { name, instance, value }) => {
    const metric =
      name === "PatternMatch"
        ? instance === "timestamp"
          ? "iso_timestamp_share"
          : "email_share"
        : names[name]
    const ours = found.get(of)?.filter((each) => each.metric === metric && instanceOf(each) === instance)
    expect(ours).toHaveLength(1)
    const got = Number(ours?.[0]?.value)
    expect(Math.abs(got - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value))
  })
})

/** Compliance is the share of rows that keep a rule: a check counts those that do not, of all that it looked at. */
shared.describe("what Deequ called compliance", () => {
  it("is what checks count", async () => {
    const project = temporaryProject({
      "models/sources.yml": `sources: [{name: lake, external: {root: ${JSON.stringify(lake)}}, tables: [${["brand", "media"].map(sourceOf).join(", ")}]}]\n`,
      "models/brand.sql": '{{config materialized="table"}}select * from {{source "lake" "brand"}}\n',
      "models/media.sql": '{{config materialized="table"}}select * from {{source "lake" "media"}}\n',
      "models/checks.yml": `anchors:
  - &kept {severity: warn}
models:
  - name: brand
    columns:
      - {name: followers_count, data_tests: [positive: {name: followers_count_pos, config: *kept}]}
      - {name: media_count, data_tests: [positive: {name: media_count_pos, config: *kept}]}
  - name: media
    data_tests:
      - satisfies: {name: types, expression: "media_type in ('IMAGE', 'VIDEO', 'CAROUSEL_ALBUM')", config: *kept}
    columns:
      - {name: like_count, data_tests: [positive: {name: like_count_pos, config: *kept}]}
      - {name: comments_count, data_tests: [positive: {name: comments_count_pos, config: *kept}]}
`,
    })
    const { nodes } = await project.execute("build")
    const shares = nodes
      .flatMap(({ checks }) => checks)
      .map(({ name, failures, totalRows }) => [name, 1 - Number(failures) / Number(totalRows)])
    const expected = [...measured.brand, ...measured.media].filter(({ name }) => name === "Compliance")
    expect(Object.fromEntries(shares)).toEqual(
      Object.fromEntries(expected.map(({ instance, value }) => [instance, expect.closeTo(value, 12)])),
    )
  })
})

function sourceOf(name: string): string {
  const columns =
    name === "brand"
      ? "{name: followers_count, data_type: bigint}, {name: media_count, data_type: bigint}"
      : "{name: media_type, data_type: varchar}, {name: like_count, data_type: bigint}, {name: comments_count, data_type: bigint}"
  return `{name: ${name}, external: {format: json, path: 'raw/${name}_2*/*.json'}, columns: [${columns}]}`
}

function instanceOf({ column, columns }: ProfileMetric): string {
  return columns?.join(",") ?? column ?? "*"
}

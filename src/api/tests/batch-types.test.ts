import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const stage = (columns: string) => ({
  "models/stage_media.sql": `{{config materialized="stage"}}\nselect ${columns}\nfrom {{source "lake" "media"}}\n`,
})
const files = (columns: string) => ({
  "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: media
        external: {format: json, path: "media*.json"}
        columns: [{name: id, data_type: integer}, {name: n, data_type: varchar}]
`,
  "models/media.sql": `{{config materialized="table"}}\nselect id, n from {{ref "stage_media"}}\n`,
  ...stage(columns),
})
const row = (id: number, n: string) => ({ [`lake/media_${id}.json`]: JSON.stringify({ id, n }) })

describe("batches of a stage whose types changed", () => {
  it.each([
    ["n::integer as n", "7", "n::double as n", "2.7", "DOUBLE", [7, 2.7]],
    ["n::decimal(10,2) as n", "1.23", "n::decimal(10,3) as n", "1.239", "DECIMAL(11,3)", ["1.230", "1.239"]],
    [
      "n::date as n",
      "2024-01-01",
      "n::timestamp as n",
      "2024-01-02 23:59:00",
      "TIMESTAMP",
      ["2024-01-01 00:00:00", "2024-01-02 23:59:00"],
    ],
  ])("%s, then %s: keep every value", async (first, a, second, b, type, values) => {
    const project = temporaryProject({ ...files(`id, ${first}`), ...row(1, a) })
    expect(await project.statuses("build")).toEqual({ stage_media: "ok", media: "ok" })
    project.write({ ...stage(`id, ${second}`), ...row(2, b) })
    expect(await project.statuses("build")).toEqual({ stage_media: "ok", media: "ok" })
    const found = await project.query("select n, typeof(n) as type from media order by id")
    expect(found).toEqual(values.map((n) => ({ n, type })))
  })

  it.each([
    [
      "n::integer as n",
      "7",
      "n",
      "007",
      /column "n" of "stage_media" is (INTEGER in .* and VARCHAR|VARCHAR in .* and INTEGER) in /,
    ],
    [
      "n::bigint as n",
      "9007199254740993",
      "n::double as n",
      "2.7",
      /is (BIGINT in .* and DOUBLE|DOUBLE in .* and BIGINT) in /,
    ],
    ["n", "a", "n, 1 as more", "b", /"stage_media" has a column "more" in .*, and not in /],
    ["n, 1 as more", "a", "n", "b", /"stage_media" has a column "more" in .*, and not in /],
  ])("%s, then %s: refuse what no type holds", async (first, a, second, b, message) => {
    const project = temporaryProject({ ...files(`id, ${first}`), ...row(1, a) })
    await project.execute("build")
    const before = await project.query("from media")
    project.write({ ...stage(`id, ${second}`), ...row(2, b) })
    const { nodes } = await project.execute("build")
    const media = nodes.find(({ label }) => label === "main.media")
    expect([media?.error?.code, media?.error?.message]).toEqual(["LUX-2105", expect.stringMatching(message)])
    expect(media?.error?.hint).toContain("lux build --full-refresh --select stage_media+")
    expect(await project.query("from media")).toEqual(before)
  })
})

import { DuckDBInstance } from "@duckdb/node-api"
import { describe, expect, it } from "vitest"
import { filesQuery } from "../warehouse/duckdb/duckdb-files.ts"
import { collectionTime } from "./collection-time.ts"

const place = { file: "models/sources.yml", line: 3, column: 5 }

describe("collectionTime", () => {
  it.each([
    ["media_%Y-%m-%d_%H%M%S.json", "media_2023-09-02_030015.json", "2023-09-02T03:00:15.000Z"],
    ["media_%Y-%m-%d_%H%M%S.json", "media_hashtag_2023-09-02_030015.json", undefined],
    ["media_%Y-%m-%d_%H%M%S.json", "old_media_2023-09-02_030015.json", undefined],
    ["media_%Y-%m-%d_%H%M%S.json", "media_2023-09-02_030015xjson", undefined],
    ["media_%Y-%m-%d_%H%M%S.json", "media_2023-09-02_030015.json.tmp", undefined],
    ["%Y%m%d.csv", "20240229.csv", "2024-02-29T00:00:00.000Z"],
    ["%Y%m%d.csv", "20230229.csv", undefined],
    ["%Y%m%d.csv", "20231301.csv", undefined],
    ["%d.%m.%Y %H.json", "02.01.2023 24.json", undefined],
    ["a+(b) [%Y] %m^%d$.json", "a+(b) [2023] 01^02$.json", "2023-01-02T00:00:00.000Z"],
  ])("reads with %s the name %s", (pattern, name, expected) => {
    expect(collectionTime(pattern, place)(name)?.toISOString()).toBe(expected)
  })

  it.each(["media.json", "%Y-%m.json", "%Y%m%d%H%H", "%Y%m%d%j", "%Y%m%d%", "%Y%m%d%%", "raw/%Y%m%d.json"])(
    "refuses the pattern %s where it was written",
    (pattern) => {
      expect(() => collectionTime(pattern, place)).toThrowError(
        expect.objectContaining({ code: "LUX-2201", place }),
      )
    },
  )
})

describe("the time that the engine reads from a name", () => {
  it.each([
    ["media_%Y-%m-%d_%H%M%S.json", "media_2023-09-02_030015.json"],
    ["%Y%m%d.json", "20240229.json"],
    ["%d.%m.%Y %H'%M.json", "02.01.2023 23'59.json"],
    ["a+(b) [%Y] %m^%d$.json", "a+(b) [2023] 01^02$.json"],
    ["100 {%Y}(%m)|%d.json", "100 {2023}(11)|30.json"],
  ])("is the same with %s", async (pattern, name) => {
    const query = filesQuery({
      format: "json",
      files: ["unread"],
      columns: [{ name: "a", type: "integer" }],
      collectedAt: pattern,
    })
    // The expression as it is, over a name instead of a file.
    const expression = /,\n {2}(strptime[\s\S]*) as _collected_at\n/.exec(query)?.[1] ?? ""
    const connection = await (await DuckDBInstance.create(":memory:")).connect()
    const reader = await connection.runAndReadAll(
      `select cast(${expression} as varchar) as at from (select '/lake/2020-01-01/${name.replaceAll("'", "''")}' as filename)`,
    )
    const expected = collectionTime(pattern, place)(name)?.toISOString().slice(0, 19).replace("T", " ")
    expect(reader.getRowsJson()).toEqual([[expected]])
  })
})

import { DuckDBInstance } from "@duckdb/node-api"
import { describe, expect, test } from "vitest"
import { duckDbSettings, macroStatements } from "./duckdb-macros.ts"
import { translate } from "./translate.ts"

const pieces = (text: string) =>
  `select cast(piece as varchar(100)) as piece from (select split_to_array(${text}, '#') as pieces) as split, split.pieces as piece`

async function run(sql: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect()
  for (const setting of duckDbSettings) await connection.run(setting)
  const translated = translate(sql, { from: "redshift", to: "duckdb" })
  for (const statement of macroStatements(translated.macros)) await connection.run(statement)
  return (await connection.runAndReadAll(translated.sql)).getRows().map(([value]) => value)
}

describe("split_to_array", () => {
  test.each<[string, string[]]>([
    ["'a#b'", ["a", "b"]],
    ["'#a##b#'", ["", "a", "", "b", ""]],
    ["'none'", ["none"]],
    ["'エルメス#🧡#\"q\"'", ["エルメス", "🧡", '"q"']],
    ["chr(9) || '#' || chr(10)", ["\t", "\n"]],
    ["nullif('a', 'a')", []],
  ])("%s", async (text, expected) => {
    expect((await run(pieces(text))).toSorted()).toEqual([...expected].sort())
  })

  test("refuses what is not verified", async () => {
    expect(() => translate("select split_to_array('a', '')", { from: "redshift", to: "duckdb" })).toThrow(
      "an empty delimiter",
    )
    await expect(run(pieces("left('a', 0)"))).rejects.toThrow("empty text")
  })
})

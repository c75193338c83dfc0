import { readFileSync } from "node:fs"
import { DuckDBInstance } from "@duckdb/node-api"
import { expect, test } from "vitest"
import * as z from "zod"
import { needingShared, sharedFile } from "../dev/needing.testkit.ts"
import { duckDbSettings, macroStatements } from "./duckdb-macros.ts"
import { SqlRefusal, SqlRefusals, translate } from "./translate.ts"

const file = sharedFile("data/redshift-values.json")
const shape = z.object({
  setup: z.array(z.string()),
  cases: z.array(z.object({ name: z.string(), sql: z.string(), expected: z.array(z.string().nullable()) })),
})

needingShared("data/redshift-values.json").describe("values of Redshift", () => {
  test("none is wrong, nine of ten are right, the rest is refused by name", { timeout: 60_000 }, async () => {
    const { setup, cases } = shape.parse(JSON.parse(readFileSync(file, "utf8")))
    const connection = await (await DuckDBInstance.create(":memory:")).connect()
    for (const setting of duckDbSettings) await connection.run(setting)
    await connection.run(setup.join("\n"))
    const wrong: string[] = []
    const refused: string[] = []
    for (const { name, sql, expected } of cases) {
      try {
        const translated = translate(sql, { from: "redshift", to: "duckdb" })
        for (const statement of macroStatements(translated.macros)) await connection.run(statement)
        const [row = []] = (await connection.runAndReadAll(translated.sql)).getRows()
        const got = row.map((value) => (value === null ? null : String(value)))
        if (JSON.stringify(got) !== JSON.stringify(expected))
          wrong.push(`${name}: ${translated.sql}\n  ${got} instead of ${expected}`)
      } catch (error) {
        if (error instanceof SqlRefusal || error instanceof SqlRefusals)
          refused.push(`${name}: ${error.message}`)
        else wrong.push(`${name}: ${error}`)
      }
    }
    expect(wrong).toEqual([])
    expect(refused.length, refused.join("\n")).toBeLessThanOrEqual(cases.length / 10)
  })
})

import { existsSync, readFileSync } from "node:fs"
import { afterAll, beforeAll, expect, test } from "vitest"
import * as z from "zod"
import { needingShared, sharedFile } from "../dev/needing.testkit.ts"
import { type PostgresUnderTest, postgresWith } from "../dev/redshift/redshift-on-postgres.testkit.ts"
import { SqlRefusal, SqlRefusals } from "./translate.ts"

const file = sharedFile("data/redshift-values.json")
const shape = z.object({
  setup: z.array(z.string()),
  cases: z.array(z.object({ name: z.string(), sql: z.string(), expected: z.array(z.string().nullable()) })),
})

needingShared("data/redshift-values.json").describe("values of Redshift on Postgres", () => {
  let postgres: PostgresUnderTest
  const { setup, cases } = existsSync(file)
    ? shape.parse(JSON.parse(readFileSync(file, "utf8")))
    : { setup: [], cases: [] }

  beforeAll(async () => {
    postgres = await postgresWith(setup.join("\n"))
  }, 60_000)
  afterAll(() => postgres?.stop())

  test("all are right", { timeout: 60_000 }, async () => {
    const wrong: string[] = []
    const refused: string[] = []
    for (const { name, sql, expected } of cases) {
      try {
        const got = await postgres.firstRow(sql)
        if (JSON.stringify(got) !== JSON.stringify(expected))
          wrong.push(`${name}: ${got} instead of ${expected}`)
      } catch (error) {
        if (error instanceof SqlRefusal || error instanceof SqlRefusals)
          refused.push(`${name}: ${error.message}`)
        else wrong.push(`${name}: ${error}`)
      }
    }
    expect(wrong).toEqual([])
    expect(refused).toEqual([])
  })
})

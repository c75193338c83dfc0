import { existsSync, readFileSync } from "node:fs"
import { afterAll, beforeAll, expect, test } from "vitest"
import * as z from "zod"
import { sized } from "../../dev/acceptance.testkit.ts"
import { sharedFile } from "../../dev/needing.testkit.ts"
import { needingSpark, type SparkUnderTest, startSpark } from "../../dev/spark-session.testkit.ts"
import { translate } from "../translate.ts"
import { groups } from "./groups.testkit.ts"
import { type ConformanceCase, conformanceSetup } from "./setup.testkit.ts"
import { sparkTables } from "./spark-setup.testkit.ts"
import { type Tally, tallyOf } from "./tally.testkit.ts"

const shape = z.object({
  setup: z.array(z.string()),
  cases: z.array(z.object({ sql: z.string(), expected: z.array(z.string().nullable()) })),
})

/** Further cases, where the machine has them. */
function sharedCases(file: string): { readonly setup: string; readonly cases: readonly ConformanceCase[] } {
  if (!existsSync(sharedFile(file))) return { setup: "", cases: [] }
  const { setup, cases } = shape.parse(JSON.parse(readFileSync(sharedFile(file), "utf8")))
  return { setup: setup.join("\n"), cases: cases.map(({ sql, expected }) => [sql, ...expected]) }
}

const own = Object.entries(groups).map(([name, cases]) => ({ name, setup: conformanceSetup, cases }))
const shared = ["data/redshift-values.json", "data/redshift-values-2.json"].map((name) => ({
  name,
  ...sharedCases(name),
}))

needingSpark.describe("Redshift's values on Spark", () => {
  let spark: SparkUnderTest
  const tallies: Tally[] = []

  beforeAll(async () => {
    // To compile each query to bytecode is what takes the time: the suite leaves it out.
    spark = await startSpark({ compiles: sized({ suite: false, whole: true }) })
  }, 240_000)

  afterAll(() => spark?.stop())

  test.each([...own, ...shared])("$name: none is wrong", { timeout: 240_000 }, async ({ setup, cases }) => {
    const { types, views } = sparkTables(setup)
    for (const view of views) await spark.run(view)
    const tally = await tallyOf(cases, (sql) => {
      const columnTypes = (relation: string) => types[relation]
      return spark.firstRow(translate(sql, { from: "redshift", to: "spark", columnTypes }).sql)
    })
    tallies.push(tally)
    expect(tally.wrong).toEqual([])
  })

  test("85 of 100 are right, the others refused by name", () => {
    const right = tallies.reduce((sum, tally) => sum + tally.right, 0)
    const refused = tallies.flatMap((tally) => tally.refused)
    expect(right / (right + refused.length), refused.join("\n")).toBeGreaterThanOrEqual(0.85)
  })
})

import { afterAll, beforeAll, expect, test } from "vitest"
import { needingSpark, type SparkUnderTest, startSpark } from "../../dev/spark-session.testkit.ts"
import { translate } from "../translate.ts"
import { groups } from "./groups.testkit.ts"
import { sparkSetup, sparkTypes } from "./spark-setup.testkit.ts"
import { type Tally, tallyOf } from "./tally.testkit.ts"

needingSpark.describe("Redshift's values on Spark", () => {
  let spark: SparkUnderTest
  const tallies = new Map<string, Tally>()

  beforeAll(async () => {
    spark = await startSpark(sparkSetup)
  }, 240_000)

  afterAll(() => spark?.stop())

  test.each(Object.entries(groups))("of %s: none is wrong", { timeout: 240_000 }, async (name, cases) => {
    const tally = await tallyOf(cases, (sql) =>
      spark.firstRow(
        translate(sql, { from: "redshift", to: "spark", columnTypes: (relation) => sparkTypes[relation] })
          .sql,
      ),
    )
    tallies.set(name, tally)
    expect(tally.wrong).toEqual([])
  })

  test("85 of 100 are right, the others refused by name", () => {
    const all = [...tallies.values()]
    const right = all.reduce((sum, tally) => sum + tally.right, 0)
    const refused = all.flatMap((tally) => tally.refused)
    expect(right / (right + refused.length), refused.join("\n")).toBeGreaterThanOrEqual(0.85)
  })
})

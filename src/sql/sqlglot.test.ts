import { expect } from "vitest"
import { needing } from "../dev/needing.testkit.ts"
import { analyseQuery } from "./analysis.ts"
import { sqlglotFolder, sqlglotQueries } from "./sqlglot.testkit.ts"
import { SqlRefusal, SqlRefusals, translate } from "./translate.ts"

const needingSqlglot = needing(
  "sqlglot's source distribution in LUX_TEST_SQLGLOT",
  sqlglotFolder !== undefined,
)

needingSqlglot.describe("the Redshift SQL of sqlglot's tests", () => {
  const queries = sqlglotFolder === undefined ? [] : sqlglotQueries(sqlglotFolder)

  needingSqlglot.it("is translated, or refused with a code at its place", () => {
    expect(queries.length).toBeGreaterThan(80)
    const refused: string[] = []
    for (const to of ["duckdb", "postgres"] as const)
      for (const sql of queries) {
        const refusals = refusalsOf(sql, to)
        for (const { code, offset } of refusals) {
          expect(code).toMatch(/^LUX-\d{4}$/)
          expect(offset).toBeLessThanOrEqual(sql.length)
        }
        if (refusals.length > 0) refused.push(`${to}: ${sql}: ${refusals[0]?.construct}`)
      }
    expect(1 - refused.length / (2 * queries.length), refused.join("\n")).toBeGreaterThan(0.6)
  })

  needingSqlglot.it("is analysed without a crash", () => {
    for (const sql of queries) {
      try {
        analyseQuery(sql, { dialect: "redshift", relationOf: () => undefined })
      } catch (error) {
        expect(error, sql).toBeInstanceOf(SqlRefusal)
      }
    }
  })
})

/** Anything but a refusal is thrown on. */
function refusalsOf(sql: string, to: "duckdb" | "postgres"): readonly SqlRefusal[] {
  try {
    translate(sql, { from: "redshift", to })
    return []
  } catch (error) {
    if (error instanceof SqlRefusal) return [error]
    if (error instanceof SqlRefusals) return error.refusals
    throw error
  }
}

import { SqlRefusal, SqlRefusals } from "../translate.ts"
import type { ConformanceCase } from "./setup.testkit.ts"

/** How an engine answered the cases of a group. */
export interface Tally {
  readonly right: number
  /** What is refused by name before it runs. */
  readonly refused: readonly string[]
  /** Another value than Redshift's, or an error of the engine. */
  readonly wrong: readonly string[]
}

/** Asks an engine every case. `firstRow` translates and runs a statement. */
export async function tallyOf(
  cases: readonly ConformanceCase[],
  firstRow: (sql: string) => Promise<readonly (string | null)[]>,
): Promise<Tally> {
  const [refused, wrong]: [string[], string[]] = [[], []]
  for (const [sql, ...expected] of cases) {
    try {
      const row = await firstRow(sql)
      if (JSON.stringify(row) !== JSON.stringify(expected))
        wrong.push(`${sql}\n  ${row} instead of ${expected}`)
    } catch (error) {
      const isRefusal = error instanceof SqlRefusal || error instanceof SqlRefusals
      ;(isRefusal ? refused : wrong).push(`${sql}\n  ${error instanceof Error ? error.message : error}`)
    }
  }
  return { right: cases.length - refused.length - wrong.length, refused, wrong }
}

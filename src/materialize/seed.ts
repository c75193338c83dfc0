import type { Seed } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { DecidedPlan, Situation, Statement } from "./plan.ts"
import { type SeedDialects, seedTable } from "./seed-rows.ts"
import { planTable } from "./table.ts"

/** A seed: a table whose rows stand in a CSV file of the project. */
export function planSeed(
  seed: Seed,
  relation: Relation,
  situation: Situation,
  statements: WarehouseStatements,
  dialects: SeedDialects,
): DecidedPlan {
  const { columns, rows } = seedTable(seed, dialects)
  const plan = planTable(
    relation,
    (target): readonly Statement[] => [
      {
        sql: statements.createTable(target, columns, [], seed.config.physical),
        purpose: "create the seed's table",
      },
      ...statements.insertRows(target, columns, rows).map((sql) => ({ sql, purpose: "insert its rows" })),
    ],
    situation,
    statements,
  )
  return { ...plan, rows: rows.length }
}

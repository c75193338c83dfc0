import type { Built } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Statement } from "./plan.ts"
import { kindOfRelation } from "./plan-node.ts"

/**
 * Takes a table's statistics again once so many rows were loaded into it; undefined where too few were for that, or where
 * the warehouse keeps no statistics that have to be asked for.
 */
export function analyzing(
  resource: Built,
  relation: Relation,
  rows: number | undefined,
  statements: WarehouseStatements,
): Statement | undefined {
  const { analyze = analyzedFrom } = resource.config.physical
  if (statements.analyze === undefined || kindOfRelation(resource, statements) !== "table") return undefined
  if (analyze === false || (analyze !== true && (rows ?? 0) < analyze)) return undefined
  return { sql: statements.analyze(relation), purpose: "take its statistics" }
}

/** Of fewer rows a plan that goes wrong costs little, and the warehouse sees to them by itself soon enough. */
const analyzedFrom = 1_000_000

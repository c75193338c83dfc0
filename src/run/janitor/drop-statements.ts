import { madeGuard } from "../../materialize/made-guard.ts"
import { stringLiteral } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Judged } from "./judge-relations.ts"

/** Where lux's own tables say something of a relation that is dropped; undefined: there is no such table. */
export interface OwnTables {
  readonly loads: Relation | undefined
  readonly definitions: Relation | undefined
}

/**
 * One transaction: fails where the relation is another one by now, drops it, and forgets what lux knew of it. Whatever reads it
 * and is bound to it holds it back.
 */
export function dropStatements(
  { entry, relation, made }: Judged,
  statements: WarehouseStatements,
  { loads, definitions }: OwnTables,
): readonly string[] {
  const drop = statements.drop(relation, entry.kind)
  const label = stringLiteral(relation.label)
  const forget = [loads, definitions].flatMap((table) =>
    table === undefined ? [] : [`delete from ${table} where relation = ${label}`],
  )
  return [...guards(), drop, ...forget]

  function guards(): readonly string[] {
    const { madeNextTo, madeBy } = entry
    if (madeBy !== undefined) return []
    if (madeNextTo !== undefined) return [madeGuard({ relation, nextTo: madeNextTo }, statements).sql]
    const { objectIds } = statements
    if (objectIds === undefined || made === undefined || made.objectId === null) return []
    return [
      statements.refuseRows(`select relation
from (
${objectIds}
) as object
where relation = ${label} and object_id <> ${stringLiteral(made.objectId)}`),
    ]
  }
}

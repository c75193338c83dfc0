/** What lux marked is dropped only where its comment still says so, in the transaction that drops it. */
import type { Relation } from "../sql/relation.ts"
import { WarehouseError } from "../warehouse/errors.ts"
import { markOf } from "../warehouse/mark.ts"
import { asOneText } from "../warehouse/one-by-one.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { RelationKind } from "../warehouse/warehouse.ts"
import type { Statement } from "./plan.ts"

/** A relation that lux made next to another one, or in its own place: the failing rows of a test. */
export interface Made {
  readonly relation: Relation
  readonly kind: RelationKind
  /** As its comment says; undefined where its name has the token of a run. */
  readonly nextTo: Relation | undefined
}

/** Fails where another relation has the name by now: one without the comment. */
export function madeGuard(
  { relation, nextTo }: { readonly relation: Relation; readonly nextTo: Relation },
  statements: WarehouseStatements,
): Statement {
  const query = statements.refuseRows(statements.notMarked(relation, markOf(nextTo)))
  return { sql: `${guardOf(relation)}${query}`, purpose: `see that lux made ${relation.label}` }
}

/** For one transaction. */
export function dropMade(
  { relation, kind, nextTo }: Made,
  statements: WarehouseStatements,
  purpose: string,
): readonly Statement[] {
  const drop = { sql: statements.drop(relation, kind), purpose }
  return nextTo === undefined ? [drop] : [madeGuard({ relation, nextTo }, statements), drop]
}

/** The same as one text, for sessions that send statements one by one. */
export function dropMadeAtOnce(made: Made, statements: WarehouseStatements, purpose: string): Statement {
  const sqls = dropMade(made, statements, purpose).map(({ sql }) => sql)
  return { sql: asOneText(sqls), purpose }
}

/** True where the guard of this relation stopped the transaction. */
export function isNotMade(error: unknown, relation: Relation, { refusals }: WarehouseStatements): boolean {
  return error instanceof WarehouseError && error.sql.includes(guardOf(relation)) && refusals.foundRows(error)
}

function guardOf({ label }: Relation): string {
  return `-- lux made ${label.replaceAll(/\s+/g, " ")}\n`
}

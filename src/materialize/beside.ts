import { candidateSuffix, rejectedSuffix, withToken } from "../sql/names-next-to.ts"
import { Relation } from "../sql/relation.ts"
import { markOf } from "../warehouse/mark.ts"
import { asOneText } from "../warehouse/one-by-one.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { RelationKind } from "../warehouse/warehouse.ts"
import { dropMade, type Made } from "./made-guard.ts"
import type { AuditedPlan, Situation, Statement } from "./plan.ts"

/** What every plan that builds next to has in common: the candidate's name, and where a rejected one stays. */
export function besideOf(
  relation: Relation,
  kind: RelationKind,
  situation: Situation,
  statements: WarehouseStatements,
): Pick<
  AuditedPlan,
  "kind" | "relation" | "candidate" | "candidateKind" | "reject" | "rejected" | "dropCandidate"
> {
  const { token } = situation
  const candidate = relation.withSuffix(withToken(candidateSuffix, token))
  const rejected = relation.withSuffix(rejectedSuffix)
  return {
    kind: "beside",
    relation,
    candidate,
    candidateKind: kind,
    rejected,
    reject: [
      ...dropRejected(situation, statements),
      { sql: statements.rename(candidate, kind, rejected.name), purpose: "keep the rejected version" },
      ...(token === undefined ? [] : [mark(relation, rejected, kind, statements)]),
    ],
    dropCandidate: { sql: statements.drop(candidate, kind), purpose: "drop the candidate" },
  }
}

/**
 * The steps that make `made` next to `relation`. The first one fails where the name is taken. Whatever becomes of the run,
 * the next one knows it as lux's own: by the token in its name, or because the same transaction marks it.
 */
export function makeNextTo(
  relation: Relation,
  made: Relation,
  kind: RelationKind,
  [first, ...rest]: readonly Statement[],
  { token }: Situation,
  statements: WarehouseStatements,
): AuditedPlan["build"] {
  if (first === undefined) return []
  const create = { ...first, sql: onlyWhereFree(first.sql) }
  const marked = token === undefined ? [mark(relation, made, kind, statements)] : []
  return [[create, ...marked], ...rest.map((each) => [each])]
}

/** Records that `made` is lux's own, to drop and to replace. */
export function mark(
  relation: Relation,
  made: Relation,
  kind: RelationKind,
  statements: WarehouseStatements,
): Statement {
  return {
    sql: statements.commentOn(made, kind, markOf(relation)),
    purpose: "record that lux made it",
  }
}

/** Puts what lux made instead of the relation itself: it is not lux's own any more. One text, which is sent in one call. */
export function publishMade(
  made: Relation,
  relation: Relation,
  kind: RelationKind,
  { token }: Situation,
  statements: WarehouseStatements,
): Statement {
  const rename = statements.rename(made, kind, relation.name)
  const sqls = token === undefined ? [statements.commentOn(made, kind, undefined), rename] : [rename]
  return { sql: asOneText(sqls), purpose: "publish" }
}

/** What is in the place already is not lux's to replace. */
export function onlyWhereFree(create: string): string {
  return create.replace(/^create or replace /, "create ")
}

/** The rejected version that a run kept before. */
export function rejectedBefore({ rejected }: Situation): Made | undefined {
  if (rejected?.madeNextTo === undefined) return undefined
  const { schema, name, kind, madeNextTo } = rejected
  return { relation: new Relation(schema, name), kind, nextTo: madeNextTo }
}

export const dropsRejected = "drop an earlier rejected version"

/** Drops the rejected version that a run kept before: in the transaction that keeps another. */
export function dropRejected(situation: Situation, statements: WarehouseStatements): readonly Statement[] {
  const before = rejectedBefore(situation)
  return before === undefined ? [] : dropMade(before, statements, dropsRejected)
}

/** Drops the live relation, unless it is of a kind that can stay. */
export function dropLive(
  situation: Situation,
  statements: WarehouseStatements,
  unless?: RelationKind,
): readonly Statement[] {
  const { existing } = situation
  if (existing === undefined || existing.kind === unless) return []
  const relation = new Relation(existing.schema, existing.name)
  return [{ sql: statements.drop(relation, existing.kind), purpose: "drop the old version" }]
}

/** True where the live relation goes, and the warehouse binds views to it. */
export function isReplacing({ existing }: Situation, { catalog }: WarehouseStatements): boolean {
  return existing !== undefined && catalog !== undefined
}

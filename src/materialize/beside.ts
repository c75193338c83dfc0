import { candidateSuffix, rejectedSuffix } from "../sql/names-next-to.ts"
import { Relation } from "../sql/relation.ts"
import { markOf } from "../warehouse/mark.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { CatalogEntry, RelationKind } from "../warehouse/warehouse.ts"
import type { AuditedPlan, Situation, Statement } from "./plan.ts"

/** What every plan that builds beside has in common: the candidate's name, and where a rejected one stays. */
export function besideOf(
  relation: Relation,
  kind: RelationKind,
  situation: Situation,
  statements: WarehouseStatements,
): Pick<
  AuditedPlan,
  "kind" | "relation" | "candidate" | "candidateKind" | "reject" | "rejected" | "dropCandidate"
> {
  const candidate = relation.withSuffix(candidateSuffix)
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
    ],
    dropCandidate: { sql: statements.drop(candidate, kind), purpose: "drop the candidate" },
  }
}

/**
 * The steps that make `made` next to `relation`. The first one fails where the name is taken, and marks what it makes in
 * the same transaction: whatever becomes of the run, the next one knows it as lux's own.
 */
export function makeNextTo(
  relation: Relation,
  made: Relation,
  kind: RelationKind,
  [first, ...rest]: readonly Statement[],
  statements: WarehouseStatements,
): AuditedPlan["build"] {
  if (first === undefined) return []
  const create = { ...first, sql: onlyWhereFree(first.sql) }
  return [[create, mark(relation, made, kind, statements)], ...rest.map((each) => [each])]
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

/** For what becomes the relation itself. */
export function unmark(made: Relation, kind: RelationKind, statements: WarehouseStatements): Statement {
  return { sql: statements.commentOn(made, kind, undefined), purpose: "take the record away" }
}

/** What is in the place already is not lux's to replace. */
export function onlyWhereFree(create: string): string {
  return create.replace(/^create or replace /, "create ")
}

/** Drops the rejected version that a run kept before. */
export function dropRejected(situation: Situation, statements: WarehouseStatements): readonly Statement[] {
  return drop(situation.rejected, "drop an earlier rejected version", statements)
}

/** Drops the live relation, unless it is of a kind that can stay. */
export function dropLive(
  situation: Situation,
  statements: WarehouseStatements,
  unless?: RelationKind,
): readonly Statement[] {
  return situation.existing?.kind === unless
    ? []
    : drop(situation.existing, "drop the old version", statements)
}

/** True where the live relation goes, and the warehouse binds views to it. */
export function isReplacing({ existing }: Situation, { catalog }: WarehouseStatements): boolean {
  return existing !== undefined && catalog !== undefined
}

function drop(
  entry: CatalogEntry | undefined,
  purpose: string,
  statements: WarehouseStatements,
): readonly Statement[] {
  return entry === undefined
    ? []
    : [{ sql: statements.drop(new Relation(entry.schema, entry.name), entry.kind), purpose }]
}

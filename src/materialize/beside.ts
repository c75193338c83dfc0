import { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { CatalogEntry, RelationKind } from "../warehouse/warehouse.ts"
import { type AuditedPlan, candidateSuffix, rejectedSuffix, type Situation, type Statement } from "./plan.ts"

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

/** A version that was once rejected is of no use after a good one. */
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

function drop(
  entry: CatalogEntry | undefined,
  purpose: string,
  statements: WarehouseStatements,
): readonly Statement[] {
  return entry === undefined
    ? []
    : [{ sql: statements.drop(new Relation(entry.schema, entry.name), entry.kind), purpose }]
}

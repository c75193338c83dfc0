import { relationOfWay } from "../../project/materialized.ts"
import type { MadeRelation } from "../../quality/made-relations.ts"
import { rejectedSuffix } from "../../sql/names-next-to.ts"
import { Relation } from "../../sql/relation.ts"
import type { CatalogEntry, RelationKind } from "../../warehouse/warehouse.ts"
import { isLeftover } from "../build/made-by-lux.ts"
import type { StaleWhat } from "./stale.ts"

/** What is known of a target: keys are `schema.name` in small letters. */
export interface Known {
  readonly project: string
  readonly target: string
  /** What the project makes, reads as a source, or keeps failing rows in. */
  readonly inUse: ReadonlySet<string>
  readonly made: ReadonlyMap<string, MadeRelation>
  /** What this project and target alone has ever tried to make. */
  readonly tried: ReadonlySet<string>
  /** The ids of objects as they are now; undefined where the warehouse has none. */
  readonly objectIds: ReadonlyMap<string, string> | undefined
  /** When tables were created, where the warehouse says. */
  readonly createdAt: ReadonlyMap<string, string>
  /** True where nobody else has ever written the history. */
  readonly isAlone: boolean
}

/** A relation that lux made and nothing makes any more. */
export interface Judged {
  readonly entry: CatalogEntry
  readonly relation: Relation
  readonly what: StaleWhat
  readonly made: MadeRelation | undefined
  /** Why it stays; undefined where nothing speaks for it. */
  readonly kept: string | undefined
}

export interface JudgedRelations {
  readonly stale: readonly Judged[]
  /** Not lux's own, by what is known. */
  readonly others: readonly Relation[]
}

/** Tells what lux made from what others made. In doubt it is not lux's. */
export function judgeRelations(entries: Iterable<CatalogEntry>, known: Known): JudgedRelations {
  const stale: Judged[] = []
  const others: Relation[] = []
  for (const entry of entries) {
    const relation = new Relation(entry.schema, entry.name)
    if (known.inUse.has(keyOf(relation))) continue
    const judged = judge(entry, relation, known)
    if (judged === undefined) others.push(relation)
    else stale.push(judged)
  }
  return { stale, others }
}

export function keyOf({ label }: Pick<Relation, "label">): string {
  return label.toLowerCase()
}

function judge(entry: CatalogEntry, relation: Relation, known: Known): Judged | undefined {
  const { madeBy, madeNextTo } = entry
  if (madeBy !== undefined) return { entry, relation, what: "candidate", made: undefined, kept: undefined }
  if (madeNextTo !== undefined) return judgeMarked(entry, relation, madeNextTo, known)
  const made = known.made.get(keyOf(relation))
  if (made === undefined || !isOwn(made, known)) return undefined
  return { entry, relation, what: "relation", made, kept: otherThan(entry, relation, made, known) }
}

/** Its comment says that lux made it, and next to what; the history says whose that is. */
function judgeMarked(
  entry: CatalogEntry,
  relation: Relation,
  nextTo: Relation,
  known: Known,
): Judged | undefined {
  const judged = { entry, relation, made: known.made.get(keyOf(nextTo)), kept: undefined }
  if (keyOf(nextTo) === keyOf(relation)) return known.isAlone ? { ...judged, what: "failures" } : undefined
  if (!known.tried.has(keyOf(nextTo))) return undefined
  if (isLeftover(entry)) return { ...judged, what: "candidate" }
  return keyOf(nextTo.withSuffix(rejectedSuffix)) === keyOf(relation)
    ? { ...judged, what: "rejected" }
    : undefined
}

function isOwn({ project, target }: MadeRelation, known: Known): boolean {
  return project === known.project && target === known.target
}

/** Why what has the name now is not what lux made: somebody made it again. */
function otherThan(
  entry: CatalogEntry,
  relation: Relation,
  made: MadeRelation,
  known: Known,
): string | undefined {
  if (!kindsOf(made.kind).includes(entry.kind)) return `lux made a ${made.kind}, and this is a ${entry.kind}`
  const id = known.objectIds?.get(relation.label)
  if (known.objectIds !== undefined) {
    if (made.objectId === null) return "the run that made it could not note what it made"
    if (id !== made.objectId) return "it was changed or made again since lux made it"
  }
  const created = known.createdAt.get(keyOf(relation))
  return created !== undefined && created > made.finishedAt
    ? "it was made again since lux made it"
    : undefined
}

/** What a node of this kind is in the warehouse. */
function kindsOf(kind: string): readonly RelationKind[] {
  const relation = relationOfWay(kind)
  // A warehouse without such views keeps it as a table.
  return relation === "materialized view" ? [relation, "table"] : [relation ?? "table"]
}

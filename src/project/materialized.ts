import {
  factsOfMaterialization,
  isMaterialization,
  type MaterializationFacts,
  type MaterializationWhere,
  materializationNames,
} from "./materializations.ts"
import { isBuilt, isMaterialized, isRelational, mayWait } from "./resource-guards.ts"
import { isResourceKind, type KindWith, type ResourceKindFacts, resourceKinds } from "./resource-kinds.ts"
import type { Built, Relational, Resource, ResourceOfKind } from "./types.ts"

type Materialized = ResourceOfKind[KindWith<"materialized">]

/** What is made in one of the ways of which a fact has a value. */
export type MaterializedWhere<
  Fact extends keyof MaterializationFacts,
  Value extends MaterializationFacts[Fact],
> = Materialized & {
  readonly config: { readonly materialized: MaterializationWhere<Fact, Value> }
}

/** How it is made. */
export function materializationOf({
  config,
}: {
  readonly config: Pick<Materialized["config"], "materialized">
}): MaterializationFacts {
  return factsOfMaterialization(config.materialized)
}

/** True for a model whose SQL is a part of what reads it. */
export function isInlined(resource: Resource | undefined): resource is MaterializedWhere<"inlined", true> {
  return facts(resource)?.inlined === true
}

/** True for a model whose rows are batches, in files. */
export function isStage(resource: Resource | undefined): resource is MaterializedWhere<"staged", true> {
  return facts(resource)?.staged === true
}

/** True for a model that is a view: its rows are those of what it reads. */
export function isView(resource: Resource | undefined): resource is MaterializedWhere<"relation", "view"> {
  return facts(resource)?.relation === "view"
}

/** True for a model that is a materialized view. */
export function isMaterializedView(
  resource: Resource | undefined,
): resource is MaterializedWhere<"relation", "materialized view"> {
  return facts(resource)?.relation === "materialized view"
}

/** True for a model that the warehouse keeps by its query: what the query reads has to stay. */
export function keepsQuery(
  resource: Resource | undefined,
): resource is MaterializedWhere<"relation", "view" | "materialized view"> {
  return isView(resource) || isMaterializedView(resource)
}

/** True for a model that adds to the rows that are there. */
export function addsRows(resource: Resource | undefined): resource is MaterializedWhere<"adds", true> {
  return facts(resource)?.adds === true
}

/** True for what can be built whole next to what is there, and wait. */
export function canWait(resource: Resource | undefined): boolean {
  return mayWait(resource) && (facts(resource)?.waits ?? true)
}

/** True for what has a relation of its own: an ephemeral model has none. */
export function becomesRelation(resource: Resource): resource is Built {
  return isBuilt(resource) && !isInlined(resource)
}

/** The same, and what is there before lux does anything. */
export function hasRelation(resource: Resource): resource is Relational {
  return isRelational(resource) && !isInlined(resource)
}

/** True for what its last build left as a relation in the warehouse: it can be cloned, exported and deferred to. */
export function isInWarehouse(resource: Resource): resource is Built {
  const made = facts(resource)
  return isBuilt(resource) && (made === undefined || made.relation !== undefined)
}

/** What people call the way it is made: `incremental` of a model, else its kind. */
export function wayOf(resource: Built): string {
  return isMaterialized(resource) ? resource.config.materialized : resource.type
}

/** What is in the warehouse of what is made in this way, as `wayOf` names it; undefined: nothing, or it is no such way. */
export function relationOfWay(way: string): MaterializationFacts["relation"] {
  if (isMaterialization(way)) return factsOfMaterialization(way).relation
  const kind: ResourceKindFacts | undefined = isResourceKind(way) ? resourceKinds[way] : undefined
  return kind?.built === true && !kind.materialized ? "table" : undefined
}

/** The ways to make something that is in the warehouse, as `wayOf` names them. */
export function waysOfRelations(): readonly string[] {
  return [...materializationNames, ...Object.keys(resourceKinds)].filter(
    (way) => relationOfWay(way) !== undefined,
  )
}

/** What people call something that is made in this way: `incremental model`, `seed`. */
export function madeAs(resource: Built): string {
  return isMaterialized(resource) ? `${resource.config.materialized} ${resource.type}` : resource.type
}

/** What can wait for the checks of others, for people: `models that are materialized as view or table, and seeds`. */
export function whatWaits(): string {
  const kinds: readonly ResourceKindFacts[] = Object.values(resourceKinds).filter(({ waits }) => waits)
  const names = materializationNames.filter((name) => factsOfMaterialization(name).waits)
  return kinds
    .map(({ yamlKey, materialized }) =>
      materialized ? `${yamlKey} that are materialized as ${names.join(" or ")}` : yamlKey,
    )
    .join(", and ")
}

/** Undefined for what is not materialized. */
function facts(resource: Resource | undefined): MaterializationFacts | undefined {
  return isMaterialized(resource) ? materializationOf(resource) : undefined
}

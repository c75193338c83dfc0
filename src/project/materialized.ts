import {
  factsOfMaterialization,
  type MaterializationFacts,
  materializationNames,
} from "./materializations.ts"
import type { Model, Resource } from "./types.ts"

/** How a model is made. */
export function materializationOf({
  config,
}: {
  readonly config: Pick<Model["config"], "materialized">
}): MaterializationFacts {
  return factsOfMaterialization(config.materialized)
}

/** True for a model whose SQL is a part of what reads it. */
export function isInlined(resource: Resource | undefined): boolean {
  return ofModel(resource)?.inlined === true
}

/** True for a model whose rows are batches, in files. */
export function isStage(resource: Resource | undefined): boolean {
  return ofModel(resource)?.staged === true
}

/** True for a model that is a view: its rows are those of what it reads. */
export function isView(resource: Resource | undefined): boolean {
  return ofModel(resource)?.relation === "view"
}

/** True for a model that the warehouse keeps by its query: what the query reads has to stay. */
export function keepsQuery(model: Model): boolean {
  const { relation } = materializationOf(model)
  return relation === "view" || relation === "materialized view"
}

/** What can wait for the checks of others, for people: `models that are materialized as view or table, and seeds`. */
export function whatWaits(): string {
  const names = materializationNames.filter((name) => factsOfMaterialization(name).waits)
  return `models that are materialized as ${names.join(" or ")}, and seeds`
}

/** Undefined for what is no model. */
function ofModel(resource: Resource | undefined): MaterializationFacts | undefined {
  return resource?.type === "model" ? materializationOf(resource) : undefined
}

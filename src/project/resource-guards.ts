import { type KindWhere, type ResourceKind, type ResourceKindFacts, resourceKinds } from "./resource-kinds.ts"
import type { ExternalFiles, GenericTestUse, Resource, SourceTable } from "./types.ts"

/** What has a kind: a resource, or its plain form. */
interface OfKind {
  readonly type: ResourceKind
}

/** Those of some types whose kind has a fact. */
type Having<Any, Fact extends keyof ResourceKindFacts, Value extends ResourceKindFacts[Fact]> = Extract<
  Any,
  { readonly type: KindWhere<Fact, Value> }
>

/** True for what lux makes in the warehouse and a ref can name. */
export const isBuilt = guard("built", true)

/** True for what has rows: what a ref or a source names. */
export const isRelational = guard("relational", true)

/** True for what is there before lux does anything. */
export const isReadFromOutside = guard("readFromOutside", true)

/** True for what is named by a source and a table of it. */
export const isNamedBySource = guard("namedBy", "source")

/** True for rows in a file of the project. */
export const isFileOfRows = guard("fileOfRows", true)

/** True for what has a query that selects its rows. */
export const isQueried = guard("queried", true)

/** True for what keeps earlier versions of rows. */
export const keepsHistory = guard("history", true)

/** True for what says itself how it is made. */
export const isMaterialized = guard("materialized", true)

/** True for what may wait for the checks of others, as far as its kind goes. */
export const mayWait = guard("waits", true)

/** True for what may have versions. */
export const mayHaveVersions = guard("versioned", true)

/** True for what may be kept from readers of other groups and packages. */
export const mayRestrictAccess = guard("hasAccess", true)

/** True for what may promise its columns. */
export const mayHaveContract = guard("contracted", true)

/** True for what may say how old its rows may be. */
export const mayHaveFreshness = guard("freshness", true)

/** True for what unit tests may be of. */
export const mayBeUnitTested = guard("unitTested", true)

/** True for what metrics may be declared with. */
export const mayHaveMetrics = guard("measured", true)

/** True for what may be a dashboard. */
export const mayBeDashboard = guard("shows", true)

/** True for what asks whether rows in the warehouse are right. */
export const isDataTest = guard("tests", "data")

/** True for what asks whether queries are right, on rows that it gives them. */
export const isUnitTest = guard("tests", "unit")

/** True for what has SQL of its own. */
export const hasSql = guard("hasSql", true)

/** True for what its own template may configure. */
export const configuresItself = guard("configuresItself", true)

/** True for what its own template may name. */
export const namesItself = guard("namesItself", true)

/** True for what may have columns that are known before it is built. */
export const hasKnownColumns = guard("columnsKnown", true)

/** True for what `lux show` shows rows of. */
export const isShown = guard("shown", true)

/** True for what a method selects by its name. */
export const isSelectedBySource = guard("selectedBy", "source")

/** True for what asks whether others are right. */
export function isTest<Any extends OfKind | undefined>(
  resource: Any,
): resource is Having<Any, "tests", "data" | "unit"> {
  return resource !== undefined && resourceKinds[resource.type].tests !== undefined
}

/** True for raw files, which are read as they are. */
export function isOfFiles(
  resource: Resource | undefined,
): resource is SourceTable & { readonly external: ExternalFiles } {
  return isReadFromOutside(resource) && resource.external !== undefined
}

/** The generic test that a data test is a use of. */
export function genericUseOf(resource: Resource | undefined): GenericTestUse | undefined {
  return isDataTest(resource) && resource.definition.kind === "generic" ? resource.definition : undefined
}

function guard<Fact extends keyof ResourceKindFacts, const Value extends ResourceKindFacts[Fact]>(
  fact: Fact,
  value: Value,
) {
  return <Any extends OfKind | undefined>(resource: Any): resource is Having<Any, Fact, Value> => {
    const facts: ResourceKindFacts | undefined = resource && resourceKinds[resource.type]
    return facts?.[fact] === value
  }
}

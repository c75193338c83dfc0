import { isInlined, materializationOf } from "./materialized.ts"
import type { Resource, ResourceOfKind } from "./types.ts"

export type ManifestPart = "nodes" | "sources" | "exposures" | "unit_tests"

/**
 * What is known of each kind of resource: plain data that every room may ask. A room that does something of its own for
 * each kind has one record, or a `switch` that returns, over all of them.
 */
export interface ResourceKindFacts {
  /** Its list in properties files. */
  readonly yamlKey: string
  /** The configuration of its folders in `lux_project.yml`; undefined: there is none. */
  readonly folderKey: string | undefined
  /** Its part of the manifest; that of relations is in the catalog as well. */
  readonly manifestPart: ManifestPart
  /** How it is selected by its name alone: as it is, or behind a method. */
  readonly selectedBy: "name" | "source" | "exposure"
  /** What names it in templates; undefined: nothing does. Kinds that are named in the same way share their names. */
  readonly namedBy: "ref" | "source" | undefined
  /** True: lux makes it in the warehouse. */
  readonly built: boolean
  /** True: it has rows, which others read. */
  readonly relational: boolean
  /** True: its rows are there before lux does anything. */
  readonly readFromOutside: boolean
  /** True: it asks whether others are right, and comes along with them where they are selected. */
  readonly tests: boolean
  /** True: it has SQL of its own, which `lux compile` writes. */
  readonly hasSql: boolean
  /** True: its columns may be known before it is built. */
  readonly columnsKnown: boolean
  /** True: `lux show` shows rows of it. */
  readonly shown: boolean
  /** The commands that do it. */
  readonly doneBy: readonly ("run" | "test" | "build" | "seed" | "snapshot")[]
}

/** In the order in which people are told of them. */
export const resourceKinds = {
  model: {
    yamlKey: "models",
    folderKey: "models",
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    tests: false,
    hasSql: true,
    columnsKnown: true,
    shown: true,
    doneBy: ["run", "build"],
  },
  seed: {
    yamlKey: "seeds",
    folderKey: "seeds",
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    tests: false,
    hasSql: false,
    columnsKnown: true,
    shown: true,
    doneBy: ["seed", "build"],
  },
  snapshot: {
    yamlKey: "snapshots",
    folderKey: "snapshots",
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    tests: false,
    hasSql: true,
    columnsKnown: false,
    shown: true,
    doneBy: ["snapshot", "build"],
  },
  source: {
    yamlKey: "sources",
    folderKey: "sources",
    manifestPart: "sources",
    selectedBy: "source",
    namedBy: "source",
    built: false,
    relational: true,
    readFromOutside: true,
    tests: false,
    hasSql: false,
    columnsKnown: true,
    shown: true,
    doneBy: [],
  },
  test: {
    yamlKey: "data_tests",
    folderKey: "data_tests",
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    tests: true,
    hasSql: true,
    columnsKnown: false,
    shown: true,
    doneBy: ["test", "build"],
  },
  unit_test: {
    yamlKey: "unit_tests",
    folderKey: undefined,
    manifestPart: "unit_tests",
    selectedBy: "name",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    tests: true,
    hasSql: false,
    columnsKnown: false,
    shown: false,
    doneBy: ["test", "build"],
  },
  exposure: {
    yamlKey: "exposures",
    folderKey: "exposures",
    manifestPart: "exposures",
    selectedBy: "exposure",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    tests: false,
    hasSql: false,
    columnsKnown: false,
    shown: false,
    doneBy: [],
  },
} as const satisfies Readonly<Record<string, ResourceKindFacts>>

export type ResourceKind = keyof typeof resourceKinds

type Facts = typeof resourceKinds

/** The kinds of which a fact is true. */
export type KindWith<
  Fact extends "built" | "relational" | "readFromOutside" | "tests" | "hasSql" | "columnsKnown",
> = {
  [Kind in ResourceKind]: Facts[Kind][Fact] extends true ? Kind : never
}[ResourceKind]

/** The kinds that folders configure. */
export type ConfiguredKind = {
  [Kind in ResourceKind]: Facts[Kind]["folderKey"] extends string ? Kind : never
}[ResourceKind]

/** The keys of `lux_project.yml` that configure folders. */
export type FolderKey = Exclude<Facts[ResourceKind]["folderKey"], undefined>

/** True for what lux makes in the warehouse and a ref can name. */
export function isBuilt(resource: Resource): resource is ResourceOfKind[KindWith<"built">] {
  return resourceKinds[resource.type].built
}

/** True for what has rows: what a ref or a source names. */
export function isRelational(resource: Resource): resource is ResourceOfKind[KindWith<"relational">] {
  return resourceKinds[resource.type].relational
}

/** True for what is there before lux does anything. */
export function isReadFromOutside(
  resource: Resource,
): resource is ResourceOfKind[KindWith<"readFromOutside">] {
  return resourceKinds[resource.type].readFromOutside
}

/** True for what asks whether others are right. */
export function isTest(resource: Resource): resource is ResourceOfKind[KindWith<"tests">] {
  return resourceKinds[resource.type].tests
}

/** True for what has SQL of its own. */
export function hasSql(resource: Resource): resource is ResourceOfKind[KindWith<"hasSql">] {
  return resourceKinds[resource.type].hasSql
}

/** True for what may have columns that are known before it is built. */
export function hasKnownColumns(resource: Resource): resource is ResourceOfKind[KindWith<"columnsKnown">] {
  return resourceKinds[resource.type].columnsKnown
}

/** True for what has a relation of its own: an ephemeral model has none. */
export function becomesRelation(resource: Resource): resource is ResourceOfKind[KindWith<"built">] {
  return isBuilt(resource) && !isInlined(resource)
}

/** True for what its last build left as a relation in the warehouse: it can be cloned, exported and deferred to. */
export function isInWarehouse(resource: Resource): resource is ResourceOfKind[KindWith<"built">] {
  return (
    isBuilt(resource) && (resource.type !== "model" || materializationOf(resource).relation !== undefined)
  )
}

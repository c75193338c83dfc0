import { defaultMaterialization } from "./materializations.ts"

export type ManifestPart = "nodes" | "sources" | "exposures" | "unit_tests"

/**
 * What is known of each kind of resource: plain data that every room may ask, by the guards of `resource-guards.ts` where a
 * resource is asked. A room that does something of its own for each kind has one record, or a `switch` that returns, over
 * all of them.
 */
export interface ResourceKindFacts {
  /** Its list in properties files, or in the file that declares it. */
  readonly yamlKey: string
  /** True: properties files declare or describe it. */
  readonly inProperties: boolean
  /** The configuration of its folders in `lux_project.yml`; undefined: there is none. */
  readonly folderKey: string | undefined
  /** Its configuration where nothing is said, by dbt's keys. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** Its part of the manifest; that of relations is in the catalog as well. Undefined: dbt's tools know no such thing. */
  readonly manifestPart: ManifestPart | undefined
  /** How it is selected by its name alone: as it is, or behind a method. */
  readonly selectedBy: "name" | "source" | "exposure" | "collector"
  /** What names it in templates; undefined: nothing does. Kinds that are named in the same way share their names. */
  readonly namedBy: "ref" | "source" | undefined
  /** True: lux makes it in the warehouse. */
  readonly built: boolean
  /** True: it has rows, which others read. */
  readonly relational: boolean
  /** True: its rows are there before lux does anything. They may be raw files. */
  readonly readFromOutside: boolean
  /** True: its rows are a file of the project, which lux loads. */
  readonly fileOfRows: boolean
  /** True: its rows are what a query of its own selects: reading the query tells its columns and where they come from. */
  readonly queried: boolean
  /** True: it keeps the earlier versions of the rows of what it reads. */
  readonly history: boolean
  /** True: its `materialized` says how it is made. Without it, what is built is a table. */
  readonly materialized: boolean
  /**
   * True: it may be made whole next to what is there, and wait for the checks of others, or be published together with
   * others. Where it is materialized, its materialization may still say no.
   */
  readonly waits: boolean
  /** True: it may have several versions, and a date from which it is deprecated. */
  readonly versioned: boolean
  /** True: it may be kept from readers of other groups and packages. */
  readonly hasAccess: boolean
  /** True: it may promise its columns. */
  readonly contracted: boolean
  /** True: it may say how old its rows may be. */
  readonly freshness: boolean
  /** True: unit tests may be of it. */
  readonly unitTested: boolean
  /** True: metrics may be declared with it. */
  readonly measured: boolean
  /** True: it may say what a dashboard shows. */
  readonly shows: boolean
  /**
   * What it tests: the rows that are in the warehouse, or queries, on rows that it gives them. Tests come along with what
   * they test where that is selected.
   */
  readonly tests: "data" | "unit" | undefined
  /** True: it has SQL of its own, which `lux compile` writes. */
  readonly hasSql: boolean
  /** True: its template may configure it: `{{config ...}}`. */
  readonly configuresItself: boolean
  /** True: its template may name its own relation: `{{self}}`. */
  readonly namesItself: boolean
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
    inProperties: true,
    folderKey: "models",
    defaults: {
      materialized: defaultMaterialization,
      on_schema_change: "ignore",
      access: "protected",
      contract: { enforced: false },
    },
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    fileOfRows: false,
    queried: true,
    history: false,
    materialized: true,
    waits: true,
    versioned: true,
    hasAccess: true,
    contracted: true,
    freshness: false,
    unitTested: true,
    measured: true,
    shows: false,
    tests: undefined,
    hasSql: true,
    configuresItself: true,
    namesItself: true,
    columnsKnown: true,
    shown: true,
    doneBy: ["run", "build"],
  },
  seed: {
    yamlKey: "seeds",
    inProperties: true,
    folderKey: "seeds",
    defaults: { materialized: "seed", delimiter: ",", quote_columns: false },
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    fileOfRows: true,
    queried: false,
    history: false,
    materialized: false,
    waits: true,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: false,
    tests: undefined,
    hasSql: false,
    configuresItself: false,
    namesItself: false,
    columnsKnown: true,
    shown: true,
    doneBy: ["seed", "build"],
  },
  snapshot: {
    yamlKey: "snapshots",
    inProperties: true,
    folderKey: "snapshots",
    defaults: { materialized: "snapshot" },
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: "ref",
    built: true,
    relational: true,
    readFromOutside: false,
    fileOfRows: false,
    queried: false,
    history: true,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: false,
    tests: undefined,
    hasSql: true,
    configuresItself: false,
    namesItself: false,
    columnsKnown: false,
    shown: true,
    doneBy: ["snapshot", "build"],
  },
  source: {
    yamlKey: "sources",
    inProperties: true,
    folderKey: "sources",
    defaults: {},
    manifestPart: "sources",
    selectedBy: "source",
    namedBy: "source",
    built: false,
    relational: true,
    readFromOutside: true,
    fileOfRows: false,
    queried: false,
    history: false,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: true,
    unitTested: false,
    measured: false,
    shows: false,
    tests: undefined,
    hasSql: false,
    configuresItself: false,
    namesItself: false,
    columnsKnown: true,
    shown: true,
    doneBy: [],
  },
  test: {
    yamlKey: "data_tests",
    inProperties: true,
    folderKey: "data_tests",
    defaults: {
      materialized: "test",
      severity: "error",
      store_failures: false,
      fail_calc: "count(*)",
      warn_if: "!= 0",
      error_if: "!= 0",
    },
    manifestPart: "nodes",
    selectedBy: "name",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    fileOfRows: false,
    queried: false,
    history: false,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: false,
    tests: "data",
    hasSql: true,
    configuresItself: true,
    namesItself: false,
    columnsKnown: false,
    shown: true,
    doneBy: ["test", "build"],
  },
  unit_test: {
    yamlKey: "unit_tests",
    inProperties: true,
    folderKey: undefined,
    defaults: {},
    manifestPart: "unit_tests",
    selectedBy: "name",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    fileOfRows: false,
    queried: false,
    history: false,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: false,
    tests: "unit",
    hasSql: false,
    configuresItself: false,
    namesItself: false,
    columnsKnown: false,
    shown: false,
    doneBy: ["test", "build"],
  },
  exposure: {
    yamlKey: "exposures",
    inProperties: true,
    folderKey: "exposures",
    defaults: {},
    manifestPart: "exposures",
    selectedBy: "exposure",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    fileOfRows: false,
    queried: false,
    history: false,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: true,
    tests: undefined,
    hasSql: false,
    configuresItself: false,
    namesItself: false,
    columnsKnown: false,
    shown: false,
    doneBy: [],
  },
  collector: {
    yamlKey: "collectors",
    inProperties: false,
    folderKey: undefined,
    defaults: {},
    manifestPart: undefined,
    selectedBy: "collector",
    namedBy: undefined,
    built: false,
    relational: false,
    readFromOutside: false,
    fileOfRows: false,
    queried: false,
    history: false,
    materialized: false,
    waits: false,
    versioned: false,
    hasAccess: false,
    contracted: false,
    freshness: false,
    unitTested: false,
    measured: false,
    shows: false,
    tests: undefined,
    hasSql: false,
    configuresItself: false,
    namesItself: false,
    columnsKnown: false,
    shown: false,
    doneBy: [],
  },
} as const satisfies Readonly<Record<string, ResourceKindFacts>>

export type ResourceKind = keyof typeof resourceKinds

type Facts = typeof resourceKinds

/** The kinds of which a fact has a value. */
export type KindWhere<Fact extends keyof ResourceKindFacts, Value extends ResourceKindFacts[Fact]> = {
  [Kind in ResourceKind]: Facts[Kind][Fact] extends Value ? Kind : never
}[ResourceKind]

/** The kinds of which a fact is true. */
export type KindWith<Fact extends FactThatIsTrue> = KindWhere<Fact, true>

type FactThatIsTrue = {
  [Fact in keyof ResourceKindFacts]: true extends ResourceKindFacts[Fact] ? Fact : never
}[keyof ResourceKindFacts]

/** The kinds that folders configure. */
export type ConfiguredKind = KindWhere<"folderKey", string>

/** The lists of properties files. */
export type PropertiesKey = Facts[KindWith<"inProperties">]["yamlKey"]

/** The keys of `lux_project.yml` that configure folders. */
export type FolderKey = Exclude<Facts[ResourceKind]["folderKey"], undefined>

/** Something for each key that configures folders. */
export function forFolderKeys<Value>(of: (key: FolderKey) => Value): Readonly<Record<FolderKey, Value>> {
  return {
    models: of("models"),
    seeds: of("seeds"),
    snapshots: of("snapshots"),
    sources: of("sources"),
    exposures: of("exposures"),
    data_tests: of("data_tests"),
  }
}

/** True for the name of a kind. */
export function isResourceKind(name: string): name is ResourceKind {
  return Object.hasOwn(resourceKinds, name)
}

/**
 * What is known of each way to make a model: plain data that every room may ask. How its relation is made stands in
 * `src/materialize/plan-node.ts`.
 */
export interface MaterializationFacts {
  /** What it is in the warehouse; undefined: it has no relation there. */
  readonly relation: "table" | "view" | "materialized view" | undefined
  /** True: its SQL is a part of what reads it. */
  readonly inlined: boolean
  /** True: its rows are batches, in files. */
  readonly staged: boolean
  /** True: it adds to the rows that are there. */
  readonly adds: boolean
  /** True: it is made whole next to what is there, and can wait for the checks of others. */
  readonly waits: boolean
  /** What it is called where those are listed that may have a contract; undefined: it may have none. */
  readonly contracted: string | undefined
}

/** In the order in which schemas and completion list them. */
const materializations = {
  view: {
    relation: "view",
    inlined: false,
    staged: false,
    adds: false,
    waits: true,
    contracted: "a view",
  },
  table: {
    relation: "table",
    inlined: false,
    staged: false,
    adds: false,
    waits: true,
    contracted: "a table",
  },
  incremental: {
    relation: "table",
    inlined: false,
    staged: false,
    adds: true,
    waits: false,
    contracted: "an incremental model",
  },
  materialized_view: {
    relation: "materialized view",
    inlined: false,
    staged: false,
    adds: false,
    waits: false,
    contracted: undefined,
  },
  ephemeral: {
    relation: undefined,
    inlined: true,
    staged: false,
    adds: false,
    waits: false,
    contracted: undefined,
  },
  stage: {
    relation: undefined,
    inlined: false,
    staged: true,
    adds: false,
    waits: false,
    contracted: undefined,
  },
} as const satisfies Readonly<Record<string, MaterializationFacts>>

/** How a model is made, as its `materialized` says. */
export type Materialization = keyof typeof materializations

/** The ways of which a fact has a value. */
export type MaterializationWhere<
  Fact extends keyof MaterializationFacts,
  Value extends MaterializationFacts[Fact],
> = {
  [Name in Materialization]: (typeof materializations)[Name][Fact] extends Value ? Name : never
}[Materialization]

export const materializationNames = Object.keys(materializations).filter(isMaterialization)

/** Of a model that says nothing. */
export const defaultMaterialization: Materialization = "view"

export function isMaterialization(name: unknown): name is Materialization {
  return typeof name === "string" && Object.hasOwn(materializations, name)
}

export function factsOfMaterialization(name: Materialization): MaterializationFacts {
  return materializations[name]
}

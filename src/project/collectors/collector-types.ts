/** What collects from outside what sources then hold: the types. */
import type { ResourceBase } from "../types.ts"
import type { CollectorDeclaration } from "./declaration.ts"

/** A function that asks an API on a schedule and writes files to the lake. */
export interface Collector extends ResourceBase {
  readonly type: "collector"
  /** Folder in `lambdas/` that holds its code. */
  readonly function: string
  /** Time between two ticks; ticks are whole multiples of it since 1970, UTC. */
  readonly every: CollectorDeclaration["schedule"]["every"]
  /** Name of the list that it goes through. */
  readonly unitList: string
  /** The key of each unit in that list, in order. */
  readonly units: readonly string[]
  /** What only the function knows. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What its deployment needs, as declared. */
  readonly limits: Readonly<Record<string, unknown>>
  readonly writes: readonly CollectedModel[]
}

/** The files that a collector writes of one kind of record. */
interface CollectedModel {
  /** `lake.brand` */
  readonly source: string
  /** How a file is called, relative to the lake: `raw/{model}/.../{model}_{date}_{time}.json`. */
  readonly path: string
}

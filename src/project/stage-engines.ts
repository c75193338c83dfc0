import { embeddedType, type WarehouseType } from "./warehouses.ts"

/**
 * What is known of each engine of stage models without loading it: plain data that every room may ask. How an engine works
 * stands in `src/run/lake/stage-engines.ts`.
 */
export interface StageEngineFacts {
  /** What people call it. */
  readonly title: string
  /** The SQL that it runs stage models in. */
  readonly dialect: WarehouseType | "spark"
}

export const stageEngines = {
  embedded: { title: "the embedded engine", dialect: embeddedType },
  spark: { title: "Spark", dialect: "spark" },
} as const satisfies Readonly<Record<string, StageEngineFacts>>

export type StageEngineName = keyof typeof stageEngines

/** The engine of a target's stage models, unless the target names another. */
export const usualStageEngine: StageEngineName = "embedded"

import * as z from "zod"
import type { FieldScript } from "./field-script.ts"

/** What lux and its runner agree on; both are of one package. */
export const protocol = 1

/** What the runner is to do: the stage models of a run, in one session. */
export interface SparkScript {
  readonly protocol: typeof protocol
  readonly stages: readonly StageScript[]
}

/** One stage model as Spark runs it. */
export interface StageScript {
  readonly name: string
  readonly format: "avro" | "parquet"
  readonly sources: readonly SourceScript[]
  /** In Spark's SQL. */
  readonly sql: string
  /** Of a batch, in order. */
  readonly columns: readonly ColumnScript[]
  readonly batches: readonly BatchScript[]
  /** Asked of what was written, of all batches together. */
  readonly queries: readonly QueryScript[]
}

export interface SourceScript {
  /** The name of the view that the query reads. */
  readonly relation: string
  readonly columns: readonly SourceColumnScript[]
  /** True: `_collected_at` too. */
  readonly collected: boolean
}

interface SourceColumnScript extends FieldScript {
  readonly name: string
  /** As it is declared, for messages. */
  readonly spelled: string
}

interface ColumnScript {
  readonly name: string
  /** What the value is cast to first. */
  readonly type: string
  /** What it is written as: texts of Avro are what COPY reads. */
  readonly written: string
}

export interface BatchScript {
  /** A folder. */
  readonly writing: string
  /** How many files it is written as, at most. */
  readonly parts: number
  /** By relation of the source. */
  readonly files: Readonly<Record<string, readonly FileScript[]>>
  /** Where its rejects are written, if there are any. */
  readonly rejects: string
}

export interface FileScript {
  /** Where Spark reads it. */
  readonly read: string
  /** What `_file` is. */
  readonly file: string
  readonly bytes: number
  /** `2024-01-01 05:00:00`, UTC. */
  readonly collected: string | null
}

interface QueryScript {
  readonly id: string
  readonly sql: string
}

const failureSchema = z.object({
  stage: z.string().nullable(),
  kind: z.string(),
  message: z.string(),
  trace: z.string().default(""),
})

/** Why Spark did not do it. */
export type Failure = z.output<typeof failureSchema>

const stageResultSchema = z.union([
  z.object({ stage: z.string(), error: failureSchema }),
  z.object({
    stage: z.string(),
    batches: z.array(
      z.object({
        files: z.array(z.string()),
        rows: z.number(),
        /** Of each file: its records, and those that were rejected. */
        accounts: z.array(z.tuple([z.string(), z.number(), z.number()])),
        /** In their order: file, record, reason, field, message. */
        rejects: z.array(
          z.tuple([z.string(), z.number().nullable(), z.string(), z.string().nullable(), z.string()]),
        ),
      }),
    ),
    answers: z.array(
      z.object({
        id: z.string(),
        rows: z.array(z.array(z.union([z.string(), z.boolean(), z.null()]))),
      }),
    ),
    seconds: z.number(),
  }),
])

export type StageResult = z.output<typeof stageResultSchema>

export const resultSchema = z.union([
  z.object({ protocol: z.literal(protocol), spark: z.string(), stages: z.array(stageResultSchema) }),
  z.object({ protocol: z.literal(protocol), spark: z.string(), error: failureSchema }),
])

export type SparkResult = z.output<typeof resultSchema>

/** What the runner says while it serves, a line each. */
export const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("started"), spark: z.string() }),
  z.object({ type: z.literal("broken"), error: failureSchema }),
  z.object({ type: z.literal("state"), id: z.number(), message: z.string() }),
  z.object({ type: z.literal("done"), id: z.number(), result: resultSchema }),
  z.object({ type: z.literal("cancelled"), id: z.number() }),
  z.object({ type: z.literal("failed"), id: z.number(), error: failureSchema }),
])

export type RunnerMessage = z.output<typeof messageSchema>

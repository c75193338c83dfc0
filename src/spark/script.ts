import * as z from "zod"
import { rejectReasonSchema } from "../lake/records/reject-schema.ts"
import type { RecordChoice, RejectRule } from "../lake/records/rejects.ts"
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
  /**
   * In Spark's SQL. Where there are rules `lux_file` and `lux_record` are behind its columns, and `lux_rule`: the number of the rule
   * that a row breaks, from 0.
   */
  readonly sql: string
  /** The record of a row that breaks one is rejected. */
  readonly rules: readonly Pick<RejectRule, "message" | "field">[]
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
  /** Which of its records are taken; all where nothing is said. */
  readonly choice?: { readonly kind: RecordChoice["kind"]; readonly records: readonly number[] }
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
  /** True where a value of a record is one that the query cannot take. */
  ofValues: z.boolean().default(false),
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
        /** How many each rule rejected. */
        byRule: z.array(z.number()),
        /** The first ones, in their order: file, record, reason, field, message. */
        rejects: z.array(
          z.tuple([z.string(), z.number().nullable(), rejectReasonSchema, z.string().nullable(), z.string()]),
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

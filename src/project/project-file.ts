import { z } from "zod"

const text = z.string()
const texts = z.union([text.transform((one) => [one]), z.array(text)])
const record = z.record(z.string(), z.unknown())
const wholeNumber = z.preprocess(
  (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
  z.int().positive(),
)

const duckDbTarget = z.strictObject({
  type: z.literal("duckdb"),
  path: text.default("data/lux.duckdb"),
  schema: text.default("main"),
  schema_prefix: text.default(""),
  threads: wholeNumber.default(4),
  /** Empty: beside the database. */
  batches: text.default(""),
})

/** A target, by its `type`; a further warehouse is a further option. */
export const targetSchema = z.discriminatedUnion("type", [duckDbTarget])

/** `lux_project.yml`. */
export const projectFileSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w*$/, "letters, digits and underscores"),
  version: z.union([text, z.number()]).transform(String).default("0.0.0"),
  dialect: z.enum(["redshift", "duckdb", "postgres"]).default("redshift"),
  "model-paths": texts.default(["models"]),
  "seed-paths": texts.default(["seeds"]),
  "test-paths": texts.default(["tests"]),
  "macro-paths": texts.default(["macros"]),
  "target-path": text.default("target"),
  target: text.optional(),
  targets: z.record(text, record),
  vars: record.default({}),
  models: record.default({}),
  seeds: record.default({}),
  sources: record.default({}),
  exposures: record.default({}),
  data_tests: record.optional(),
  tests: record.optional(),
  "query-comment": z
    .union([
      text,
      z.strictObject({ comment: text.nullable().optional(), append: z.boolean().default(false) }),
    ])
    .nullable()
    .optional(),
  "on-run-start": texts.default([]),
  "on-run-end": texts.default([]),
})

export type ProjectFile = z.output<typeof projectFileSchema>

import { z } from "zod"

const text = z.string()
const textOrNumber = z.union([z.string(), z.number()]).transform(String)
/** A text, or a list of them. */
const texts = z.union([text.transform((one) => [one]), z.array(text)])
const record = z.record(z.string(), z.unknown())

const hook = z.union([
  text.transform((sql) => ({ sql, transaction: true })),
  z.strictObject({ sql: text, transaction: z.boolean().default(true) }),
])
const hooks = z.union([hook.transform((one) => [one]), z.array(hook)])

const common = {
  enabled: z.boolean(),
  tags: texts,
  meta: record,
}

const relation = {
  ...common,
  schema: text.nullable(),
  alias: text.nullable(),
  pre_hook: hooks,
  post_hook: hooks,
  grants: z.record(text, texts),
  indexes: z.array(z.strictObject({ columns: z.array(text).min(1), unique: z.boolean().default(false) })),
  full_refresh: z.boolean().nullable(),
  docs: record,
  group: text,
  access: text,
  persist_docs: record,
  contract: record,
  // What only some warehouses have; the others leave it be.
  dist: z.unknown(),
  diststyle: z.unknown(),
  sort: z.unknown(),
  sort_type: z.unknown(),
  backup: z.unknown(),
  bind: z.unknown(),
}

/** Keys of a model's configuration, as dbt names them, and lux's own `sequence_by`. */
export const modelConfigSchema = z
  .strictObject({
    ...relation,
    materialized: z.enum(["view", "table", "incremental", "ephemeral", "stage"]),
    incremental_strategy: z.enum(["append", "delete+insert", "merge"]),
    unique_key: texts,
    sequence_by: text,
    incremental_predicates: texts,
    merge_update_columns: texts,
    merge_exclude_columns: texts,
    on_schema_change: z.enum(["ignore", "fail", "append_new_columns", "sync_all_columns"]),
  })
  .partial()

export const seedConfigSchema = z
  .strictObject({
    ...relation,
    column_types: z.record(text, text),
    delimiter: text.length(1, "one character"),
    quote_columns: z.boolean(),
  })
  .partial()

export const testConfigSchema = z
  .strictObject({
    ...common,
    severity: z.preprocess(
      (value) => (typeof value === "string" ? value.toLowerCase() : value),
      z.enum(["error", "warn"]),
    ),
    warn_if: textOrNumber,
    error_if: textOrNumber,
    where: text.nullable(),
    limit: z.int().positive().nullable(),
    fail_calc: text,
    store_failures: z.boolean(),
    schema: text,
  })
  .partial()

export const sourceConfigSchema = z
  .strictObject({ ...common, loaded_at_field: text, freshness: z.unknown() })
  .partial()
export const exposureConfigSchema = z.strictObject(common).partial()

export type ModelConfigValues = z.output<typeof modelConfigSchema>
export type SeedConfigValues = z.output<typeof seedConfigSchema>
export type TestConfigValues = z.output<typeof testConfigSchema>

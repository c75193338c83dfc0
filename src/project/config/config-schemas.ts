import * as z from "zod"
import { materializationNames } from "../materializations.ts"
import {
  accessSchema,
  contractSchema,
  docsSchema,
  persistDocsSchema,
} from "../resources/governance-schemas.ts"
import { count, double, flag, name, numeric, record, text, texts } from "../yaml/value-schemas.ts"
import { physicalKeys } from "./physical-schemas.ts"

const textOrNumber = z.union([z.string(), numeric]).transform(String)

const hook = z.union([
  text.transform((sql) => ({ sql, transaction: true })),
  z.strictObject({ sql: text, transaction: flag.default(true) }),
])
/** One hook or several, as a list of SQL and whether it runs in the transaction that publishes. */
export const hooksSchema = z.union([hook.transform((one) => [one]), z.array(hook)], {
  error: "SQL, a map with sql and transaction, or a list of them",
})

const rejectRule = z.union([
  text.transform((sql) => ({ name: undefined, sql })),
  z.strictObject({ name: text.optional(), sql: text }),
])
/** One condition or several, as SQL or with a name. */
const rejectIfSchema = z.union([rejectRule.transform((one) => [one]), z.array(rejectRule)], {
  error: "SQL, a map with name and sql, or a list of them",
})

/** `5%` or 0.05. */
const shareSchema = z.union(
  [
    double.pipe(z.number().min(0).max(1)),
    z
      .string()
      .regex(/^\s*\d+(\.\d+)?\s*%\s*$/)
      .transform((percent) => Number.parseFloat(percent) / 100)
      .pipe(z.number().max(1)),
  ],
  { error: "a share, such as 5% or 0.05" },
)

const common = {
  enabled: flag,
  tags: texts,
  meta: record,
}

const relation = {
  ...common,
  database: text.nullable(),
  schema: name.nullable(),
  alias: name.nullable(),
  pre_hook: hooksSchema,
  post_hook: hooksSchema,
  grants: z.record(text, texts),
  indexes: z.array(
    z.strictObject({
      columns: texts.refine((each) => each.length > 0, "a list of columns"),
      unique: flag.default(false),
    }),
  ),
  full_refresh: flag.nullable(),
  docs: docsSchema,
  group: text,
  persist_docs: persistDocsSchema,
  publish_together: text.nullable(),
  ...physicalKeys,
}

/** Keys of a model's configuration, as dbt names them, and lux's own `sequence_by`. */
export const modelConfigSchema = z
  .strictObject({
    ...relation,
    access: accessSchema,
    contract: contractSchema,
    gate_upstream: flag,
    materialized: z.enum(materializationNames),
    incremental_strategy: z.enum(["append", "delete+insert", "merge"]),
    unique_key: texts,
    sequence_by: text,
    reject_if: rejectIfSchema,
    max_rejected: shareSchema.nullable(),
    incremental_predicates: texts,
    merge_update_columns: texts,
    merge_exclude_columns: texts,
    on_configuration_change: z.enum(["apply", "continue", "fail"]),
    on_schema_change: z.enum(["ignore", "fail", "append_new_columns", "sync_all_columns"]),
  })
  .partial()

export const seedConfigSchema = z
  .strictObject({
    ...relation,
    column_types: z.record(text, text),
    delimiter: text.length(1, "a text of one character"),
    quote_columns: flag,
  })
  .partial()

const { full_refresh: _, ...snapshotRelation } = relation

/** Keys of a snapshot's configuration, as dbt names them; `target_schema` is what `schema` was called before. */
export const snapshotConfigSchema = z
  .strictObject({
    ...snapshotRelation,
    target_schema: name,
    target_database: text,
    strategy: z.enum(["timestamp", "check"]),
    unique_key: texts,
    updated_at: text,
    check_cols: texts,
    hard_deletes: z.enum(["ignore", "invalidate", "new_record"]),
    invalidate_hard_deletes: flag,
    dbt_valid_to_current: text,
    snapshot_meta_column_names: z
      .strictObject({
        dbt_scd_id: text,
        dbt_updated_at: text,
        dbt_valid_from: text,
        dbt_valid_to: text,
        dbt_is_deleted: text,
      })
      .partial(),
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
    limit: count.nullable(),
    fail_calc: text,
    mostly: double.pipe(z.number().min(0).max(1)),
    on_fail: z.enum(["fail", "reject"]),
    min_rows: count,
    group_by: z.union([text.transform((one) => [one]), z.array(text)]),
    store_failures: flag,
    schema: name,
    group: text,
  })
  .partial()

const age = z.strictObject({ count, period: z.enum(["minute", "hour", "day"]) }).partial()
const freshness = z
  .strictObject({ warn_after: age.nullable(), error_after: age.nullable(), filter: text.nullable() })
  .partial()

export const sourceConfigSchema = z
  .strictObject({
    ...common,
    loaded_at_field: text,
    loaded_at_query: text,
    freshness: freshness.nullable(),
  })
  .partial()
export const exposureConfigSchema = z.strictObject(common).partial()

export const unitTestConfigSchema = z.strictObject(common).partial()

export type ModelConfigValues = z.output<typeof modelConfigSchema>
export type SourceConfigValues = z.output<typeof sourceConfigSchema>
export type SnapshotConfigValues = z.output<typeof snapshotConfigSchema>
export type TestConfigValues = z.output<typeof testConfigSchema>

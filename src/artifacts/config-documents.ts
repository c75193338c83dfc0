import type { Built, DataTest, Hook, Model, RelationConfig, Seed, Snapshot } from "../project/types.ts"
import { docsDocument } from "./described.ts"
import { type Document, oneOrMore } from "./document.ts"

/** A model's configuration: what is so where nothing is said, too; keys that dbt does not know stay as written. */
export function modelConfigDocument(model: Model): Document {
  const { config } = model
  const incremental = config.materialized === "incremental"
  return {
    ...relationConfigDocument(model, config),
    materialized: config.materialized,
    incremental_strategy: incremental ? config.incrementalStrategy : null,
    unique_key: oneOrMore(config.uniqueKey),
    on_schema_change: config.onSchemaChange,
    contract: { enforced: config.contract.enforced, alias_types: config.contract.aliasTypes },
    column_types: {},
    access: model.access,
  }
}

export function seedConfigDocument(seed: Seed): Document {
  const { config } = seed
  return {
    ...relationConfigDocument(seed, config),
    materialized: "seed",
    incremental_strategy: null,
    unique_key: null,
    on_schema_change: "ignore",
    contract: { enforced: false, alias_types: true },
    column_types: config.columnTypes,
    delimiter: config.delimiter,
    quote_columns: config.quoteColumns,
  }
}

export function snapshotConfigDocument(snapshot: Snapshot): Document {
  const { config } = snapshot
  const { strategy } = config
  return {
    ...relationConfigDocument(snapshot, config),
    materialized: "snapshot",
    incremental_strategy: null,
    unique_key: oneOrMore(config.uniqueKey),
    on_schema_change: "ignore",
    contract: { enforced: false, alias_types: true },
    column_types: {},
    strategy: strategy.kind,
    updated_at: strategy.updatedAt ?? null,
    check_cols: strategy.kind === "check" ? strategy.columns : null,
    hard_deletes: config.hardDeletes,
    invalidate_hard_deletes: config.hardDeletes === "invalidate",
    target_schema: null,
    target_database: null,
    dbt_valid_to_current: config.validToCurrent ?? null,
    snapshot_meta_column_names: config.metaColumns,
  }
}

export function testConfigDocument(test: DataTest): Document {
  const { config } = test
  return {
    ...commonDocument(test, null),
    alias: null,
    schema: config.storeFailuresSchema ?? null,
    database: null,
    materialized: "test",
    severity: config.severity.toUpperCase(),
    store_failures: config.storeFailures,
    store_failures_as: config.storeFailures ? "table" : null,
    where: config.where ?? null,
    limit: config.limit ?? null,
    fail_calc: config.failCalc,
    warn_if: config.warnIf,
    error_if: config.errorIf,
  }
}

function relationConfigDocument(
  resource: Built,
  config: RelationConfig & { readonly raw: Readonly<Record<string, unknown>> },
): Document {
  const { pre_hook: _before, post_hook: _after, ...raw } = config.raw
  return {
    ...raw,
    ...commonDocument(resource, resource.group ?? null),
    alias: config.alias ?? null,
    schema: config.schema ?? null,
    database: null,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: { relation: config.persistDocs.relation, columns: config.persistDocs.columns },
    "post-hook": config.postHooks.map(hookDocument),
    "pre-hook": config.preHooks.map(hookDocument),
    quoting: {},
    full_refresh: config.fullRefresh ?? null,
    on_configuration_change: "apply",
    grants: config.grants,
    packages: [],
    docs: docsDocument(config.docs),
    event_time: null,
    concurrent_batches: null,
  }
}

function commonDocument(
  { enabled, tags, meta }: Pick<Model, "enabled" | "tags" | "meta">,
  group: string | null,
): Document {
  return { enabled, tags, meta, group }
}

function hookDocument({ sql, transaction }: Hook, index: number): Document {
  return { sql: sql.text, transaction, index }
}

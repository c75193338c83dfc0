import type { Plain, PlainModel, PlainSeed, PlainSnapshot } from "../compiled/plain.ts"
import { materializationOf } from "../project/materialized.ts"
import type { Built, Contract, DataTest, Hook, RelationConfig } from "../project/types.ts"
import { docsDocument } from "./described.ts"
import { type Document, oneOrMore } from "./document.ts"

/** A model's configuration: what is so where nothing is said, too; keys that dbt does not know stay as written. */
export function modelConfigDocument(model: PlainModel): Document {
  const { config } = model
  const incremental = materializationOf(model).adds
  return {
    ...relationConfigDocument(model, config, {
      ...(incremental ? { incrementalStrategy: config.incrementalStrategy } : {}),
      materialized: config.materialized,
      uniqueKey: config.uniqueKey,
      onSchemaChange: config.onSchemaChange,
      onConfigurationChange: config.onConfigurationChange,
      contract: config.contract,
    }),
    access: model.access,
  }
}

export function seedConfigDocument(seed: PlainSeed): Document {
  const { config } = seed
  return {
    ...relationConfigDocument(seed, config, { materialized: "seed", columnTypes: config.columnTypes }),
    delimiter: config.delimiter,
    quote_columns: config.quoteColumns,
  }
}

export function snapshotConfigDocument(snapshot: PlainSnapshot): Document {
  const { config } = snapshot
  const { strategy } = config
  return {
    ...relationConfigDocument(snapshot, config, { materialized: "snapshot", uniqueKey: config.uniqueKey }),
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

export function testConfigDocument(test: Plain<DataTest>): Document {
  const { config } = test
  return {
    enabled: test.enabled,
    tags: test.tags,
    meta: test.meta,
    group: null,
    alias: null,
    schema: config.storeFailuresSchema ?? null,
    database: null,
    materialized: "test",
    severity: config.severity.toUpperCase(),
    store_failures: test.storeFailures,
    store_failures_as: test.storeFailures ? "table" : null,
    where: config.where ?? null,
    limit: config.limit ?? null,
    fail_calc: config.failCalc,
    warn_if: config.warnIf,
    error_if: config.errorIf,
  }
}

/** What differs between models, seeds and snapshots. */
interface Own {
  readonly materialized: string
  readonly incrementalStrategy?: string
  readonly uniqueKey?: readonly string[]
  readonly onSchemaChange?: string
  readonly onConfigurationChange?: string
  readonly contract?: Contract
  readonly columnTypes?: Readonly<Record<string, string>>
}

function relationConfigDocument(
  resource: Plain<Built>,
  config: Plain<RelationConfig> & { readonly raw: Readonly<Record<string, unknown>> },
  own: Own,
): Document {
  const document: Record<string, unknown> = {
    enabled: resource.enabled,
    tags: resource.tags,
    meta: resource.meta,
    group: resource.group ?? null,
    materialized: own.materialized,
    incremental_strategy: own.incrementalStrategy ?? null,
    unique_key: oneOrMore(own.uniqueKey ?? []),
    on_schema_change: own.onSchemaChange ?? "ignore",
    contract: {
      enforced: own.contract?.enforced ?? false,
      alias_types: own.contract?.aliasTypes ?? true,
    },
    column_types: own.columnTypes ?? {},
    alias: config.alias ?? null,
    schema: config.schema ?? null,
    database: null,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: config.persistDocs,
    "post-hook": config.postHooks.map(hookDocument),
    "pre-hook": config.preHooks.map(hookDocument),
    quoting: {},
    full_refresh: config.fullRefresh ?? null,
    on_configuration_change: own.onConfigurationChange ?? "apply",
    grants: config.grants,
    packages: [],
    docs: docsDocument(config.docs),
    event_time: null,
    concurrent_batches: null,
  }
  for (const [key, value] of Object.entries(config.raw))
    if (!(key in document) && !hooks.has(key)) document[key] = value
  return document
}

/** Told by dbt's names, with a dash. */
const hooks: ReadonlySet<string> = new Set(["pre_hook", "post_hook"])

function hookDocument({ sql, transaction }: Plain<Hook>, index: number): Document {
  return { sql: sql.text, transaction, index }
}

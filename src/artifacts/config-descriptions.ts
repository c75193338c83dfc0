/** Keys of configuration: of models, seeds, snapshots and tests. */
export const configDescriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  model_config: {
    materialized:
      "What it becomes: a view, a table, an incremental table, a part of its readers, or batches of files.",
    incremental_strategy: "How new rows come into the table; merge with a unique_key, else append.",
    unique_key: "The column or columns that tell rows apart.",
    sequence_by:
      "The column that says which version of a row is newer: an older one never replaces a newer one.",
    reject_if:
      "Of a stage model: SQL conditions over its columns, also with a name; a record that one is true of is rejected.",
    max_rejected:
      "Of a stage model: the share of a batch's records that may be rejected, 5% or 0.05; above it the batch fails.",
    incremental_predicates: "Conditions that narrow what a merge looks at.",
    merge_update_columns: "The columns that a merge updates; all by default.",
    merge_exclude_columns: "The columns that a merge leaves as they are.",
    on_configuration_change:
      "What happens when a materialized view was made of something else than the model says now.",
    gate_upstream:
      "True, of a view: what it reads and the run builds is published together with it, if its checks pass.",
    on_schema_change: "What happens when the query's columns are no longer the table's.",
  },
  relation_config: {
    pre_hook: "SQL to run before it is built.",
    post_hook: "SQL to run after it is built, in the transaction that publishes it.",
    grants: "Privilege: who has it.",
    indexes: "Indexes of the table.",
    full_refresh: "True: always rebuilt; false: never, whatever the command says.",
    persist_docs: "Which descriptions become comments in the warehouse.",
    publish_together:
      "A name: models that have the same are published in one transaction, tables and views alone.",
    publish:
      "How a new version takes the table's place on Redshift and Postgres: swap (another table, by its name) or replace (its rows).",
    dist: "Redshift: the column that rows are distributed by, or even, all, auto.",
    diststyle: "Redshift: even, all, auto or key.",
    sort: "Redshift: the columns that rows are kept in the order of, or auto.",
    sort_type: "Redshift: compound, interleaved or auto.",
    auto_refresh: "Redshift: the warehouse refreshes the materialized view by itself.",
    analyze:
      "Redshift and Postgres: whether a table's statistics are taken after a load, or from how many rows on (1000000).",
    backup: "Redshift: false leaves the table out of snapshots of the cluster.",
    bind: "Redshift: true binds a view to what it reads; by default it finds that by name.",
    encode: "Redshift: the encoding of columns, by name; of tables with an enforced contract.",
    identity: "Redshift and Postgres: a column that numbers the rows; of tables with an enforced contract.",
  },
  reject_if: { sql: "The condition." },
  pre_hook: { sql: "The statement.", transaction: "False: it runs by itself." },
  post_hook: { sql: "The statement.", transaction: "False: it runs by itself, after the transaction." },
  indexes: { columns: "What it is of, in order." },
  persist_docs: {
    relation: "True: the description of the model.",
    columns: "True: the descriptions of its columns.",
  },
  seed_config: {
    column_types: "Column: type. Of the others the type is found out.",
    delimiter: "One character; a comma by default.",
    quote_columns: "True: the names of its columns are quoted.",
  },
  snapshot_config: {
    strategy: "timestamp: a newer updated_at is a new version; check: so is another value of check_cols.",
    unique_key: "The column or columns that tell rows apart.",
    updated_at: "The column that says when a row changed.",
    check_cols: "The columns whose change makes a new version: a list, or all.",
    hard_deletes: "What becomes of rows that are gone.",
    invalidate_hard_deletes: "True: as hard_deletes: invalidate.",
    dbt_valid_to_current: "SQL of what dbt_valid_to is while a version holds; null by default.",
    snapshot_meta_column_names: "Other names for the columns that it adds.",
    target_schema: "dbt's earlier name of schema.",
    target_database: "Not used.",
    database: "Not used.",
  },
  snapshot_meta_column_names: {
    dbt_scd_id: "What tells versions apart.",
    dbt_updated_at: "When the row changed.",
    dbt_valid_from: "From when on the version held.",
    dbt_valid_to: "Until when it held.",
    dbt_is_deleted: "Whether the row is gone.",
  },
  test_config: {
    severity: "error keeps a new version out; warn is only told.",
    warn_if: "From how many failures on it warns: '> 10'. '!= 0' by default.",
    error_if: "From how many failures on it fails: '> 10'. '!= 0' by default.",
    where: "A condition on the rows that are looked at.",
    limit: "How many failures are counted at most.",
    fail_calc: "What is counted of the failing rows; count(*) by default.",
    mostly: "The share of the rows that must be right, such as 0.99.",
    on_fail:
      "reject, on a stage model: records of failing rows are set aside, and the rest of the batch goes on.",
    min_rows: "Of fewer rows nothing is said: the result is insufficient.",
    group_by: "Columns or expressions: judged for each group of rows by itself.",
    store_failures: "True: the failing rows are kept in a table.",
    schema: "Where they are kept; test_failures by default.",
  },
}

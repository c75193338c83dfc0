import type { Kysely } from "kysely"
import { Relation } from "../sql/relation.ts"
import {
  areIncomplete,
  type ExistingColumns,
  type OwnColumn,
  optional,
  ownTableStatements,
  required,
} from "../warehouse/own-tables.ts"
import { historyViews } from "./history-views.ts"

/** The append-only tables of the quality history, in a schema that the project names. Times are UTC. */
export interface HistoryTables {
  invocation: {
    invocation_id: string
    command: string
    project: string
    target: string
    lux_version: string
    /** The selection as given, `null` for everything. */
    selection: string | null
    started_at: string
    finished_at: string
    duration_seconds: number
    /** ok, failed or cancelled. */
    status: string
    nodes: number
    nodes_failed: number
    checks: number
    checks_failed: number
    /** Of the orchestrator that started it. */
    run_id: string | null
    git_commit: string | null
    user_name: string | null
    /** JSON; values of names that sound secret are left out. */
    vars: string | null
    node_version: string | null
    warehouse: string | null
  }
  node_result: {
    invocation_id: string
    unique_id: string
    relation: string
    kind: string
    status: string
    message: string
    rows_affected: number | null
    started_at: string
    duration_seconds: number
    /** JSON of the configured grants, null where there are none. */
    grants: string | null
    /** What tells the relation from another of its name, as the warehouse had it then; null where it has no such thing. */
    object_id: string | null
  }
  check_result: {
    invocation_id: string
    check_id: string
    check_name: string
    test: string
    gates: string | null
    relation: string | null
    column_name: string | null
    severity: string
    warn_if: string
    error_if: string
    status: string
    failures: number | null
    checked_at: string
    duration_seconds: number
    message: string | null
    /** JSON list of up to ten failing rows. */
    sample: string | null
    /** The same as long as what is checked, where and how is the same, whatever the file and the check are called. */
    fingerprint: string | null
    /** What was measured, of a check of an aggregate. */
    observed: string | null
    expected: string | null
    /** Rows that were looked at. */
    total_rows: number | null
  }
  metric: {
    invocation_id: string
    measured_at: string
    relation: string
    /** Of the check that measured it. */
    unique_id: string
    /** Joined by commas where it is of several; null where it is of the rows. */
    column_name: string | null
    metric: string
    /** Which rows it is of, null for all of the relation. */
    group_value: string | null
    /** Null where nothing was measured, or a text. */
    value: number | null
    /** A number too where `value`, a double, does not have all its digits. */
    text_value: string | null
    /** check or profile. */
    source: string
  }
  /** Files that old rows were moved to. */
  archive: {
    table_name: string
    /** Absolute path. */
    file: string
    /** writing, or kept once its rows are in the file alone. */
    state: string
    row_count: number
    first_at: string
    last_at: string
    archived_at: string
  }
}

const text = "text"

const tables = {
  invocation: {
    invocation_id: required(text),
    command: required(text),
    project: required(text),
    target: required(text),
    lux_version: required(text),
    selection: optional(text),
    started_at: required("timestamp"),
    finished_at: required("timestamp"),
    duration_seconds: required("double precision"),
    status: required(text),
    nodes: required("integer"),
    nodes_failed: required("integer"),
    checks: required("integer"),
    checks_failed: required("integer"),
    run_id: optional(text),
    git_commit: optional(text),
    user_name: optional(text),
    vars: optional(text),
    node_version: optional(text),
    warehouse: optional(text),
  },
  node_result: {
    invocation_id: required(text),
    unique_id: required(text),
    relation: required(text),
    kind: required(text),
    status: required(text),
    message: required(text),
    rows_affected: optional("bigint"),
    started_at: required("timestamp"),
    duration_seconds: required("double precision"),
    grants: optional(text),
    object_id: optional(text),
  },
  check_result: {
    invocation_id: required(text),
    check_id: required(text),
    check_name: required(text),
    test: required(text),
    gates: optional(text),
    relation: optional(text),
    column_name: optional(text),
    severity: required(text),
    warn_if: required(text),
    error_if: required(text),
    status: required(text),
    failures: optional("double precision"),
    checked_at: required("timestamp"),
    duration_seconds: required("double precision"),
    message: optional(text),
    sample: optional(text),
    fingerprint: optional(text),
    observed: optional(text),
    expected: optional(text),
    total_rows: optional("bigint"),
  },
  metric: {
    invocation_id: required(text),
    measured_at: required("timestamp"),
    relation: required(text),
    unique_id: required(text),
    column_name: optional(text),
    metric: required(text),
    group_value: optional(text),
    value: optional("double precision"),
    text_value: optional(text),
    source: required(text),
  },
  archive: {
    table_name: required(text),
    file: required(text),
    state: required(text),
    row_count: required("bigint"),
    first_at: required("timestamp"),
    last_at: required("timestamp"),
    archived_at: required("timestamp"),
  },
} satisfies { [Table in keyof HistoryTables]: Record<keyof HistoryTables[Table], OwnColumn> }

/** True when a table, a view or a column of the history is missing, as in a database of an earlier version. */
export function historyIsIncomplete(schema: string, existing: ExistingColumns): boolean {
  return (
    areIncomplete(tables, schema, existing) ||
    Object.keys(historyViews(schema)).some((name) => existing(new Relation(schema, name)) === undefined)
  )
}

/** What makes the schema, the tables, the views and the columns that are missing; rows stay. It is run before any other session is opened. */
export function historyStatements(
  db: Kysely<HistoryTables>,
  schema: string,
  existing: ExistingColumns,
): readonly string[] {
  const views = Object.entries(historyViews(schema)).map(
    ([name, query]) => `create or replace view ${new Relation(schema, name)} as\n${query}`,
  )
  return [...ownTableStatements(tables, db, schema, existing), ...views]
}

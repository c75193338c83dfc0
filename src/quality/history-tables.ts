import type { Kysely } from "kysely"

/** The append-only tables of the quality history. Times are UTC. */
export interface HistoryTables {
  "quality.invocation": {
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
  }
  "quality.node_result": {
    invocation_id: string
    unique_id: string
    relation: string
    kind: string
    status: string
    message: string
    rows_affected: number | null
    started_at: string
    duration_seconds: number
  }
  "quality.check_result": {
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
  }
}

type ColumnType = "text" | "timestamp" | "double precision" | "integer" | "bigint"
const text = "text"
const required = (type: ColumnType) => ({ type, required: true })
const optional = (type: ColumnType) => ({ type, required: false })

const tables = {
  "quality.invocation": {
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
  },
  "quality.node_result": {
    invocation_id: required(text),
    unique_id: required(text),
    relation: required(text),
    kind: required(text),
    status: required(text),
    message: required(text),
    rows_affected: optional("bigint"),
    started_at: required("timestamp"),
    duration_seconds: required("double precision"),
  },
  "quality.check_result": {
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
  },
} as const satisfies {
  [Table in keyof HistoryTables]: Record<keyof HistoryTables[Table], { type: ColumnType; required: boolean }>
}

/** The names of the tables without their schema. */
export const historyTableNames: readonly string[] = Object.keys(tables).map((name) =>
  name.slice("quality.".length),
)

/** Makes the schema and the tables that are missing. Called before any other session is opened. */
export async function ensureHistoryTables(db: Kysely<HistoryTables>): Promise<void> {
  await db.schema.createSchema("quality").ifNotExists().execute()
  for (const [name, columns] of Object.entries(tables)) {
    let create = db.schema.createTable(name).ifNotExists()
    for (const [column, { type, required }] of Object.entries(columns))
      create = create.addColumn(column, type, (built) => (required ? built.notNull() : built))
    await create.execute()
  }
}

import type { Connection } from "./engine/connection.ts"
import { shownTime } from "./records.ts"
import type { Call, Statement } from "./statements.ts"

/**
 * Keeps what the system views show of a statement that has ended. Times in microseconds: queued until its session was
 * there, compiled while the server made sense of it, executed while Postgres ran it.
 */
export function recordQuery(
  { records, settings, queryId, sessionId, scanned }: Connection,
  {
    part,
    call,
    startedAt,
    inDatabase,
  }: { readonly part: Statement; readonly call: Call; readonly startedAt: Date; readonly inDatabase: number },
): void {
  const queued = (startedAt.getTime() - call.createdAt.getTime()) * 1000
  const ran = Math.round(part.duration / 1000)
  const type = queryType(part.sql)
  const returned = part.columns === undefined ? 0 : part.records.length
  const times = { start_time: shownTime(startedAt), end_time: shownTime(part.updatedAt) }
  records.add("sys_query_history", {
    user_id: 100,
    query_id: queryId,
    query_label: settings.get("query_group") ?? "default",
    session_id: sessionId,
    transaction_id: 0,
    database_name: "dev",
    query_type: type,
    status: part.error === undefined ? "success" : call.cancelled ? "canceled" : "failed",
    result_cache_hit: false,
    ...times,
    elapsed_time: queued + ran,
    queue_time: queued,
    execution_time: inDatabase,
    error_message: part.error,
    returned_rows: returned,
    returned_bytes: returned === 0 ? 0 : JSON.stringify(part.records).length,
    query_text: part.sql.slice(0, 4000),
    compute_type: "primary",
    compile_time: Math.max(0, ran - inDatabase),
    planning_time: 0,
    lock_wait_time: 0,
    query_priority: "Normal",
  })
  if (part.error?.startsWith("ERROR: 1023") === true)
    records.add("stl_tr_conflict", {
      xact_id: queryId,
      process_id: sessionId,
      xact_start_ts: shownTime(call.createdAt),
      abort_time: shownTime(part.updatedAt),
    })
  if (part.error !== undefined || type === "UTILITY" || type === "DDL") return
  const step = {
    user_id: 100,
    query_id: queryId,
    child_query_sequence: 1,
    stream_id: 0,
    segment_id: 0,
    ...times,
    duration: inDatabase,
    output_rows: Math.max(0, part.resultRows),
    is_active: "f",
    spilled_block_local_disk: 0,
    spilled_block_remote_disk: 0,
  }
  records.add("sys_query_detail", { ...step, step_id: 0, step_name: "scan", input_bytes: scanned.bytes })
  const last = lastSteps.get(type)
  if (last !== undefined) records.add("sys_query_detail", { ...step, step_id: 1, step_name: last })
}

/** What the views show of the statements of calls that are under way. */
export function runningQueries(calls: Iterable<Call>): readonly Readonly<Record<string, unknown>>[] {
  return [...calls].flatMap(({ status, parts, session, pid }) =>
    status === "STARTED"
      ? parts
          .filter((part) => part.status === "STARTED")
          .map(({ queryId, sql, updatedAt }) => ({
            user_id: 100,
            query_id: queryId,
            query_label: session.settings.get("query_group") ?? "default",
            session_id: pid,
            database_name: "dev",
            query_type: queryType(sql),
            status: "running",
            start_time: shownTime(updatedAt),
            query_text: sql.slice(0, 4000),
          }))
      : [],
  )
}

/** What writes, by the query's type: an update deletes and inserts, which is one step here. */
const lastSteps: ReadonlyMap<string, string> = new Map([
  ["CTAS", "insert"],
  ["INSERT", "insert"],
  ["UPDATE", "insert"],
  ["MERGE", "insert"],
  ["COPY", "insert"],
  ["DELETE", "delete"],
])

const types: readonly (readonly [RegExp, string])[] = [
  [/^create\s+(?:local\s+)?(?:temp(?:orary)?\s+)?table\s[\s\S]*\bas\b/i, "CTAS"],
  [/^(?:create|alter|drop|truncate|comment|grant|revoke)\b/i, "DDL"],
  [/^(?:select|with)\b/i, "SELECT"],
  [/^(insert|update|delete|copy|unload|merge)\b/i, "$1"],
]

/** As `sys_query_history` names it. */
function queryType(sql: string): string {
  const text = sql.replace(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "")
  const found = types.find(([pattern]) => pattern.test(text))
  if (found === undefined) return "UTILITY"
  const [pattern, type] = found
  return type === "$1" ? (pattern.exec(text)?.[1] ?? "").toUpperCase() : type
}

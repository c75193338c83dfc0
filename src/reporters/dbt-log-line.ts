import { z } from "zod"
import { jsonOf } from "./json-of.ts"

/**
 * A line of lux's JSON log in the shape of dbt's events, for programs that read those: `info` with `name`, `level`, `msg` and
 * `ts`, and `data`. Results of nodes and checks have `data.node_info`; the end of a run is dbt's line of totals.
 */
export function dbtLogLine(line: string): string {
  const entry = entrySchema.parse(JSON.parse(line))
  return `${jsonOf({ info: infoOf(entry), data: dataOf(entry) })}\n`
}

const entrySchema = z.looseObject({
  time: z.string(),
  level: z.string(),
  type: z.string(),
  message: z.string(),
  invocation_id: z.string().optional(),
  unique_id: z.string().optional(),
  label: z.string().optional(),
  name: z.string().optional(),
  kind: z.string().optional(),
  status: z.string().optional(),
  started_at: z.string().optional(),
  finished_at: z.string().optional(),
  duration_ms: z.number().optional(),
  failures: z.number().nullish(),
  index: z.number().optional(),
  total: z.number().optional(),
  success: z.boolean().optional(),
  command: z.string().optional(),
  nodes: z.record(z.string(), z.number()).optional().catch(undefined),
  check_nodes: z.record(z.string(), z.number()).optional(),
  checks: z.record(z.string(), z.number()).optional().catch(undefined),
})

type Entry = z.output<typeof entrySchema>

function infoOf(entry: Entry): Readonly<Record<string, unknown>> {
  return {
    category: "",
    code: "",
    extra: {},
    invocation_id: entry.invocation_id ?? "",
    level: entry.level,
    msg: entry.type === "run-finished" ? totalsText(statsOf(entry)) : entry.message,
    name: nameOf(entry),
    pid: process.pid,
    thread: "MainThread",
    ts: entry.time,
  }
}

function nameOf({ type, unique_id = "", kind }: Entry): string {
  switch (type) {
    case "node-started":
      return "LogStartLine"
    case "node-finished":
      // What is a test says so by its checks, which follow.
      if (kind === "test" || kind === "unit_test") return "NodeFinished"
      return `Log${capitalized(unique_id.split(".", 1).join(""))}Result`
    case "check-finished":
      return "LogTestResult"
    case "source-finished":
      return "LogFreshnessResult"
    case "run-finished":
      return "StatsLine"
    case "output":
      return "PrintEvent"
    case "error":
      return "MainEncounteredError"
    default:
      return "Note"
  }
}

/** `model`: `Model`, as dbt's events are called. */
function capitalized(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
}

function dataOf(entry: Entry): Readonly<Record<string, unknown>> {
  const { type, unique_id, status, message, index, total, duration_ms: took = 0, failures, success } = entry
  const execution = { execution_time: took / 1000, index, total }
  if (unique_id !== undefined && type === "node-started")
    return { node_info: nodeInfo(entry, unique_id, "started"), index, total, description: message }
  if (unique_id !== undefined && type === "node-finished") {
    const is = nodeStatuses[status ?? ""] ?? "error"
    return { node_info: nodeInfo(entry, unique_id, is), status: is, description: message, ...execution }
  }
  if (unique_id !== undefined && type === "check-finished") {
    // dbt has no word for too few rows: like what was skipped, it was not judged.
    const is = status === "insufficient" ? "skipped" : (status ?? "error")
    return {
      node_info: nodeInfo(entry, unique_id, is),
      name: entry.name,
      status: is,
      num_failures: failures ?? 0,
      ...execution,
    }
  }
  if (type === "run-finished") return { stats: statsOf(entry), command: entry.command, success }
  return { msg: message }
}

const nodeStatuses: Readonly<Record<string, string>> = {
  ok: "success",
  warn: "success",
  rejected: "error",
  fail: "error",
  error: "error",
  skipped: "skipped",
  cancelled: "skipped",
}

function nodeInfo(
  { label = "", kind = "", name, started_at = "", finished_at = "", duration_ms }: Entry,
  uniqueId: string,
  status: string,
): Readonly<Record<string, unknown>> {
  const [resource = "", , short = ""] = uniqueId.split(".")
  const [schema, alias] = label.includes(".") ? label.split(".", 2) : [undefined, label]
  const isNode = resource !== "test" && resource !== "unit_test"
  const ended =
    finished_at === "" && started_at !== "" && duration_ms !== undefined
      ? new Date(Date.parse(started_at) + duration_ms).toISOString()
      : finished_at
  return {
    unique_id: uniqueId,
    resource_type: resource,
    node_name: name ?? short,
    node_path: "",
    node_checksum: "",
    meta: {},
    materialized: isNode ? kind : "test",
    node_relation: { alias: isNode ? alias : "", schema: isNode ? (schema ?? "") : "", database: "" },
    node_status: status,
    node_started_at: started_at,
    node_finished_at: status === "started" ? "" : ended,
  }
}

type Stats = Readonly<Record<"pass" | "warn" | "error" | "skip" | "noop" | "total", number>>

/** Nodes and checks together, each once, as dbt counts them. */
function statsOf({ nodes: all = {}, check_nodes: testing = {}, checks = {} }: Entry): Stats {
  const nodes = Object.fromEntries(
    Object.entries(all).map(([status, count]) => [status, count - (testing[status] ?? 0)]),
  )
  const of = (counts: Readonly<Record<string, number>>, ...names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
  const pass = of(nodes, "ok", "warn") + of(checks, "pass")
  const warn = of(checks, "warn")
  const error = of(nodes, "rejected", "error") + of(checks, "fail", "error")
  const skip = of(nodes, "skipped", "cancelled") + of(checks, "skipped", "insufficient")
  return { pass, warn, error, skip, noop: 0, total: pass + warn + error + skip }
}

function totalsText({ pass, warn, error, skip, noop, total }: Stats): string {
  return `Done. PASS=${pass} WARN=${warn} ERROR=${error} SKIP=${skip} NO-OP=${noop} TOTAL=${total}`
}

import type { LuxError } from "../errors.ts"
import type { RunEvent } from "../run/events.ts"
import type { CheckResult, NodeCost, NodeResult, RunResult } from "../run/results.ts"
import { plainColors } from "./colors.ts"
import { errorData, errorEntry, type LogEntry, type LogLevel, logLine } from "./log-line.ts"
import { checkLine, nodeLine, waitsText } from "./node-line.ts"
import { isOnlyChecks } from "./only-checks.ts"
import type { Reporter } from "./reporter.ts"
import { totalsText } from "./run-summary.ts"

export interface JsonLinesOptions {
  readonly write: (line: string) => void
  readonly now: () => Date
}

/** Every event as one JSON document a line, for machines; docs/reference/output.md has the keys, which stay. */
export function jsonLines({ write, now }: JsonLinesOptions): Reporter {
  let invocation: { readonly invocation_id?: string } = {}
  const onEvent = (event: RunEvent): void => {
    if (event.type === "run-started") invocation = { invocation_id: event.invocationId }
    const { data, ...entry } = entryOf(event)
    write(logLine({ ...entry, data: { ...invocation, ...data } }, now()))
  }
  return { onEvent, close: () => undefined }
}

function entryOf(event: RunEvent): LogEntry {
  switch (event.type) {
    case "run-started": {
      const { type, total, threads } = event
      return { level: "info", type, message: `run of ${total}`, data: { total, threads } }
    }
    case "node-started": {
      const { type, uniqueId, label, kind, index, total } = event
      const data = { index, total, unique_id: uniqueId, label, kind }
      return { level: "info", type, message: `${kind} ${label}`, data }
    }
    case "node-waits": {
      const { type, uniqueId, label, kind, run, since } = event
      const data = { unique_id: uniqueId, label, kind, run, since }
      return { level: "info", type, message: waitsText(event), data }
    }
    case "node-built": {
      const { type, uniqueId, label, kind, together } = event
      const data = { unique_id: uniqueId, label, kind, together }
      return { level: "info", type, message: `${kind} ${label} waits for "${together}"`, data }
    }
    case "node-finished": {
      const { type, result, index, total } = event
      const data = { index, total, ...nodeData(result) }
      return { level: levelOf(result.status), type, message: nodeLine(result, plainColors), data }
    }
    case "check-finished": {
      const { type, result } = event
      const message = checkLine(result, plainColors)
      return { level: levelOf(result.status), type, message, data: checkData(result) }
    }
    case "warning":
      return errorEntry(event.error, event.isError === true ? "error" : "warn", "warning")
    case "notice":
      return { level: "info", type: event.type, message: event.message }
    case "dry-run-sql": {
      const { type, uniqueId, purpose, sql, asks } = event
      return { level: "info", type, message: purpose, data: { unique_id: uniqueId, sql, ...asks } }
    }
    case "run-cost": {
      const { type, costs } = event
      return { level: "info", type, message: `cost of ${costs.length}`, data: { nodes: costs.map(costData) } }
    }
    case "run-finished": {
      const { type, result } = event
      const message = totalsText(result, plainColors)
      return { level: result.success ? "info" : "error", type, message, data: runData(result) }
    }
  }
}

function nodeData(node: NodeResult): Readonly<Record<string, unknown>> {
  return {
    unique_id: node.uniqueId,
    label: node.label,
    kind: node.kind,
    status: node.status,
    rows: node.rows,
    started_at: node.startedAt,
    finished_at: node.finishedAt,
    duration_ms: node.finishedAt.getTime() - node.startedAt.getTime(),
    rejected_as: node.rejectedAs,
    compiled_path: node.compiledPath,
    error: optional(node.error),
  }
}

function costData(cost: NodeCost): Readonly<Record<string, unknown>> {
  return {
    unique_id: cost.uniqueId,
    label: cost.label,
    statements: cost.statements,
    queued_ms: cost.queuedMs,
    compiled_ms: cost.compiledMs,
    executed_ms: cost.executedMs,
    scanned_bytes: cost.scannedBytes,
    rows: cost.rows,
    spilled_bytes: cost.spilledBytes,
  }
}

function checkData(check: CheckResult): Readonly<Record<string, unknown>> {
  return {
    unique_id: check.uniqueId,
    name: check.name,
    test: check.test,
    gates: check.gates,
    relation: check.relation,
    column: check.column,
    severity: check.severity,
    warn_if: check.warnIf,
    error_if: check.errorIf,
    status: check.status,
    failures: check.failures,
    observed: check.observed,
    expected: check.expected,
    total_rows: check.totalRows,
    metrics: check.metrics,
    started_at: check.startedAt,
    duration_ms: check.durationMs,
    sample: check.sample,
    findings: check.findings,
    stored_in: check.storedIn,
    compiled_path: check.compiledPath,
    declared_at: check.declaredAt,
    error: optional(check.error),
  }
}

function runData(run: RunResult): Readonly<Record<string, unknown>> {
  return {
    invocation_id: run.invocationId,
    command: run.command,
    success: run.success,
    cancelled: run.cancelled,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    duration_ms: run.finishedAt.getTime() - run.startedAt.getTime(),
    nodes: counts(run.nodes),
    // Of these, those that are only their checks: a sum of nodes and checks would have them twice.
    check_nodes: counts(run.nodes.filter(isOnlyChecks)),
    checks: counts(run.nodes.flatMap(({ checks }) => checks)),
    target: run.target,
    warehouse: run.warehouse,
  }
}

/** `{ ok: 15, error: 1 }` */
function counts(results: readonly { readonly status: string }[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const { status } of results) found[status] = (found[status] ?? 0) + 1
  return found
}

function levelOf(status: NodeResult["status"] | CheckResult["status"]): LogLevel {
  if (status === "warn") return "warn"
  return status === "rejected" || status === "fail" || status === "error" ? "error" : "info"
}

function optional(error: LuxError | undefined): unknown {
  return error === undefined ? undefined : errorData(error)
}

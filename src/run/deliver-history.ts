import type { Project } from "../project/types.ts"
import { appendHistory, type HistoryRows, historyTime } from "../quality/history.ts"
import type { HistoryTables } from "../quality/history-tables.ts"
import { luxVersion } from "../version.ts"
import type { Session } from "../warehouse/warehouse.ts"
import type { CheckResult, NodeResult, RunResult } from "./results.ts"

/** Appends the invocation and all its results to the quality history, in one transaction. */
export async function deliverHistory(
  session: Session,
  project: Project,
  result: RunResult,
  selection: string | null,
): Promise<void> {
  const rows = historyRows(project, result, selection)
  await session.transaction(() => appendHistory(session.kysely<HistoryTables>(), rows))
}

function historyRows(project: Project, result: RunResult, selection: string | null): HistoryRows {
  const checks = result.nodes.flatMap((node) => node.checks)
  const failed = result.nodes.filter((node) => !isWell(node))
  return {
    invocation: {
      invocation_id: result.invocationId,
      command: result.command,
      project: project.name,
      target: project.target.name,
      lux_version: luxVersion,
      selection,
      started_at: historyTime(result.startedAt),
      finished_at: historyTime(result.finishedAt),
      duration_seconds: seconds(result.startedAt, result.finishedAt),
      status: result.cancelled ? "cancelled" : failed.length > 0 ? "failed" : "ok",
      nodes: result.nodes.length,
      nodes_failed: failed.length,
      checks: checks.length,
      checks_failed: checks.filter((check) => check.status === "fail" || check.status === "error").length,
    },
    nodes: result.nodes.map((node) => nodeRow(result.invocationId, node)),
    checks: checks.map((check) => checkRow(result.invocationId, check)),
    metrics: checks.flatMap((check) => metricRows(result.invocationId, check)),
  }
}

function metricRows(invocationId: string, check: CheckResult): HistoryRows["metrics"] {
  return check.metrics.map(({ metric, columns, group, value }) => {
    const number = value === null ? Number.NaN : Number(value)
    const isNumber = !Number.isNaN(number)
    return {
      invocation_id: invocationId,
      measured_at: historyTime(check.startedAt),
      relation: check.relation ?? "",
      unique_id: check.uniqueId,
      column_name: columns.length === 0 ? null : columns.join(","),
      metric,
      group_value: group ?? null,
      value: isNumber ? number : null,
      text_value: isNumber || value === null ? null : String(value),
      source: "check",
    }
  })
}

function nodeRow(invocationId: string, node: NodeResult): HistoryRows["nodes"][number] {
  return {
    invocation_id: invocationId,
    unique_id: node.uniqueId,
    relation: node.label,
    kind: node.kind,
    status: node.status,
    message: node.error?.message ?? node.message,
    rows_affected: node.rows ?? null,
    grants: Object.keys(node.grants).length === 0 ? null : JSON.stringify(node.grants),
    started_at: historyTime(node.startedAt),
    duration_seconds: seconds(node.startedAt, node.finishedAt),
  }
}

function checkRow(invocationId: string, check: CheckResult): HistoryRows["checks"][number] {
  return {
    invocation_id: invocationId,
    check_id: check.uniqueId,
    check_name: check.name,
    test: check.test,
    gates: check.gates ?? null,
    relation: check.relation ?? null,
    column_name: check.column ?? null,
    severity: check.severity,
    warn_if: check.warnIf,
    error_if: check.errorIf,
    status: check.status,
    failures: check.failures,
    checked_at: historyTime(check.startedAt),
    duration_seconds: check.durationMs / 1000,
    message: check.error?.message ?? check.message ?? null,
    sample: check.sample.length === 0 ? null : JSON.stringify(check.sample),
  }
}

/** True when the node came through. */
export function isWell(node: NodeResult): boolean {
  return node.status === "ok" || node.status === "warn"
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}

import type { Report } from "../../collect/report.ts"
import type { Project } from "../../project/types.ts"
import { type HistoryRows, historyTime } from "../../quality/history.ts"
import { maskedDeep } from "../../secrets.ts"
import { luxVersion } from "../../version.ts"
import { invocationMetadata } from "./invocation-metadata.ts"

interface Invocation {
  readonly id: string
  readonly startedAt: Date
  readonly finishedAt: Date
}

/**
 * What the quality history keeps of collectors: a row of `node_result` for each run, and as metrics what was collected,
 * rejected and missing of each source table.
 */
export function collectHistoryRows(
  project: Project,
  { id, startedAt, finishedAt }: Invocation,
  reports: readonly Report[],
): HistoryRows {
  const failed = reports.filter(({ outcome }) => outcome !== "complete").length
  return maskedDeep({
    invocationId: id,
    invocation: {
      invocation_id: id,
      command: "collect",
      project: project.name,
      target: project.target.name,
      lux_version: luxVersion,
      selection: null,
      started_at: historyTime(startedAt),
      finished_at: historyTime(finishedAt),
      duration_seconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
      status: failed > 0 ? "failed" : "ok",
      nodes: reports.length,
      nodes_failed: failed,
      checks: 0,
      checks_failed: 0,
      ...invocationMetadata(project),
    },
    nodes: reports.map((report) => nodeRow(project, id, report)),
    checks: [],
    metrics: reports.flatMap((report) => metricRows(project, id, report)),
  })
}

const statuses = { complete: "ok", partial: "warn", failed: "error" } as const

function nodeRow(project: Project, id: string, report: Report): HistoryRows["nodes"][number] {
  return {
    invocation_id: id,
    unique_id: idOf(project, report),
    relation: report.collector,
    kind: "collector",
    status: statuses[report.outcome],
    message: messageOf(report),
    rows_affected: sumOf(report.records),
    grants: null,
    started_at: historyTime(new Date(report.started_at)),
    duration_seconds: report.duration_ms / 1000,
  }
}

function messageOf({ tick, attempt, units, error }: Report): string {
  const counts = Object.entries(units).flatMap(([what, each]) =>
    each.length > 0 ? [`${each.length} ${what}`] : [],
  )
  const ended = error === null ? "" : `; ${error.message}`
  return `tick ${tick}, attempt ${attempt}: units ${counts.join(", ") || "none"}${ended}`
}

interface Measured {
  readonly relation: string
  readonly metric: string
  readonly column?: string
  readonly value: number
}

function metricRows(project: Project, id: string, report: Report): HistoryRows["metrics"] {
  const sources = new Map(
    project.resources.flatMap((each) =>
      each.collectedBy === idOf(project, report) ? [[each.name, each.fqn.slice(-2).join(".")] as const] : [],
    ),
  )
  const relation = (model: string): string => sources.get(model) ?? model
  const byField = (metric: string, counts: Report["missing"]): readonly Measured[] =>
    Object.entries(counts).flatMap(([model, fields]) =>
      Object.entries(fields).map(([column, value]) => ({ relation: relation(model), metric, column, value })),
    )
  const measured: readonly Measured[] = [
    ...Object.entries(report.records).map(([model, value]) => ({
      relation: relation(model),
      metric: "collected",
      value,
    })),
    // What stays rejected after a replay was counted by the run that rejected it.
    ...(report.replayed === null ? report.rejected : []).map(({ model, records }) => ({
      relation: relation(model),
      metric: "rejected",
      value: records,
    })),
    ...byField("missing", report.missing),
    ...byField("defaulted", report.defaults),
    ...ofRun(report).map(([metric, value]) => ({ relation: report.collector, metric, value })),
  ]
  return measured.map(({ relation: of, metric, column = null, value }) => ({
    invocation_id: id,
    measured_at: historyTime(new Date(report.started_at)),
    relation: of,
    unique_id: idOf(project, report),
    column_name: column,
    metric,
    group_value: null,
    value,
    text_value: null,
    source: "collect",
  }))
}

/** What a run itself took; what nobody knows is left out. */
function ofRun({ calls, retries, waits_ms, quota, token }: Report): readonly (readonly [string, number])[] {
  const all = {
    calls,
    retries,
    waits_ms,
    quota_percent: mostOf([quota.app_percent, quota.business_percent]),
    token_days_left: token?.days_left,
  }
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function mostOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? undefined : Math.max(...known)
}

function idOf({ name }: Project, { collector }: Report): string {
  return `collector.${name}.${collector}`
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0)
}

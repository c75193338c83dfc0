import type { CompiledProject, CompiledRelation } from "../compiled/compiled-project.ts"
import type { FinishedRun, Generator } from "../compiled/generator.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { measuredText } from "../run/build/measured-text.ts"
import { checksOf } from "../run/compiled-sql.ts"
import type { CheckResult, NodeCost, NodeResult } from "../run/results.ts"
import type { WorkloadItem } from "../run/workload.ts"
import { fullNameOf } from "../sql/full-name.ts"
import { jsonText } from "../template/exact-number.ts"
import { type Document, metadataOf, secondsBetween } from "./document.ts"
import { lanesOf } from "./lanes.ts"
import { namedAsRelations } from "./named-as-relations.ts"

/** `run_results.json`, version 6: what came of each node and check, those included that were not come to; no file where nothing ran. */
export const runResults: Generator = {
  generate(compiled, { run } = {}) {
    if (run === undefined) return []
    const pieces = [Buffer.from(jsonText(runResultsDocument(run, compiled)))]
    return [{ path: "run_results.json", pieces }]
  },
}

function runResultsDocument({ result, items, args }: FinishedRun, compiled: CompiledProject): Document {
  const planned = new Map(items.map((item) => [item.work.id, item]))
  const lanes = lanesOf(result.nodes)
  const costs = new Map((result.costs ?? []).map((cost) => [cost.uniqueId, cost]))
  const results = result.nodes.flatMap((node) => {
    const item = planned.get(node.uniqueId)
    const cost = costs.get(node.uniqueId)
    const around = { item, thread: `Thread-${(lanes.get(node) ?? 0) + 1}`, compiled, cost }
    const checks = checkDocuments(node, around)
    if (node.kind === "unit_test" && checks.length === 0)
      return [unaskedDocument(node.uniqueId, node, around)]
    return node.kind === "test" || node.kind === "unit_test"
      ? checks
      : [nodeDocument(node, around), ...checks]
  })
  return {
    metadata: metadataOf("run-results/v6", {
      id: result.invocationId,
      startedAt: result.startedAt.toISOString(),
    }),
    results,
    elapsed_time: secondsBetween(result.startedAt, result.finishedAt),
    args,
  }
}

interface Around {
  readonly item: WorkloadItem | undefined
  readonly thread: string
  readonly compiled: CompiledProject
  readonly cost: NodeCost | undefined
}

function nodeDocument(node: NodeResult, { item, thread, compiled, cost }: Around): Document {
  const relation = relationOf(node, item, compiled)
  const ran = node.status !== "skipped" && node.status !== "cancelled"
  return {
    status: nodeStatuses[node.status],
    timing: ran ? timing(item, node.startedAt, node.finishedAt) : [],
    thread_id: thread,
    execution_time: ran ? secondsBetween(node.startedAt, node.finishedAt) : 0,
    adapter_response: ran ? { _message: node.message, ...rowsOf(node), ...costOf(cost) } : {},
    message: node.error === undefined ? node.message : `${node.error.code} ${node.error.message}`,
    failures: null,
    ...compiledOf(node.uniqueId, compiled),
    unique_id: node.uniqueId,
    relation_name: relation === undefined ? null : fullNameOf(relation),
  }
}

/** Of a clone there is no work that was planned: what it made is where the node is. */
function relationOf(
  node: NodeResult,
  item: WorkloadItem | undefined,
  { nodes, target }: CompiledProject,
): Pick<CompiledRelation, "database" | "schema" | "name"> | undefined {
  if (item === undefined) {
    const { resource, relation } = nodes[node.uniqueId] ?? {}
    return resource !== undefined && resourceKinds[resource.type].built && relation?.exists === true
      ? relation
      : undefined
  }
  if (item.work.kind !== "relation") return undefined
  const { schema, name } = item.work.relation
  return schema === undefined ? undefined : { database: target.database, schema, name }
}

/** dbt's words. What a check kept out of the warehouse has not come about. */
const nodeStatuses: Readonly<Record<NodeResult["status"], string>> = {
  ok: "success",
  warn: "success",
  rejected: "error",
  fail: "error",
  error: "error",
  skipped: "skipped",
  cancelled: "skipped",
}

function rowsOf({ rows }: NodeResult): Document {
  return rows === undefined ? {} : { rows_affected: rows }
}

/** As adapters of dbt name what a statement took. */
function costOf(cost: NodeCost | undefined): Document {
  if (cost === undefined) return {}
  return {
    queued_ms: cost.queuedMs,
    compiled_ms: cost.compiledMs,
    executed_ms: cost.executedMs,
    bytes_scanned: cost.scannedBytes,
    rows_processed: cost.rows,
    bytes_spilled: cost.spilledBytes,
  }
}

/** The checks of a node that were asked, and as skipped those that it did not come to. */
function checkDocuments(node: NodeResult, around: Around): readonly Document[] {
  const asked = new Set(node.checks.map(({ uniqueId }) => uniqueId))
  const others = (around.item === undefined ? [] : checksOf(around.item.work))
    .map(({ test }) => test.uniqueId)
    .filter((id) => !asked.has(id))
  return [
    ...node.checks.map((check) => checkDocument(check, around)),
    ...others.map((id) => unaskedDocument(id, node, around)),
  ]
}

function checkDocument(check: CheckResult, { item, thread, compiled }: Around): Document {
  const finishedAt = new Date(check.startedAt.getTime() + check.durationMs)
  const asked = check.status !== "skipped"
  return {
    // dbt has no word for too few rows: like what was skipped, it was not judged.
    status: check.status === "insufficient" ? "skipped" : check.status,
    timing: asked ? timing(item, check.startedAt, finishedAt) : [],
    thread_id: thread,
    execution_time: check.durationMs / 1000,
    adapter_response: {},
    message: messageOf(check),
    failures: check.failures,
    ...compiledOf(check.uniqueId, compiled),
    unique_id: check.uniqueId,
    relation_name: null,
  }
}

function unaskedDocument(id: string, node: NodeResult, { thread, compiled }: Around): Document {
  return {
    status: "skipped",
    timing: [],
    thread_id: thread,
    execution_time: 0,
    adapter_response: {},
    message: node.status === "skipped" ? node.message : `because ${node.label} could not be built`,
    failures: null,
    ...compiledOf(id, compiled),
    unique_id: id,
    relation_name: null,
  }
}

function messageOf(check: CheckResult): string | null {
  const { status, failures, warnIf, errorIf, error, test } = check
  if (error !== undefined) return `${error.code} ${error.message}`
  if (test === "unit" && status === "fail") return "actual differs from expected"
  if (status === "pass" || failures === null) return null
  if (check.expected !== null) return measuredText(check)
  const bound = status === "warn" ? warnIf : errorIf
  // What was observed has all digits of a number that a double does not hold.
  const count = check.observed ?? failures
  return `Got ${count} ${failures === 1 ? "result" : "results"}, configured to ${status} if ${bound}`
}

function compiledOf(id: string, compiled: CompiledProject): Document {
  const node = compiled.nodes[id]
  const sql = node === undefined ? undefined : namedAsRelations(node, compiled)
  return { compiled: sql !== undefined, compiled_code: sql ?? null }
}

function timing(item: WorkloadItem | undefined, startedAt: Date, finishedAt: Date): readonly Document[] {
  const phase = (name: string, from: Date, to: Date): Document => ({
    name,
    started_at: from.toISOString(),
    completed_at: to.toISOString(),
  })
  const compiled = item === undefined ? [] : [phase("compile", item.compiledFrom, item.compiledTo)]
  return [...compiled, phase("execute", startedAt, finishedAt)]
}

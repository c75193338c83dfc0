import { randomUUID } from "node:crypto"
import type { CollectEvent } from "../../collect/event.ts"
import { LuxError } from "../../errors.ts"
import type { CollectorDeclaration } from "../../project/collectors/declaration.ts"
import { folderOrAddress } from "../../project/collectors/lake-places.ts"
import { type DeclaredCollectors, wholeDeclaration } from "../../project/collectors/read-collectors.ts"
import type { Project } from "../../project/types.ts"
import { collectHistoryRows } from "../../run/history/collect-rows.ts"
import { rememberLater } from "../../run/history/history-write.ts"
import type { OpenProject } from "../open-project.ts"
import type { CollectOptions, CollectReport, CollectResult } from "./collect-types.ts"
import { collectorsOf } from "./collectors-of.ts"

/** Runs one collector, here or where it is deployed. */
type RunOne = (collector: CollectorDeclaration, event: CollectEvent) => Promise<CollectReport>

/**
 * `lux collect`: one collector after another. What they report goes to the quality history with the next run that opens
 * the warehouse. Throws LUX-3234 to LUX-3242.
 */
export async function collect(open: OpenProject, options: CollectOptions): Promise<CollectResult> {
  const { project } = await open.whole()
  const declared = wholeDeclaration(project.root)
  const collectors = collectorsOf(declared, options.collectors)
  const runOne = await runnerFor(project, declared, options)
  const startedAt = new Date()
  const reports: CollectReport[] = []
  for (const collector of collectors) {
    if (options.signal?.aborted === true) break
    const report = await runOne(collector, eventOf(collector, options))
    reports.push(report)
    options.onReport?.(report)
  }
  const finishedAt = new Date()
  const invocation = { id: randomUUID(), startedAt, finishedAt }
  const unwritten = await rememberLater(project, collectHistoryRows(project, invocation, reports))
  if (unwritten !== undefined) open.keep([unwritten])
  return { reports, outcome: worstOf(reports), cancelled: options.signal?.aborted === true }
}

async function runnerFor(
  project: Project,
  declared: DeclaredCollectors,
  options: CollectOptions,
): Promise<RunOne> {
  if (options.invoke === true) {
    const { invokeFunctions } = await import("./invoke-function.ts")
    return invokeFunctions(project)
  }
  refuseReadOnlyLake(project)
  const { runFunctions } = await import("./run-function.ts")
  return runFunctions(project, declared, options)
}

function eventOf({ name }: CollectorDeclaration, { at, instead }: CollectOptions): CollectEvent {
  return {
    collector: name,
    at: at === undefined ? undefined : instantOf(at),
    trigger: "lux collect",
    replay_rejected: instead === "replay-rejected" || undefined,
    check_token: instead === "check-token" || undefined,
    renew_token: instead === "renew-token" || undefined,
  }
}

function instantOf(at: string): string {
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(at)
  const time = isWritten ? new Date(at) : undefined
  if (time !== undefined && !Number.isNaN(time.getTime())) return time.toISOString()
  throw new LuxError("LUX-9004", `--at takes a time, not "${at}"`, {
    hint: "Such as 2026-01-05T10:00:00Z, or 2026-01-05.",
  })
}

/** LUX_LAKE is the lake that is read and never written. Throws LUX-3239. */
function refuseReadOnlyLake({ collectTo, env, root }: Project): void {
  const lake = env["LUX_LAKE"]
  if (!lake) return
  if (!isWithin(collectTo, folderOrAddress(root, lake))) return
  throw new LuxError("LUX-3239", "collectors would write to the lake of LUX_LAKE, which is only read", {
    hint: "Unset LUX_LAKE: what is collected is read where it is written. Or write elsewhere with LUX_COLLECT_TO.",
  })
}

function isWithin(path: string, folder: string): boolean {
  const trimmed = folder.replace(/[\\/]+$/, "")
  return path === trimmed || path.startsWith(`${trimmed}/`)
}

function worstOf(reports: readonly CollectReport[]): CollectReport["outcome"] {
  const outcomes = new Set(reports.map(({ outcome }) => outcome))
  return outcomes.has("failed") ? "failed" : outcomes.has("partial") ? "partial" : "complete"
}

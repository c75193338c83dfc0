import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import {
  checksEvent,
  nodeEvent,
  type OpenLineageEvent,
  type RunOfEvents,
  runEvent,
} from "../../artifacts/open-lineage.ts"
import { compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { CompiledProject } from "../../compiled/compiled-project.ts"
import { LuxError } from "../../errors.ts"
import { laterAnalysisRecord } from "../../record/analysis-record.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { RunEvent } from "../../run/events.ts"
import type { CheckResult, NodeResult, RunResult } from "../../run/results.ts"
import type { RunCommand } from "../types.ts"
import { lineageTransport } from "./lineage-transport.ts"
import { Outbox } from "./outbox.ts"

export interface RunObserver {
  onEvent(event: RunEvent): void
  /** `undefined`: an error ended the run. Gives warnings about what was not delivered. */
  finish(result: RunResult | undefined): Promise<readonly LuxError[]>
}

/** Sends events of OpenLineage while a run goes on, which neither waits for them nor fails by them. */
export function lineageObserver(found: ReadProject, command: RunCommand): RunObserver {
  const transport = lineageTransport(found.project.root, found.project.env)
  if (transport instanceof LuxError) return { onEvent: () => undefined, finish: async () => [transport] }
  return new LineageObserver(found, command, new Outbox(transport))
}

/** What has not begun has no end. */
const endings = {
  ok: "COMPLETE",
  warn: "COMPLETE",
  rejected: "FAIL",
  fail: "FAIL",
  error: "FAIL",
  cancelled: "ABORT",
  skipped: undefined,
} as const

class LineageObserver implements RunObserver {
  readonly #found: ReadProject
  readonly #command: RunCommand
  readonly #outbox: Outbox
  /** By unique id: the run of each node that has started. */
  readonly #runIds = new Map<string, string>()
  #run: RunOfEvents | undefined
  #known: Promise<RunOfEvents> | undefined

  constructor(found: ReadProject, command: RunCommand, outbox: Outbox) {
    this.#found = found
    this.#command = command
    this.#outbox = outbox
  }

  onEvent(event: RunEvent): void {
    if (event.type === "run-started") this.#begin(event.invocationId)
    const run = this.#run
    if (run === undefined) return
    const at = new Date()
    if (event.type === "node-started" && isRelation(event.kind)) {
      const node = { uniqueId: event.uniqueId, runId: randomUUID() }
      this.#runIds.set(node.uniqueId, node.runId)
      this.#add(() => nodeEvent(run, node, "START", at))
    }
    if (event.type === "node-finished") this.#ended(run, event.result)
  }

  async finish(result: RunResult | undefined): Promise<readonly LuxError[]> {
    const run = this.#run
    if (run === undefined) return []
    const type = result?.cancelled === true ? "ABORT" : result?.success === true ? "COMPLETE" : "FAIL"
    const failed = result?.nodes.filter(({ status }) => endings[status] === "FAIL").length
    const problem = failed === undefined ? "an error ended the run" : `${failed} nodes failed`
    this.#add(() => runEvent(run, type, new Date(), type === "COMPLETE" ? undefined : problem))
    const warning = await this.#outbox.close("events of OpenLineage were", "LUX-3440")
    return warning === undefined ? [] : [warning]
  }

  #begin(invocationId: string): void {
    const { project } = this.#found
    const startedAt = new Date()
    const by = { invocation: { id: invocationId, startedAt }, sql: new Map<string, string>() }
    const run: RunOfEvents = {
      compiled: compiledFromProject(this.#found, by),
      invocationId,
      command: this.#command,
      namespace: project.env["OPENLINEAGE_NAMESPACE"] || project.name,
      parent: project.env["OPENLINEAGE_PARENT_ID"],
    }
    this.#run = run
    this.#add(() => runEvent(run, "START", startedAt))
  }

  #ended(run: RunOfEvents, result: NodeResult): void {
    const { uniqueId, finishedAt, compiledPath } = result
    const type = endings[result.status]
    const runId = this.#runIds.get(uniqueId)
    if (type !== undefined && runId !== undefined)
      this.#add(async () => {
        const sql = compiledPath === undefined ? undefined : await this.#textOf(compiledPath)
        return nodeEvent(await this.#withColumns(run), { uniqueId, runId }, type, finishedAt, { result, sql })
      })
    const checkedOf = ({ uniqueId: id, gates }: CheckResult) => run.compiled.nodes[id]?.attachedTo ?? gates
    for (const of of new Set(result.checks.map(checkedOf)))
      if (of !== undefined) {
        const checks = result.checks.filter((check) => checkedOf(check) === of)
        this.#add(async () => checksEvent(await this.#withColumns(run), of, checks, finishedAt))
      }
  }

  #add(make: () => OpenLineageEvent | undefined | Promise<OpenLineageEvent | undefined>): void {
    this.#outbox.add(async () => {
      const event = await make()
      return event === undefined ? undefined : JSON.stringify(event)
    })
  }

  async #textOf(path: string): Promise<string | undefined> {
    return readFile(join(this.#found.project.root, path), "utf8").catch(() => undefined)
  }

  /** With columns and where they come from, which threads work out once: what is not known is left out. */
  #withColumns(run: RunOfEvents): Promise<RunOfEvents> {
    this.#known ??= this.#analysed(run).then(
      (compiled) => ({ ...run, compiled }),
      () => run,
    )
    return this.#known
  }

  async #analysed({ compiled: { invocation } }: RunOfEvents): Promise<CompiledProject> {
    const { project, graph, recordId } = this.#found
    const record =
      recordId === undefined ? undefined : laterAnalysisRecord(join(project.targetPath, "analysis.record"))
    const { knowledge } = knowingCompiler(this.#found, invocation, record)
    const models = await knowledge.analyse(new Set(graph.nodes.keys()))
    return compiledFromProject(this.#found, {
      invocation: { id: invocation.id, startedAt: new Date(invocation.startedAt) },
      sql: new Map(),
      analysis: { knowledge, models },
    })
  }
}

function isRelation(kind: string): boolean {
  return kind !== "test" && kind !== "unit_test"
}

import { randomBytes } from "node:crypto"
import { LuxError } from "../../errors.ts"
import type { Project } from "../../project/types.ts"
import { factsOf } from "../../project/warehouses.ts"
import type { RunEvent } from "../../run/events.ts"
import { isWell } from "../../run/outcome.ts"
import type { NodeResult, RunResult } from "../../run/results.ts"
import { now, type SentStatement } from "../../run/timed-warehouse.ts"
import { luxVersion } from "../../version.ts"
import type { RunCommand } from "../types.ts"
import type { RunObserver } from "./lineage-observer.ts"
import { type Gauge, metricRequest, type Span, traceRequest } from "./otlp.ts"
import { type OtlpSettings, otlpSettings } from "./otlp-settings.ts"
import { Outbox } from "./outbox.ts"

export interface TelemetryObserver extends RunObserver {
  onStatement(statement: SentStatement): void
}

/** Sends spans of a run, its nodes and statements while it goes on, and its numbers at the end. */
export function telemetryObserver({ env, name, target }: Project, command: RunCommand): TelemetryObserver {
  const settings = otlpSettings(env)
  if (settings instanceof LuxError)
    return { onEvent: () => undefined, onStatement: () => undefined, finish: async () => [settings] }
  return new Telemetry(settings, env["TRACEPARENT"], {
    "lux.project": name,
    "lux.target": target.name,
    "lux.command": command,
    "db.system.name": factsOf(target).telemetryName,
  })
}

/** A request has so many spans at most; those of a node wait until it ends. */
const spansPerRequest = 500

class Telemetry implements TelemetryObserver {
  readonly #source: { readonly resource: OtlpSettings["resource"]; readonly version: string }
  readonly #about: Readonly<Record<string, string>>
  readonly #traces: Outbox | undefined
  readonly #metrics: Outbox | undefined
  readonly #traceId: string
  readonly #parent: string | undefined
  readonly #root = newSpanId()
  readonly #startedAt = now()
  /** By unique id. */
  readonly #nodes = new Map<string, { readonly spanId: string; readonly startedAt: number }>()
  #spans: Span[] = []
  #invocationId: string | undefined

  constructor(
    { traces, metrics, resource }: OtlpSettings,
    traceparent: string | undefined,
    about: Readonly<Record<string, string>>,
  ) {
    const [, traceId, parent] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? "") ?? []
    this.#source = { resource: { "service.version": luxVersion, ...resource }, version: luxVersion }
    this.#about = about
    this.#traces = traces && new Outbox(traces)
    this.#metrics = metrics && new Outbox(metrics)
    this.#traceId = traceId ?? randomBytes(16).toString("hex")
    this.#parent = parent
    // Whether somebody is there is known by the end of the run.
    this.#traces?.add(async () => traceRequest([], this.#source))
    this.#metrics?.add(async () => metricRequest([], now(), this.#source))
  }

  onEvent(event: RunEvent): void {
    if (event.type === "run-started") this.#invocationId = event.invocationId
    if (event.type === "node-started")
      this.#nodes.set(event.uniqueId, { spanId: newSpanId(), startedAt: now() })
    if (event.type === "node-finished") this.#ended(event.result)
  }

  onStatement({ uniqueId, sqls, startedAt, endedAt, error }: SentStatement): void {
    const node = uniqueId === undefined ? undefined : this.#nodes.get(uniqueId)
    const sql = sqls.join(";\n")
    this.#add({
      parentSpanId: node?.spanId ?? this.#root,
      spanId: newSpanId(),
      name:
        /\b[a-z]+\b/i.exec(sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ""))?.[0].toLowerCase() ??
        "statement",
      kind: "client",
      startedAt,
      endedAt,
      attributes: {
        "db.system.name": this.#about["db.system.name"],
        "db.query.text": sql.slice(0, 10_000),
        "db.operation.batch.size": sqls.length > 1 ? sqls.length : undefined,
        "lux.node": uniqueId,
      },
      error: error === undefined ? undefined : messageOf(error),
    })
  }

  async finish(result: RunResult | undefined): Promise<readonly LuxError[]> {
    const endedAt = now()
    this.#add({
      parentSpanId: this.#parent,
      spanId: this.#root,
      name: `lux ${this.#about["lux.command"]}`,
      kind: "internal",
      startedAt: this.#startedAt,
      endedAt,
      attributes: { ...this.#about, "lux.invocation_id": this.#invocationId },
      error: result === undefined ? "an error ended the run" : result.success ? undefined : "nodes failed",
    })
    this.#flush()
    if (result !== undefined) {
      const gauges = gaugesOf(result, this.#about)
      this.#metrics?.add(async () => metricRequest(gauges, endedAt, this.#source))
    }
    const warnings = await Promise.all([
      this.#traces?.close("requests with spans were", "LUX-2353"),
      this.#metrics?.close("requests with metrics were", "LUX-2353"),
    ])
    return warnings.filter((warning) => warning !== undefined)
  }

  #ended({ uniqueId, label, kind, status, rows, error, message }: NodeResult): void {
    const node = this.#nodes.get(uniqueId)
    if (node === undefined) return
    this.#add({
      ...node,
      parentSpanId: this.#root,
      name: `${kind} ${label}`,
      kind: "internal",
      endedAt: now(),
      attributes: {
        "lux.node": uniqueId,
        "lux.relation": label,
        "lux.kind": kind,
        "lux.status": status,
        "lux.rows": rows,
        "error.type": error?.code,
      },
      error: isWell({ status }) || status === "skipped" ? undefined : (error?.message ?? message),
    })
  }

  #add(span: Omit<Span, "traceId">): void {
    this.#spans.push({ traceId: this.#traceId, ...span })
    if (this.#spans.length >= spansPerRequest) this.#flush()
  }

  #flush(): void {
    const spans = this.#spans
    this.#spans = []
    if (spans.length > 0) this.#traces?.add(async () => traceRequest(spans, this.#source))
  }
}

function gaugesOf(result: RunResult, about: Readonly<Record<string, string>>): readonly Gauge[] {
  const seconds = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000
  const checks = result.nodes.flatMap((node) => node.checks)
  const ran = result.nodes.filter(({ status }) => status !== "skipped" && status !== "cancelled")
  const of = ({ uniqueId, status }: NodeResult) => ({ ...about, "lux.node": uniqueId, "lux.status": status })
  return [
    {
      name: "lux.run.duration",
      unit: "s",
      points: [{ value: seconds(result.startedAt, result.finishedAt), attributes: about }],
    },
    { name: "lux.run.nodes", unit: "{node}", points: counts(result.nodes, about) },
    { name: "lux.run.checks", unit: "{check}", points: counts(checks, about) },
    {
      name: "lux.node.duration",
      unit: "s",
      points: ran.map((node) => ({ value: seconds(node.startedAt, node.finishedAt), attributes: of(node) })),
    },
    {
      name: "lux.node.rows",
      unit: "{row}",
      points: ran.flatMap((node) =>
        node.rows === undefined ? [] : [{ value: node.rows, attributes: of(node) }],
      ),
    },
  ].filter(({ points }) => points.length > 0)
}

function counts(
  all: readonly { readonly status: string }[],
  about: Readonly<Record<string, string>>,
): Gauge["points"] {
  const found = new Map<string, number>()
  for (const { status } of all) found.set(status, (found.get(status) ?? 0) + 1)
  return [...found].map(([status, value]) => ({ value, attributes: { ...about, "lux.status": status } }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function newSpanId(): string {
  return randomBytes(8).toString("hex")
}

/**
 * A run of a tick, before it is known which of its units count. Two runs of one tick may gather the same unit: the reports in
 * the lake decide, in the order of their numbers, and everything else follows from draft and reports alone. So anyone who finds a
 * draft can finish it, and two that do it at once write the same bytes.
 */
import type { CollectorDeclaration, Write } from "../project/collectors/declaration.ts"
import { fileAt, modelOf, rejectsAt } from "../project/collectors/paths.ts"
import { type FailureDetails, factsOfKinds } from "./failure.ts"
import type { Gathered, GatheredUnit } from "./gathered.ts"
import { freshOf, type Held, heldBy, knownOf } from "./held.ts"
import { writeJson } from "./json.ts"
import type { FailedUnit, Report, StoredReport } from "./report.ts"

export interface Draft {
  /** What the run knows by itself. */
  readonly run: string
  readonly collector: string
  readonly tick: string
  readonly trigger: string
  readonly startedAt: string
  /** The second that names its files. */
  readonly second: string
  readonly endedAt: string
  /** All units of the declaration, as it was. */
  readonly all: readonly string[]
  readonly units: readonly GatheredUnit[]
  readonly left: readonly string[]
  readonly lost: readonly string[]
  readonly calls: number
  readonly retries: number
  readonly waitsMs: number
  readonly quota: Report["quota"]
  readonly token: Report["token"]
  readonly missed: readonly string[]
  readonly replayed: Report["replayed"]
  readonly error: FailureDetails | undefined
}

/** What reports of the tick's earlier attempts say is in the lake. */
export interface Earlier {
  readonly got: ReadonlySet<string>
  readonly held: readonly Held[]
}

export interface NewFile {
  readonly model: string
  readonly path: string
  readonly text: string
  readonly records: number
}

export function earlierOf(reports: readonly StoredReport[]): Earlier {
  return { got: new Set(reports.flatMap(({ units }) => units.got)), held: reports.map(({ held }) => held) }
}

/** What of the draft is not in the lake by an earlier attempt. */
function fresh(draft: Draft, { got, held }: Earlier): readonly GatheredUnit[] {
  return draft.units.map((each) => ({
    ...each,
    models: Object.fromEntries(
      Object.entries(each.models).map(([model, gathered]): [string, Gathered] => [
        model,
        {
          // That a unit is got was said by the attempt that got it, and so was what is worth a look.
          ...(got.has(each.unit) ? { repeated: 0, anomalies: [] } : gathered),
          ...freshOf(gathered, knownOf(held, each.unit, model)),
        },
      ]),
    ),
  }))
}

/** The files of an attempt: those of records, and those of rejects. */
export function filesOf(
  draft: Draft,
  writes: readonly Write[],
  earlier: Earlier,
): { readonly files: readonly NewFile[]; readonly rejects: readonly NewFile[] } {
  const units = fresh(draft, earlier)
  const at = new Date(draft.second)
  const files = (
    path: (write: Write, at: Date) => string,
    records: (each: GatheredUnit, model: string) => readonly unknown[],
  ) =>
    writes.flatMap((write): readonly NewFile[] => {
      const model = modelOf(write)
      const found = units.flatMap((each) => records(each, model))
      if (found.length === 0) return []
      return [{ model, path: path(write, at), text: writeJson(found), records: found.length }]
    })
  return {
    files: files(fileAt, (each, model) => each.models[model]?.taken.map(({ record }) => record) ?? []),
    rejects: files(rejectsAt, ({ unit, models }, model) =>
      (models[model]?.rejected ?? []).map(({ key, record, reason }) => ({
        reason,
        unit,
        model,
        key,
        tick: draft.tick,
        collected_at: draft.second,
        record,
      })),
    ),
  }
}

/** The report of a draft as the attempt with this number. */
export function reportOf(
  draft: Draft,
  { writes }: Pick<CollectorDeclaration, "writes">,
  earlierReports: readonly StoredReport[],
): StoredReport {
  const earlier = earlierOf(earlierReports)
  const units = fresh(draft, earlier)
  const { files, rejects } = filesOf(draft, writes, earlier)
  const isOpen = (unit: string): boolean => !earlier.got.has(unit)
  const left = draft.left.filter(isOpen)
  const lost = draft.lost.filter(isOpen)
  const asked = units.filter(({ unit }) => isOpen(unit) && !left.includes(unit) && !lost.includes(unit))
  const got = asked.filter(({ failure }) => failure === undefined).map(({ unit }) => unit)
  const failed = asked.flatMap(failedUnit)
  const already = draft.all.filter((unit) => earlier.got.has(unit))
  const all = draft.all.length
  const error = draft.error === undefined ? null : failureSaid(draft.error)
  const isComplete = got.length + already.length >= all && error === null
  const gatheredOf = (model: string): readonly Gathered[] =>
    units.flatMap(({ models }) => models[model] ?? [])
  const counted = (of: (model: string) => readonly string[]) =>
    Object.fromEntries(
      writes
        .map((write) => [modelOf(write), countsOf(of(modelOf(write)))])
        .filter(([, counts]) => Object.keys(counts ?? {}).length > 0),
    )
  return {
    version: 1,
    collector: draft.collector,
    tick: draft.tick,
    attempt: earlierReports.length + 1,
    run: draft.run,
    trigger: draft.trigger,
    started_at: draft.startedAt,
    ended_at: draft.endedAt,
    duration_ms: Date.parse(draft.endedAt) - Date.parse(draft.startedAt),
    outcome: isComplete ? "complete" : got.length + already.length === 0 ? "failed" : "partial",
    again: error?.again ?? (left.length > 0 || failed.some(({ again }) => again)),
    units: { got, already, failed, left, lost },
    files: files.map(({ model, path, records, text }) => ({
      model,
      path,
      records,
      bytes: Buffer.byteLength(text),
    })),
    rejected: rejects.map(({ model, path, records }) => ({
      model,
      path,
      records,
      reasons: countsOf(gatheredOf(model).flatMap(({ rejected }) => rejected.map(({ reason }) => reason))),
    })),
    records: Object.fromEntries(files.map(({ model, records }) => [model, records])),
    missing: counted((model) =>
      gatheredOf(model).flatMap(({ taken }) => taken.flatMap(({ missing }) => missing)),
    ),
    defaults: counted((model) =>
      gatheredOf(model).flatMap(({ taken }) => taken.flatMap(({ defaults }) => defaults)),
    ),
    anomalies: writes.flatMap((write) => anomaliesOf(modelOf(write), gatheredOf(modelOf(write)))),
    calls: draft.calls,
    retries: draft.retries,
    waits_ms: draft.waitsMs,
    quota: draft.quota,
    token: draft.token,
    missed: [...draft.missed],
    replayed: draft.replayed,
    error,
    held: heldBy(units),
  }
}

function failedUnit({ unit, failure }: GatheredUnit): readonly FailedUnit[] {
  return failure === undefined ? [] : [{ unit, ...failureSaid(failure) }]
}

function failureSaid({ kind, message, code, subcode, fbtraceId }: FailureDetails): Omit<FailedUnit, "unit"> {
  return {
    kind,
    code: code ?? null,
    subcode: subcode ?? null,
    message,
    fbtrace_id: fbtraceId ?? null,
    again: factsOfKinds[kind].laterHelps,
  }
}

function anomaliesOf(model: string, gathered: readonly Gathered[]): Report["anomalies"] {
  const repeated = gathered.reduce((sum, each) => sum + each.repeated, 0)
  const counts = countsOf(
    gathered.flatMap(({ taken, anomalies }) =>
      [...anomalies, ...taken.flatMap((each) => each.anomalies)].map((each) => each.join(" ")),
    ),
  )
  return [
    ...(repeated === 0 ? [] : [{ model, kind: "repeated", field: null, count: repeated }]),
    ...Object.entries(counts).map(([name, count]) => {
      const [kind = "", field = ""] = name.split(" ")
      return { model, kind, field, count }
    }),
  ]
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries(counts)
}

/**
 * Reads what was rejected again, by the present declaration. What is right now is written as another attempt of its tick, whose
 * files are named by the second after the one in which it was collected that is free; the rest stays rejected. The reports of
 * the tick say what was taken, so that nothing is taken twice, even where a run is killed in between.
 */
import * as z from "zod"
import type { CollectorDeclaration, Write } from "../project/collectors/declaration.ts"
import { modelOf, rejectsGlobOf } from "../project/collectors/paths.ts"
import { finish, reportsOf, writeDraft } from "./attempts.ts"
import { besideTicks } from "./beside-ticks.ts"
import { type Draft, earlierOf } from "./draft.ts"
import { CollectFailure } from "./failure.ts"
import type { GatheredUnit, TakenRecord } from "./gathered.ts"
import { formOf, knownOf, otherForm } from "./held.ts"
import { readJson, writeJson } from "./json.ts"
import type { Lake } from "./lake.ts"
import type { FailedUnit, Report, StoredReport } from "./report.ts"
import { validateRecord } from "./validate-record.ts"

const rejectSchema = z.looseObject({
  reason: z.string(),
  unit: z.string(),
  key: z.string(),
  tick: z.string(),
  collected_at: z.string(),
  record: z.unknown(),
})
type Reject = z.output<typeof rejectSchema>

interface RejectsFile {
  readonly write: Write
  readonly path: string
  readonly rejects: readonly Reject[]
}

/** What one attempt set aside. */
interface Group {
  readonly tick: string
  readonly collectedAt: string
  readonly files: readonly RejectsFile[]
}

interface Staying {
  readonly stays: Reject
}

interface Taking {
  readonly unit: string
  readonly model: string
  readonly taken: TakenRecord
}

/** What becomes of a reject: it stays for a reason, is taken now, or was taken before. */
type Decision = Staying | Taking | "done"

export async function replayRejected(
  lake: Lake,
  declaration: CollectorDeclaration,
  base: Draft,
  now: () => Date,
): Promise<Report> {
  const files: Report["files"] = []
  const rejected: Report["rejected"] = []
  for (const [at, group] of (await groupsIn(lake, declaration)).entries()) {
    const reports = await reportsOf(lake, declaration.name, new Date(group.tick))
    const decided = decide(group, reports)
    const decisions = decided.flatMap((each) => each.decisions)
    const takes = decisions.filter(isTaken)
    if (takes.length > 0) {
      const run = `${base.run}-${at + 1}`
      const replayed = { taken: takes.length, rejected: decisions.filter(isStaying).length }
      const asLeft = draftOf(base, group, takes, reports.at(-1))
      const draft = { ...asLeft, run, replayed, endedAt: now().toISOString() }
      const report = await finish(lake, declaration, await writeDraft(lake, declaration, draft))
      files.push(...report.files)
    }
    for (const { file, decisions } of decided) {
      const stay = decisions.filter(isStaying).map(({ stays }) => stays)
      await rewrite(lake, file, stay)
      if (stay.length > 0)
        rejected.push({
          model: modelOf(file.write),
          path: file.path,
          records: stay.length,
          reasons: countsOf(stay.map(({ reason }) => [reason, 1])),
        })
    }
  }
  const replayed = { taken: sum(files), rejected: sum(rejected) }
  const records = countsOf(files.map((file) => [file.model, file.records]))
  const draft = { ...base, endedAt: now().toISOString(), replayed }
  return besideTicks(lake, declaration, draft, { files, rejected, records })
}

async function groupsIn(lake: Lake, { writes }: CollectorDeclaration): Promise<readonly Group[]> {
  const groups = new Map<string, Group>()
  for (const write of writes)
    for (const path of await lake.list("rejected", rejectsGlobOf(write))) {
      const text = await lake.read(path)
      if (text === undefined) continue
      const rejects = z.array(rejectSchema).safeParse(readJson(text)).data
      const first = rejects?.[0]
      if (rejects === undefined || first === undefined)
        throw new CollectFailure({
          kind: "internal",
          message: `${lake.pathOf(path)} is not a file of rejects`,
        })
      const { tick, collected_at: collectedAt } = first
      const name = `${collectedAt} ${tick}`
      const known = groups.get(name)?.files ?? []
      groups.set(name, { tick, collectedAt, files: [...known, { write, path, rejects }] })
    }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function decide({ files }: Group, reports: readonly StoredReport[]) {
  const { held } = earlierOf(reports)
  const taken = new Set<string>()
  return files.map((file) => ({
    file,
    decisions: file.rejects.map((reject): Decision => {
      const { unit, key, record: raw } = reject
      const model = modelOf(file.write)
      const validated = validateRecord(raw, file.write)
      if ("reason" in validated) return { stays: { ...reject, reason: validated.reason } }
      const form = formOf(validated.record)
      const known = knownOf(held, unit, model).taken.get(key)
      if (known === form) return "done"
      const name = [model, unit, key].join(" ")
      if (known !== undefined || taken.has(name)) return { stays: { ...reject, reason: otherForm } }
      taken.add(name)
      return { unit, model, taken: { key, form, raw, ...validated } }
    }),
  }))
}

/** An attempt that asks nothing: the units are as the last one left them. */
function draftOf(
  base: Draft,
  { tick, collectedAt }: Group,
  takes: readonly Taking[],
  last: StoredReport | undefined,
): Draft {
  const failures = new Map(last?.units.failed.map((failed) => [failed.unit, failureOf(failed)]))
  const names = new Set([...takes.map(({ unit }) => unit), ...failures.keys()])
  const { got = [], already = [], left = [], lost = [...names] } = last?.units ?? {}
  const units = [...names].map((unit): GatheredUnit => {
    const own = takes.filter((each) => each.unit === unit)
    const ofModel = (model: string) => ({
      taken: own.filter((each) => each.model === model).map(({ taken }) => taken),
      rejected: [],
      repeated: 0,
      anomalies: [],
    })
    const models = Object.fromEntries(own.map(({ model }) => [model, ofModel(model)]))
    return { unit, failure: failures.get(unit), models }
  })
  return {
    ...base,
    tick,
    second: new Date(Date.parse(collectedAt) + 1000).toISOString(),
    all: [...got, ...already, ...failures.keys(), ...left, ...lost],
    units,
    left,
    lost,
  }
}

function failureOf({ kind, message, code, subcode, fbtrace_id }: FailedUnit): GatheredUnit["failure"] {
  return {
    kind,
    message,
    code: code ?? undefined,
    subcode: subcode ?? undefined,
    fbtraceId: fbtrace_id ?? undefined,
  }
}

async function rewrite(lake: Lake, { path, rejects }: RejectsFile, stay: readonly Reject[]): Promise<void> {
  if (stay.length === 0) return lake.remove(path)
  const text = writeJson(stay)
  if (text !== writeJson(rejects)) await lake.replace(path, text)
}

function isTaken(decision: Decision): decision is Taking {
  return decision !== "done" && "taken" in decision
}

function isStaying(decision: Decision): decision is Staying {
  return decision !== "done" && "stays" in decision
}

function sum(all: readonly { readonly records: number }[]): number {
  return all.reduce((total, { records }) => total + records, 0)
}

function countsOf(counts: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const found = new Map<string, number>()
  for (const [name, count] of counts) found.set(name, (found.get(name) ?? 0) + count)
  return Object.fromEntries(found)
}

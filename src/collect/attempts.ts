/**
 * Reports and drafts in the lake: `reports/{collector}/year=/month=/day=/{collector}_{tick}_{n}.json`, by the tick, and
 * `collecting/{collector}/{second}_{run}.json`.
 *
 * 1. A run claims the second that names its files: `collecting/{collector}/{second}.claim`. Nobody has it a second time.
 * 2. A draft with everything that was gathered is written.
 * 3. The report is written under the next free number of its tick: the attempt counts from there on. Of two at once one gets
 *    the number; the other reads that report, drops what is in the lake now, and takes the next.
 * 4. The files go to their places, then the draft goes.
 *
 * A run that is killed between 2 and 3 leaves a draft without a report, one that is killed before the end of 4 a draft with one.
 * The next run of the collector finishes both.
 */
import type { CollectorDeclaration } from "../project/collectors/declaration.ts"
import { type Draft, earlierOf, filesOf, reportOf } from "./draft.ts"
import { CollectFailure } from "./failure.ts"
import { writeJson } from "./json.ts"
import type { Lake } from "./lake.ts"
import { readDraft } from "./read-draft.ts"
import { type StoredReport, storedReportSchema } from "./report.ts"

/** How long a claim stays. Later, the files themselves say that a second is taken. */
const claimMs = 3_600_000

/** Claims a second for the files of a run, and writes its draft. Returns the draft with that second. */
export async function writeDraft(
  lake: Lake,
  declaration: CollectorDeclaration,
  draft: Draft,
): Promise<Draft> {
  for (let at = Date.parse(draft.second); ; at += 1000) {
    const claimed = { ...draft, second: new Date(at).toISOString() }
    if (!(await lake.create(claimPath(claimed), draft.run))) continue
    const { files, rejects } = filesOf(claimed, declaration.writes, earlierOf([]))
    const taken = await Promise.all([...files, ...rejects].map((file) => lake.has(file.path)))
    if (taken.includes(true)) continue
    // From here on others may finish it.
    await lake.create(draftPath(claimed), writeJson(claimed))
    return claimed
  }
}

/** Makes a draft count, puts its files to their places, and returns its report. */
export async function finish(
  lake: Lake,
  declaration: CollectorDeclaration,
  draft: Draft,
): Promise<StoredReport> {
  const { report, earlier } = await commit(lake, declaration, draft)
  const { files, rejects } = filesOf(draft, declaration.writes, earlierOf(earlier))
  // A replay changes the file of rejects: it may be another one already.
  for (const { path, text } of rejects) await lake.create(path, text)
  for (const { path, text } of files)
    if (!(await lake.create(path, text)))
      throw new CollectFailure({
        kind: "internal",
        message: `${lake.pathOf(path)} holds something else already`,
      })
  await lake.remove(draftPath(draft))
  return report
}

/** Finishes what earlier runs of the collector left. */
export async function finishEarlier(lake: Lake, declaration: CollectorDeclaration, now: Date): Promise<void> {
  for (const path of await lake.list(`collecting/${declaration.name}`, "*")) {
    if (path.endsWith(".claim")) {
      if (isOver(path, now)) await lake.remove(path)
      continue
    }
    const text = await lake.read(path)
    // Its own run has finished it in the meantime.
    if (text !== undefined) await finish(lake, declaration, readDraft(text))
  }
}

async function commit(
  lake: Lake,
  declaration: CollectorDeclaration,
  draft: Draft,
): Promise<{ readonly report: StoredReport; readonly earlier: readonly StoredReport[] }> {
  for (;;) {
    const reports = await reportsOf(lake, draft.collector, new Date(draft.tick))
    const own = reports.findIndex(({ run }) => run === draft.run)
    const known = reports[own]
    if (known !== undefined) return { report: known, earlier: reports.slice(0, own) }
    const report = reportOf(draft, declaration, reports)
    if (
      await lake.create(
        reportPath(report.collector, new Date(report.tick), report.attempt),
        writeJson(report),
      )
    )
      return { report, earlier: reports }
  }
}

/** The reports of a tick, in the order in which they count. */
export async function reportsOf(lake: Lake, collector: string, tick: Date): Promise<readonly StoredReport[]> {
  const reports: StoredReport[] = []
  for (;;) {
    const path = reportPath(collector, tick, reports.length + 1)
    const text = await lake.read(path)
    if (text === undefined) return reports
    reports.push(readReport(text, lake.pathOf(path)))
  }
}

/** The latest tick before another for which there is a report, of the last week. */
export async function tickBefore(lake: Lake, collector: string, tick: Date): Promise<Date | undefined> {
  for (let back = 0; back < 7; back++) {
    const day = new Date(tick.getTime() - back * 86_400_000)
    const folder = reportPath(collector, day, 1).replace(/\/[^/]*$/, "")
    const times = (await lake.list(folder, "*.json"))
      .map((path) => tickOfReport(path)?.getTime() ?? Number.NaN)
      .filter((time) => time < tick.getTime())
    if (times.length > 0) return new Date(Math.max(...times))
  }
  return undefined
}

export function reportPath(collector: string, tick: Date, attempt: number): string {
  const [date = "", time = ""] = tick.toISOString().split("T")
  const [year, month, day] = date.split("-")
  const name = `${collector}_${date}_${time.slice(0, 8).replaceAll(":", "")}_${attempt}.json`
  return `reports/${collector}/year=${year}/month=${month}/day=${day}/${name}`
}

/** The tick that the path of a report names. */
export function tickOfReport(path: string): Date | undefined {
  const [, date, hour, minute, second] = /_(\d{4}-\d\d-\d\d)_(\d\d)(\d\d)(\d\d)_\d+\.json$/.exec(path) ?? []
  return date === undefined ? undefined : new Date(`${date}T${hour}:${minute}:${second}Z`)
}

export function readReport(text: string, path: string): StoredReport {
  const parsed = storedReportSchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new CollectFailure({ kind: "internal", message: `${path} is not a report: ${parsed.error.message}` })
}

function draftPath(draft: Draft): string {
  return `${secondPath(draft)}_${draft.run}.json`
}

function claimPath(draft: Draft): string {
  return `${secondPath(draft)}.claim`
}

function secondPath({ collector, second }: Draft): string {
  const [date = "", time = ""] = second.split("T")
  return `collecting/${collector}/${date}_${time.slice(0, 8).replaceAll(":", "")}`
}

function isOver(claim: string, now: Date): boolean {
  const [, date, hour, minute, second] = /(\d{4}-\d\d-\d\d)_(\d\d)(\d\d)(\d\d)\.claim$/.exec(claim) ?? []
  return date !== undefined && now.getTime() - Date.parse(`${date}T${hour}:${minute}:${second}Z`) > claimMs
}

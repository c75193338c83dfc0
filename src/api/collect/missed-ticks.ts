import { readReport, reportPath, tickOfReport } from "../../collect/attempts.ts"
import { type Lake, openLake } from "../../collect/lake.ts"
import type { Report } from "../../collect/report.ts"
import { tickAt, tickName, ticksBetween } from "../../collect/tick.ts"
import type { CollectorDeclaration } from "../../project/collectors/declaration.ts"
import { wholeDeclaration } from "../../project/collectors/read-collectors.ts"
import type { OpenProject } from "../open-project.ts"
import type { MissedTick } from "./collect-types.ts"
import { collectorsOf } from "./collectors-of.ts"

const days = 7
const dayMs = 86_400_000

/**
 * `lux collect --missed`: of the last seven days, from the first report on, the ticks that have no report, or none that is
 * complete. Oldest first.
 */
export async function missedTicks(
  open: OpenProject,
  {
    collectors,
    now = new Date(),
  }: { readonly collectors?: readonly string[] | undefined; readonly now?: Date },
): Promise<readonly MissedTick[]> {
  const { project } = await open.whole()
  const wanted = collectorsOf(wholeDeclaration(project.root), collectors)
  const lake = await openLake({ ...project.env, LUX_COLLECT_TO: project.collectTo })
  const missed = await Promise.all(wanted.map((collector) => missedOf(lake, collector, now)))
  return missed.flat()
}

async function missedOf(
  lake: Lake,
  { name, schedule: { every } }: CollectorDeclaration,
  now: Date,
): Promise<readonly MissedTick[]> {
  const latest = await latestReports(lake, name, now)
  const times = [...latest.keys()]
  if (times.length === 0) return []
  const first = new Date(Math.min(...times) - 1)
  const ticks = ticksBetween(tickAt(first, every), now, every)
  const missed: MissedTick[] = []
  for (const tick of ticks) {
    const path = latest.get(tick.getTime())
    const named = { collector: name, tick: tickName(tick) }
    if (path === undefined) missed.push({ ...named, outcome: "none", units: undefined })
    else {
      const report = readReport((await lake.read(path)) ?? "", lake.pathOf(path))
      if (report.outcome !== "complete")
        missed.push({ ...named, outcome: report.outcome, units: missingUnits(report) })
    }
  }
  return missed
}

/** Tick -> the path of its last report. */
async function latestReports(lake: Lake, collector: string, now: Date): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>()
  for (let back = days - 1; back >= 0; back--) {
    const day = new Date(now.getTime() - back * dayMs)
    const folder = reportPath(collector, day, 1).replace(/\/[^/]*$/, "")
    for (const path of await lake.list(folder, "*.json")) {
      const time = tickOfReport(path)?.getTime()
      if (time === undefined) continue
      const known = found.get(time)
      if (known === undefined || attemptOf(path) > attemptOf(known)) found.set(time, path)
    }
  }
  return found
}

function attemptOf(path: string): number {
  return Number(/_(\d+)\.json$/.exec(path)?.[1] ?? 0)
}

function missingUnits({ units }: Report): readonly string[] {
  return [...units.failed.map(({ unit }) => unit), ...units.left, ...units.lost]
}

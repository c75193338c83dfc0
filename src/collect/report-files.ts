import { readReport, tickOfReport } from "./attempts.ts"
import type { Lake } from "./lake.ts"
import type { Report } from "./report.ts"

const dayMs = 86_400_000

/** The reports of a collector's ticks from one instant to before another, in the order of ticks and attempts. */
export async function reportsBetween(
  lake: Lake,
  collector: string,
  from: Date,
  to: Date,
): Promise<readonly Report[]> {
  const reports: Report[] = []
  for (let day = Math.floor(from.getTime() / dayMs) * dayMs; day < to.getTime(); day += dayMs) {
    const [year, month, date] = new Date(day).toISOString().slice(0, 10).split("-")
    const folder = `reports/${collector}/year=${year}/month=${month}/day=${date}`
    for (const path of await lake.list(folder, "*.json")) {
      const tick = tickOfReport(path)
      if (tick === undefined || tick < from || tick >= to) continue
      const text = await lake.read(path)
      if (text !== undefined) reports.push(readReport(text, lake.pathOf(path)))
    }
  }
  return reports.sort((a, b) => (a.tick === b.tick ? a.attempt - b.attempt : a.tick < b.tick ? -1 : 1))
}

/** Reports of runs that collect nothing for a tick: rejects that are read again, and tokens. */
import type { CollectorDeclaration } from "../project/collectors/declaration.ts"
import { type Draft, reportOf } from "./draft.ts"
import { writeJson } from "./json.ts"
import type { Lake } from "./lake.ts"
import { type Report, withoutHeld } from "./report.ts"

/** The report, which is kept at `reports/{collector}/by-hand/`. */
export async function besideTicks(
  lake: Lake,
  declaration: CollectorDeclaration,
  draft: Draft,
  found: Partial<Report> = {},
): Promise<Report> {
  const report: Report = {
    ...withoutHeld(reportOf({ ...draft, all: [] }, declaration, [])),
    ...found,
    outcome: draft.error === undefined ? "complete" : "failed",
  }
  const name = `${draft.startedAt.replaceAll(/[:.]/g, "")}_${draft.run}.json`
  await lake.create(`reports/${declaration.name}/by-hand/${name}`, writeJson(report))
  return report
}

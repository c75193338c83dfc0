import { existsSync } from "node:fs"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { Project } from "../../project/types.ts"
import { type ArchivedTable, archivedSince } from "../../quality/history-archive.ts"
import {
  checkHistory,
  knownChecks,
  knownMetrics,
  metricHistory,
  relationQuality,
  type Span,
} from "../../quality/history-queries.ts"
import { askHistory } from "../../run/history/ask-history.ts"
import type {
  CheckHistory,
  CompactedHistory,
  CompactOptions,
  MetricHistory,
  QualityOptions,
  RelationQuality,
} from "./quality-types.ts"
import { timeOf } from "./time-since.ts"

type History = Parameters<typeof relationQuality>[0]

/** How every relation stands. Throws LUX-2430 where there is no history, LUX-2431 for a time that is none. */
export function qualityOf(project: Project, options: QualityOptions): Promise<readonly RelationQuality[]> {
  const since = timeOf(options.since, new Date())
  return asked(project, options, (db) => relationQuality(db, since))
}

/** The results of one check, by its name or unique id. LUX-2432 for one that nobody ever asked. */
export function qualityHistory(
  project: Project,
  check: string,
  options: QualityOptions,
): Promise<CheckHistory> {
  const since = timeOf(options.since, new Date())
  return asked(project, options, async (db) => {
    const known = await knownChecks(db)
    const found = known.filter(({ id, name }) => id === check || name === check)
    const [only] = found
    if (only === undefined)
      throw new LuxError("LUX-2432", `the history has no check "${check}"`, {
        hint:
          didYouMean(
            check,
            known.map(({ name }) => name),
          ) ??
          "`lux quality --output json` names those that fail, `lux ls --resource-type test` all of them.",
      })
    if (found.length > 1)
      throw new LuxError("LUX-2432", `${found.length} checks are called "${check}"`, {
        hint: `Give one of their ids: ${found.map(({ id }) => id).join(", ")}.`,
      })
    const span = await spanOf(db, "check_result", since, options)
    const points = await checkHistory(db, project.qualitySchema, only.id, span)
    return { checkId: only.id, name: only.name, points }
  })
}

/** What was measured of `relation.column`, or of a relation's rows. LUX-2433 where nothing was. */
export function qualityMetrics(
  project: Project,
  name: string,
  options: QualityOptions,
): Promise<MetricHistory> {
  const since = timeOf(options.since, new Date())
  return asked(project, options, async (db) => {
    const known = await knownMetrics(db)
    const names = (relation: string): readonly string[] => [
      relation,
      relation.slice(relation.indexOf(".") + 1),
    ]
    const wanted = name.toLowerCase()
    const found = known.find(({ relation, column }) =>
      names(relation.toLowerCase()).some(
        (name) => (column === null ? name : `${name}.${column.toLowerCase()}`) === wanted,
      ),
    )
    if (found === undefined)
      throw new LuxError("LUX-2433", `nothing was measured of "${name}"`, {
        hint:
          didYouMean(
            name,
            known.map(({ relation, column }) => (column === null ? relation : `${relation}.${column}`)),
          ) ?? "Checks of aggregates, such as row_count and column_mean, measure.",
      })
    const column = found.column?.toLowerCase()
    const span = await spanOf(db, "metric", since, options)
    const of = { relation: found.relation, column }
    const points = await metricHistory(db, project.qualitySchema, of, span)
    return { relation: found.relation, column: found.column, points }
  })
}

/** Moves results and metrics of before `keep` to files, or deletes them. Throws LUX-2430, LUX-2431 and LUX-2434. */
export async function qualityCompact(
  project: Project,
  {
    keep = "90d",
    delete: isDeleting = false,
    dryRun = false,
    lockTimeoutSeconds = 10,
    signal,
  }: CompactOptions,
): Promise<CompactedHistory> {
  const { compactHistory, deleteHistory } = await import("../../run/history/compact-history.ts")
  const before = timeOf(keep, new Date()) ?? ""
  const moved = await (isDeleting ? deleteHistory : compactHistory)(project, before, {
    dryRun,
    lockTimeoutSeconds,
    signal,
  })
  return { before, moved }
}

/** Of a time that goes back to what is in files these are read too. LUX-2435 where one is not there. */
async function spanOf(
  db: History,
  table: ArchivedTable,
  since: string | undefined,
  { limit = 30 }: QualityOptions,
): Promise<Span> {
  const archived = await archivedSince(db, table, since)
  const missing = archived.find((file) => !existsSync(file))
  if (missing !== undefined)
    throw new LuxError("LUX-2435", `a file of the history is not there: ${missing}`, {
      hint: "Put it back, or ask for a later time: --since.",
    })
  return { since, limit, archived }
}

function asked<T>(
  project: Project,
  { lockTimeoutSeconds = 10, signal }: QualityOptions,
  ask: (db: History) => Promise<T>,
): Promise<T> {
  return askHistory(project, { lockTimeoutSeconds, signal }, (db: History) => ask(db))
}

import { relationsOf } from "../../compile/relations.ts"
import { LuxError } from "../../errors.ts"
import { isInWarehouse } from "../../project/materialized.ts"
import { mayHaveFreshness } from "../../project/resource-guards.ts"
import { luxSchema } from "../../project/target/lux-schema.ts"
import type { Freshness, SourceTable } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import { checkCount, type RedCheck, redChecks } from "../../quality/status/check-queries.ts"
import {
  type CollectedDay,
  collectedDays,
  type NewestFile,
  newestFiles,
} from "../../quality/status/ledger-queries.ts"
import {
  type DayOfRuns,
  daysOfRuns,
  type FailingNode,
  failingNodes,
  type LastRun,
  lastRuns,
  type NodeTime,
  nodeTimes,
} from "../../quality/status/run-queries.ts"
import { number, type StatusQuery, text } from "../../quality/status/status-query.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { Relation } from "../../sql/relation.ts"
import { holdsRows, type QueryResult, type Session } from "../../warehouse/warehouse.ts"
import { type AskOptions, askHistory, type HistoryPlace } from "../history/ask-history.ts"
import { type SourceFreshness, sourceFreshness, statusOf } from "./source-freshness.ts"

/** How the target stands. Times are UTC, `2023-09-02 00:15:30.123`. */
export interface Status {
  readonly target: string
  readonly at: string
  /** From when on days, times and files are reported. */
  readonly since: string
  /** The last invocation of each command, the newest first. */
  readonly runs: readonly LastRun[]
  readonly failing: readonly FailingNode[]
  /** Sources that say how old they may be, and are older, or could not be asked. */
  readonly late: readonly LateSource[]
  readonly checks: { readonly total: number; readonly red: readonly RedCheck[] }
  readonly days: readonly DayOfRuns[]
  /** What took longest. */
  readonly slowest: readonly NodeTime[]
  readonly collected: readonly CollectedDay[]
  /** The largest first; empty where the warehouse does not tell. */
  readonly storage: readonly StoredRelation[]
}

export interface LateSource {
  /** `lake.media` */
  readonly name: string
  /** unknown: it could not be asked. */
  readonly status: "warn" | "error" | "unknown"
  /** Null where nothing was ever loaded, or it is not known. */
  readonly loadedAt: string | null
  readonly message: string | null
}

export interface StoredRelation {
  readonly relation: string
  readonly bytes: number
  /** About how many; null where the warehouse does not know without counting. */
  readonly rows: number | null
}

/**
 * Reads the history, the ledger and sizes in one round trip. Sources of files are judged by the newest file that a stage
 * took; others are asked. Throws LUX-2430 where there is no history.
 */
export async function status(
  read: ReadProject,
  { since, ...options }: AskOptions & { readonly since: string },
): Promise<Status> {
  const { project } = read
  const now = new Date()
  const sources = project.resources.filter(mayHaveFreshness)
  const [asked, others] = [sources.filter(isByLedger), sources.filter((each) => !isByLedger(each))]
  const queried = others.flatMap((each) => (each.freshness === undefined ? [] : [each.uniqueId]))
  const found = await askHistory(
    project,
    { ...options, schemas: [luxSchema(project.target), ...schemasOf(read)] },
    (_, place) => answers(read, asked, since, place),
  )
  const answered =
    queried.length === 0
      ? []
      : (
          await sourceFreshness(read, queried, {
            threads: project.target.threads,
            lockTimeoutSeconds: options.lockTimeoutSeconds,
            signal: options.signal,
            onResult: () => undefined,
          })
        ).results
  const { newest, ...told } = found
  return {
    target: project.target.name,
    at: historyTime(now),
    since,
    ...told,
    late: [...asked.flatMap((source) => lateByFiles(source, newest, now)), ...answered.flatMap(lateByRows)],
  }
}

type Found = Omit<Status, "target" | "at" | "since" | "late"> & { readonly newest: readonly NewestFile[] }

async function answers(
  read: ReadProject,
  sources: readonly SourceTable[],
  since: string,
  { session, statements, catalog }: HistoryPlace,
): Promise<Found> {
  const { name: project, target, qualitySchema: schema } = read.project
  const scope = { schema, project, target: target.name, since }
  const files = {
    schema: luxSchema(target),
    since,
    sources: sources.map((each) => ({ name: nameOf(each), paths: each.external?.paths ?? [] })),
  }
  const hasLedger = catalog.get(new Relation(files.schema, "batch")) !== undefined
  const tables = storedIn(read).filter((relation) => {
    const kind = catalog.get(relation)?.kind
    return kind !== undefined && holdsRows(kind)
  })
  const storage = storedRelations(tables, statements.storage(tables))
  const ask = new Asking(session)
  const told = {
    runs: ask.add(lastRuns(scope)),
    failing: ask.add(failingNodes(scope)),
    total: ask.add(checkCount(scope)),
    red: ask.add(redChecks(scope)),
    days: ask.add(daysOfRuns(scope)),
    slowest: ask.add(nodeTimes(scope)),
    collected: hasLedger ? ask.add(collectedDays(files)) : none<CollectedDay>,
    newest: hasLedger ? ask.add(newestFiles(files)) : none<NewestFile>,
  }
  const stored = await ask.ask(tables.length === 0 ? undefined : storage)
  return {
    runs: told.runs(),
    failing: told.failing(),
    checks: { total: told.total()[0] ?? 0, red: told.red() },
    days: told.days(),
    slowest: told.slowest(),
    collected: told.collected(),
    newest: told.newest(),
    storage: ofTables(stored, tables),
  }
}

/** Queries that are sent together. */
class Asking {
  readonly #session: Session
  readonly #sqls: string[] = []
  #results: readonly QueryResult[] = []

  constructor(session: Session) {
    this.#session = session
  }

  /** Gives what gives the rows once they were asked for. */
  add<Row>({ sql, read }: StatusQuery<Row>): () => readonly Row[] {
    const at = this.#sqls.push(sql) - 1
    return () => (this.#results[at]?.rows ?? []).map(read)
  }

  /** In one round trip. The rows of `last` are none where it alone is refused: sizes are not for everybody to read. */
  async ask<Row>(last: StatusQuery<Row> | undefined): Promise<readonly Row[]> {
    if (last !== undefined)
      try {
        this.#results = await this.#session.queryAll([...this.#sqls, last.sql])
        return (this.#results.at(-1)?.rows ?? []).map((row) => last.read(row))
      } catch (error) {
        if (!(error instanceof LuxError)) throw error
      }
    this.#results = await this.#session.queryAll(this.#sqls)
    return []
  }
}

function none<Row>(): readonly Row[] {
  return []
}

function storedRelations(tables: readonly Relation[], sql: string): StatusQuery<StoredRelation> {
  const labels = new Map(tables.map(({ label }) => [label.toLowerCase(), label]))
  return {
    sql,
    read: (row) => {
      const { label } = new Relation(text(row["schema_name"]), text(row["name"]))
      return {
        relation: labels.get(label.toLowerCase()) ?? label,
        bytes: number(row["bytes"]),
        rows: row["row_count"] === null ? null : number(row["row_count"]),
      }
    },
  }
}

function ofTables(found: readonly StoredRelation[], tables: readonly Relation[]): readonly StoredRelation[] {
  const wanted = new Set(tables.map(({ label }) => label))
  return found
    .filter(({ relation }) => wanted.has(relation))
    .sort((a, b) => b.bytes - a.bytes || (a.relation < b.relation ? -1 : 1))
}

function storedIn({ project, relations }: ReadProject): readonly Relation[] {
  const relationOf = relationsOf(project, relations)
  return project.resources.filter(isInWarehouse).map(relationOf)
}

function schemasOf(read: ReadProject): readonly string[] {
  return storedIn(read).flatMap(({ schema }) => schema ?? [])
}

/** True for a source whose files the ledger has: their names or their batches say when they came. */
function isByLedger({ external, loadedAt }: SourceTable): boolean {
  return external !== undefined && loadedAt === undefined
}

function nameOf({ sourceName, name }: SourceTable): string {
  return `${sourceName}.${name}`
}

function lateByFiles(source: SourceTable, newest: readonly NewestFile[], now: Date): readonly LateSource[] {
  const { freshness } = source
  if (freshness === undefined) return []
  const name = nameOf(source)
  const file = newest.find((each) => each.name === name)
  if (file === undefined) return [{ name, status: worst(freshness), loadedAt: null, message: null }]
  const loadedAt = file.collectedAt ?? file.stagedAt
  const judged = statusOf(new Date(`${loadedAt.replace(" ", "T")}Z`), now, freshness)
  return judged === "pass" ? [] : [{ name, status: judged, loadedAt, message: null }]
}

function lateByRows({ name, outcome }: SourceFreshness): readonly LateSource[] {
  if (outcome.status === "runtime error")
    return [{ name, status: "unknown", loadedAt: null, message: outcome.error.message }]
  if (outcome.status === "pass") return []
  const isNever = outcome.maxLoadedAt.getUTCFullYear() <= 1
  return [
    {
      name,
      status: outcome.status,
      loadedAt: isNever ? null : historyTime(outcome.maxLoadedAt),
      message: null,
    },
  ]
}

/** Of what was never loaded. */
function worst({ errorAfter }: Freshness): "warn" | "error" {
  return errorAfter === undefined ? "warn" : "error"
}

import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { Compiler } from "../../compile/compiled.ts"
import { failuresRelation, usualFailuresSchema } from "../../compile/failures-relation.ts"
import { becomesRelation } from "../../project/materialized.ts"
import { isDataTest, isReadFromOutside } from "../../project/resource-guards.ts"
import { luxSchema } from "../../project/target/lux-schema.ts"
import type { Project } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import { historyWriters, type MadeRelation, madeRelations, makersOf } from "../../quality/made-relations.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { Relation } from "../../sql/relation.ts"
import { type Catalog, holdsRows, type Session } from "../../warehouse/warehouse.ts"
import { definitionTable } from "../build/materialized-definitions.ts"
import { type AskOptions, askHistory, type HistoryPlace } from "../history/ask-history.ts"
import { openLedgerSession } from "../lake/ledger-session.ts"
import { schemasOf } from "../session/prepare-warehouse.ts"
import { staleRunsOf } from "../session/recorded-runs.ts"
import { chooseNamed } from "./choose-named.ts"
import { describeBatch, describeRelations, timesOf } from "./describe.ts"
import { dropStale } from "./drop-stale.ts"
import { judgeRelations, keyOf } from "./judge-relations.ts"
import { oldBatches, pathsOfBatch } from "./old-batches.ts"
import type { Dropped, JanitorFindings } from "./stale.ts"
import { readByViews } from "./view-readers.ts"

export interface JanitorOptions extends AskOptions {
  /** Names of relations, batches or stages; empty: all that is found. */
  readonly names: readonly string[]
  /** Told what is found, before anything is dropped. */
  readonly onFound: (findings: JanitorFindings) => void
  /** Told whatever went; undefined: nothing is dropped. */
  readonly onDropped: ((dropped: Dropped) => void) | undefined
  /** Batches that were staged before are old; undefined: none is. UTC, `2023-09-02 00:15:30.123`. */
  readonly batchesBefore: string | undefined
}

/**
 * Finds what lux made of this project and target and nothing makes any more, and drops it where that is asked for, each in a
 * transaction of its own. Throws LUX-2430 where there is no history, which knows what lux made, and LUX-2351 for a name that
 * is not found.
 */
export function janitor(read: ReadProject, options: JanitorOptions): Promise<JanitorFindings> {
  const { project } = read
  const invocationId = randomUUID()
  const invocation = { id: invocationId, startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const schemas = [
    ...schemasOf(project, compiler),
    luxSchema(project.target),
    usualFailuresSchema(project.target),
  ]
  // A session more for what keeps the leases, and one to read the catalog with.
  return askHistory(project, { ...options, schemas, threads: 3 }, async (_, place) => {
    const { session, warehouse, statements } = place
    const made = await madeOf(session, read)
    const catalog = await catalogOf(place, schemas, made.relations, read)
    const judged = await judge(place, catalog, made, read.project, compiler)
    const lake = await openLedgerSession(session, {
      project,
      compiler,
      statements,
      lakeServices: warehouse.lakeServices,
      invocationId,
      empty: false,
    })
    const batches =
      options.batchesBefore === undefined || !hasLedger(catalog, read)
        ? []
        : await oldBatches(read, lake, options.batchesBefore, (resource) => compiler.relationOf(resource))
    const runs = await staleRunsOf(session, catalog, project.target)
    const chosen = chooseNamed({ judged: judged.stale, batches }, options.names)
    const findings: JanitorFindings = {
      target: project.target.name,
      at: historyTime(new Date()),
      relations: await describeRelations(place, chosen.judged),
      others: options.names.length > 0 ? [] : judged.others.map(({ label }) => label).sort(),
      batches: await Promise.all(chosen.batches.map((batch) => describeBatch(batch, lake))),
      records: options.names.length > 0 ? 0 : runs.count,
    }
    options.onFound(findings)
    if (options.onDropped === undefined) return findings
    await dropStale({
      ...place,
      project,
      invocationId,
      signal: options.signal,
      relations: chosen.judged.filter(({ kept }) => kept === undefined),
      batches: chosen.batches
        .filter(({ kept }) => kept === undefined)
        .map((batch) => ({ ...batch, paths: pathsOfBatch(batch, lake) })),
      stores: lake.stores,
      tables: {
        loads: hasLedger(catalog, read) ? new Relation(luxSchema(project.target), "batch_load") : undefined,
        definitions: there(catalog, definitionTable(project.target)),
      },
      relationOf: (resource) => compiler.relationOf(resource),
      forgetRuns: options.names.length > 0 ? undefined : runs.remove,
      onDropped: options.onDropped,
    })
    return findings
  })
}

interface Made {
  readonly relations: readonly MadeRelation[]
  readonly tried: ReadonlySet<string>
  readonly isAlone: boolean
}

async function madeOf(session: Session, { project }: ReadProject): Promise<Made> {
  const schema = project.qualitySchema
  const [made, makers, writers] = [madeRelations(schema), makersOf(schema), historyWriters(schema)]
  const [found, tried, wrote] = await session.queryAll([made.sql, makers.sql, writers.sql])
  const isOwn = (each: { readonly project: string; readonly target: string }): boolean =>
    each.project === project.name && each.target === project.target.name
  const attempts = (tried?.rows ?? []).map(makers.read)
  const keys = (own: boolean) =>
    attempts.flatMap((each) => (isOwn(each) === own ? [each.relation.toLowerCase()] : []))
  const others = new Set(keys(false))
  return {
    relations: (found?.rows ?? []).map(made.read),
    tried: new Set(keys(true).filter((key) => !others.has(key))),
    isAlone: (wrote?.rows ?? []).map(writers.read).every(isOwn),
  }
}

/** Of all schemas that the project has or had relations in. */
async function catalogOf(
  { catalog, warehouse }: HistoryPlace,
  schemas: readonly string[],
  made: readonly MadeRelation[],
  { project }: ReadProject,
): Promise<Catalog> {
  const had = made
    .filter((each) => each.project === project.name && each.target === project.target.name)
    .map(({ relation }) => relation.slice(0, relation.indexOf(".")))
  const more = [...new Set(had)].filter((schema) => !schemas.includes(schema))
  return more.length === 0 ? catalog : warehouse.readCatalog([...schemas, ...more])
}

async function judge(
  { session, statements }: HistoryPlace,
  catalog: Catalog,
  made: Made,
  project: Project,
  compiler: Pick<Compiler, "relationOf">,
): Promise<ReturnType<typeof judgeRelations>> {
  const own = new Set([luxSchema(project.target), project.qualitySchema])
  const entries = [...catalog.entries()].filter(({ schema }) => !own.has(schema))
  const tables = entries
    .filter(({ kind }) => holdsRows(kind))
    .map(({ schema, name }) => new Relation(schema, name))
  const ids = statements.objectIds === undefined ? undefined : await session.query(statements.objectIds)
  const found = judgeRelations(entries, {
    project: project.name,
    target: project.target.name,
    inUse: new Set(
      project.resources.flatMap((resource) => {
        if (isDataTest(resource)) {
          const failures = failuresRelation(resource, project)
          return failures === undefined ? [] : [keyOf(failures)]
        }
        return becomesRelation(resource) || isReadFromOutside(resource)
          ? [keyOf(compiler.relationOf(resource))]
          : []
      }),
    ),
    made: new Map(made.relations.map((each) => [each.relation.toLowerCase(), each])),
    tried: made.tried,
    isAlone: made.isAlone,
    objectIds: ids && new Map(ids.rows.map((row) => [String(row["relation"]), String(row["object_id"])])),
    createdAt: await timesOf(session, statements.createdAt, tables, "created_at"),
  })
  const views = await session.query(statements.viewDefinitions)
  const readers = readByViews(
    found.stale.filter(({ kept }) => kept === undefined).map(({ relation }) => relation),
    views.rows.map((row) => ({
      view: new Relation(String(row["schema_name"]), String(row["name"])),
      definition: String(row["definition"]),
    })),
  )
  return {
    ...found,
    stale: found.stale.map((each) => {
      const reader = readers.get(keyOf(each.relation))
      return reader === undefined ? each : { ...each, kept: `view ${reader.label} reads it` }
    }),
  }
}

function hasLedger(catalog: Catalog, { project }: ReadProject): boolean {
  return catalog.get(new Relation(luxSchema(project.target), "batch_load")) !== undefined
}

function there(catalog: Catalog, table: Relation): Relation | undefined {
  return catalog.get(table) === undefined ? undefined : table
}

import { randomUUID } from "node:crypto"
import type { Compiler } from "../../compile/compiler.ts"
import { failuresRelation } from "../../compile/failures-relation.ts"
import type { Invocation } from "../../compile/render-context.ts"
import { Interrupted, LuxError } from "../../errors.ts"
import { ledgerIsIncomplete, ledgerStatements } from "../../lake/ledger.ts"
import { dropMade, dropMadeAtOnce } from "../../materialize/made-guard.ts"
import { becomesRelation } from "../../project/materialized.ts"
import { isBuilt, isDataTest } from "../../project/resource-guards.ts"
import { luxSchema } from "../../project/target/lux-schema.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project, Target } from "../../project/types.ts"
import { isTranslated } from "../../project/warehouses.ts"
import { type HistoryTables, historyIsIncomplete, historyStatements } from "../../quality/history-tables.ts"
import { duckDbSettings } from "../../sql/duckdb-macros.ts"
import { madeBeside } from "../../sql/names-next-to.ts"
import { Relation } from "../../sql/relation.ts"
import { runQuietly } from "../../warehouse/one-by-one.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Catalog, CatalogEntry, Session } from "../../warehouse/warehouse.ts"
import { openWarehouse } from "../../warehouse/warehouses.ts"
import { asMade, isLeftover } from "../build/made-by-lux.ts"
import { definitionStatements, definitionTable, withDefinitions } from "../build/materialized-definitions.ts"
import type { OnEvent } from "../events.ts"
import { type ProjectWarehouse, withLakeServices } from "../lake/lake-services.ts"
import { type LedgerSession, openLedgerSession } from "../lake/ledger-session.ts"
import { leaseStatements, leaseTable } from "../leases/lease-table.ts"
import type { Leases } from "../leases/leases.ts"
import { projectStatements } from "./project-statements.ts"
import { labelOf, queryComments } from "./query-comment.ts"
import {
  type RecordedRun,
  recordRun,
  runTable,
  runTableStatements,
  withRecordedRuns,
} from "./recorded-runs.ts"

export interface Prepared {
  readonly catalog: Catalog
  readonly lake: LedgerSession
}

/** Opens the target's warehouse with what SQL of the project's dialect needs of a session. */
export async function openProjectWarehouse(
  project: Project,
  options: {
    readonly threads: number
    readonly lockTimeoutSeconds: number
    readonly signal?: AbortSignal | undefined
    /** For what the query comment and the query group say. */
    readonly invocation?: Invocation | undefined
    readonly onEvent?: OnEvent | undefined
  },
): Promise<ProjectWarehouse> {
  const { threads, lockTimeoutSeconds, signal, onEvent } = options
  const { invocation = { id: randomUUID(), startedAt: new Date().toISOString() } } = options
  const { dialect, target } = project
  const settings = isEmbedded(target) && isTranslated(dialect, target.type) ? duckDbSettings : []
  const warehouse = await openWarehouse(project.target, {
    threads,
    lockTimeoutSeconds,
    settings,
    signal,
    comments: queryComments(project, invocation),
    label: labelOf(invocation.id),
  })
  const statements = projectStatements(project, warehouse)
  const known = withRecordedRuns(withDefinitions({ ...warehouse, statements }, target), target)
  return withLakeServices(known, project, {
    invocationId: invocation.id,
    tell: (message) => onEvent?.({ type: "notice", message }),
  })
}

interface PrepareOptions {
  readonly empty?: boolean
  readonly leases?: Leases | undefined
  /** Written down before it makes anything. */
  readonly run?: RecordedRun | undefined
}

/**
 * Reads the catalog once, and makes what is missing before any other session is opened, because concurrent DDL on
 * common schemas and tables conflicts: the schemas, the ledger, the quality history. Drops what a crashed run left.
 */
export async function prepareWarehouse(
  warehouse: ProjectWarehouse,
  project: Project,
  compiler: Compiler,
  invocationId: string,
  { empty = false, leases, run }: PrepareOptions = {},
): Promise<Prepared> {
  const { statements, lakeServices } = warehouse
  const schemas = schemasOf(project, compiler)
  const needed: Needed = {
    target: project.target,
    schemas,
    history: project.qualitySchema,
    isLeftover: leftoverOf(project, compiler, leases),
    run,
  }
  const read = () => warehouse.readCatalog([...schemas, luxSchema(project.target), project.qualitySchema])
  const catalog = await readyCatalog(read, (found) =>
    warehouse.withSession((session) => makeReady(session, found, needed, statements)),
  )
  return warehouse.withSession(async (session) => {
    const lake = await openLedgerSession(session, {
      project,
      compiler,
      statements,
      lakeServices,
      invocationId,
      empty,
    })
    return { catalog, lake }
  })
}

/** What another run makes at the same time is in the way once: then it is there. */
const mostAttempts = 8

async function readyCatalog(
  read: () => Promise<Catalog>,
  make: (catalog: Catalog) => Promise<void>,
): Promise<Catalog> {
  let catalog = await read()
  for (let attempt = 1; ; attempt++)
    try {
      await make(catalog)
      return catalog
    } catch (error) {
      if (error instanceof Interrupted) throw error
      const now = await read()
      if (sizeOf(now) === sizeOf(catalog) || attempt === mostAttempts) throw error
      catalog = now
    }
}

/** How much there is: schemas, relations and their columns. */
function sizeOf(catalog: Catalog): number {
  const columns = [...catalog.entries()].map((entry) => 1 + entry.columns.length)
  return columns.reduce((sum, each) => sum + each, catalog.schemas.size)
}

/** Where only one process writes, what lux made to build a relation is what a run left; elsewhere that of what the run has to itself. */
function leftoverOf(project: Project, compiler: Compiler, leases: Leases | undefined): Needed["isLeftover"] {
  if (isEmbedded(project.target)) return isLeftover
  const held = leases?.held()
  const own = new Set(
    project.resources
      .filter(isBuilt)
      .map((resource) => compiler.relationOf(resource))
      .filter(({ label }) => held?.has(label) === true)
      .flatMap((relation) => madeBeside(relation).map(({ label }) => label)),
  )
  return (entry) => isLeftover(entry) && own.has(new Relation(entry.schema, entry.name).label)
}

interface Needed {
  readonly target: Target
  readonly schemas: ReadonlySet<string>
  readonly history: string
  isLeftover(entry: CatalogEntry): boolean
  readonly run: RecordedRun | undefined
}

/** In one transaction: each commit waits for the disk. Nothing is begun where nothing is missing. */
async function makeReady(
  session: Session,
  catalog: Catalog,
  { target, schemas, history, isLeftover, run }: Needed,
  statements: WarehouseStatements,
): Promise<void> {
  const missing = [...schemas].filter((schema) => !catalog.schemas.has(schema))
  const leftovers = [...catalog.entries()].filter(isLeftover)
  const columnsOf = (table: Relation) => catalog.get(table)?.columns.map(({ name }) => name)
  const noLedger = ledgerIsIncomplete(target, columnsOf)
  const noHistory = historyIsIncomplete(history, columnsOf)
  const noLeases = statements.leases !== undefined && catalog.get(leaseTable(target)) === undefined
  const noDefinitions =
    statements.materializedViews !== undefined && catalog.get(definitionTable(target)) === undefined
  const noRuns = run !== undefined && catalog.get(runTable(target)) === undefined
  const isReady = !noLedger && !noLeases && !noDefinitions && !noHistory && run === undefined
  await dropLeftovers(session, leftovers, statements)
  if (isReady && missing.length === 0) return
  await session.runAll([
    ...missing.map((schema) => statements.createSchema(schema)),
    ...(noLedger ? ledgerStatements(session, target, columnsOf) : []),
    ...(noLeases ? leaseStatements(session, target) : []),
    ...(noDefinitions ? definitionStatements(session, target) : []),
    ...(noHistory ? historyStatements(session.kysely<HistoryTables>(), history, columnsOf) : []),
    ...(noRuns ? runTableStatements(session, target) : []),
    ...(run === undefined ? [] : [recordRun(run, target, statements)]),
  ])
}

/** All at once; where something holds one of them, the others by themselves. What stays is in the way of its own model alone. */
async function dropLeftovers(
  session: Session,
  leftovers: readonly CatalogEntry[],
  statements: WarehouseStatements,
): Promise<void> {
  const made = leftovers.flatMap(asMade)
  if (made.length === 0) return
  const purpose = "drop what a run left"
  try {
    await session.runAll(made.flatMap((each) => dropMade(each, statements, purpose)).map(({ sql }) => sql))
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    await runQuietly(
      session,
      made.map((each) => dropMadeAtOnce(each, statements, purpose).sql),
    )
  }
}

/** The schemas that the project's own relations and the kept failures of its tests live in. */
export function schemasOf(project: Project, compiler: Compiler): ReadonlySet<string> {
  const schemas = new Set<string>()
  for (const resource of project.resources) {
    if (isDataTest(resource)) {
      const failures = failuresRelation(resource, project)?.schema
      if (failures !== undefined) schemas.add(failures)
    }
    if (!becomesRelation(resource)) continue
    const { schema } = compiler.relationOf(resource)
    if (schema !== undefined) schemas.add(schema)
  }
  return schemas
}

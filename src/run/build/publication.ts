import type { LuxError } from "../../errors.ts"
import { keyName, severalRows } from "../../materialize/duplicate-keys.ts"
import type {
  AuditedPlan,
  BoundView,
  Columns,
  Demand,
  Doubt,
  FoundRow,
  RowKeys,
  Statement,
} from "../../materialize/plan.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import { namedAs } from "../../warehouse/column-names.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import { runQuietly } from "../../warehouse/one-by-one.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { QueryResult, Session } from "../../warehouse/warehouse.ts"
import { boundViewsOf, type Dependents, type Remake, readDependents } from "./dependents.ts"

/** What publishes a candidate: the statements of one transaction, and what is done once it is committed. */
export interface Publication {
  readonly statements: readonly Statement[]
  /** Views that are made again in it. */
  readonly boundViews?: readonly BoundView[] | undefined
  readonly locks?: readonly Relation[]
  readonly after: readonly Statement[]
  /** Asked where a statement refuses values. */
  readonly doubts: readonly Doubt[]
}

/** What a plan has to know of the others of its run. */
export interface PublicationOptions {
  readonly statements: WarehouseStatements
  /** How the views of models that this run builds are made. */
  readonly remake: Remake
  /** Labels of what is published in the same transaction: it is not made again as it was. */
  readonly publishedToo?: ReadonlySet<string>
}

/**
 * Looks at the columns and at what depends on them, where the statements do too, and does what cannot happen inside the
 * transaction. Throws LUX-2142 where something would lose what it reads.
 */
export async function preparePublication(
  session: Session,
  plan: AuditedPlan,
  { statements, remake, publishedToo = new Set() }: PublicationOptions,
): Promise<Publication> {
  const asks = plan.mergesIntoLive || plan.readsColumns === true
  const { dependents, ...found } = asks ? await readColumns(session, plan, statements) : nothingRead
  const disturbance = plan.disturbs?.(found)
  const columns: Columns =
    dependents === undefined || disturbance === undefined
      ? found
      : {
          ...found,
          boundViews: boundViewsOf(plan.relation, dependents, disturbance, { remake, publishedToo }),
        }
  for (const { sql } of plan.before?.(columns) ?? []) await session.run(sql)
  return {
    statements: plan.publish(columns),
    boundViews: columns.boundViews,
    locks: plan.locks?.(columns) ?? [],
    after: plan.after?.(columns) ?? [],
    doubts: plan.doubts?.(columns) ?? [],
  }
}

const nothingRead: Read = { existing: [], candidate: [] }

/** What nobody sees any more. Where something still holds it, the next run clears it away. */
export async function clearAway(session: Session, statements: readonly Statement[]): Promise<void> {
  await runQuietly(
    session,
    statements.map(({ sql }) => sql),
  )
}

/** The columns of a relation, or of a query in parentheses, as the engine describes them. */
export async function columnsOf(
  session: Session,
  from: string,
  { describe }: Pick<WarehouseStatements, "describe"> = {},
): Promise<Columns["existing"]> {
  if (describe !== undefined) return typed(await session.query(describe(from)))
  return (await session.query(`select * from ${from} limit 0`)).columns
}

interface Read extends Omit<Columns, "boundViews"> {
  readonly dependents?: Dependents | undefined
}

/** Both ends as the engine describes them, so that equal types have equal names, and what the new rows' keys are. */
async function readColumns(
  session: Session,
  plan: AuditedPlan,
  statements: WarehouseStatements,
): Promise<Read> {
  const { rowKeys } = plan
  if (rowKeys === undefined) return (await readSides(session, plan, [], statements)).columns
  const { columns, found } = await readWithKeys(session, plan, rowKeys, statements)
  const keys = rowKeys.meant(columns.candidate)
  if (hasDuplicates(found)) throw await duplicates(session, plan, rowKeys, keys)
  return { ...columns, filledKeys: filledKeys(found, keys) }
}

/** What is asked follows the keys as they are written: only where that fails it matters how the columns are called. */
async function readWithKeys(
  session: Session,
  plan: AuditedPlan,
  { names, meant }: RowKeys,
  statements: WarehouseStatements,
): Promise<Sides> {
  try {
    return await readSides(session, plan, names, statements)
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    const { columns } = await readSides(session, plan, [], statements)
    const keys = meant(columns.candidate)
    if (keys.every((key, at) => key === names[at])) throw error
    return readSides(session, plan, keys, statements)
  }
}

/** A late-binding view has no columns of its own: its query's names tell what goes, whatever types it gives. */
async function asTyped(
  session: Session,
  view: Relation,
  existing: Columns["existing"],
): Promise<Columns["candidate"]> {
  if (existing.length === 0) return []
  const types = new Map(existing.map(({ name, type }) => [name, type]))
  return (await columnsOf(session, view.toString())).map(({ name, type }) => ({
    name,
    type: types.get(name) ?? type,
  }))
}

interface Sides {
  readonly columns: Read
  /** The answer to `keysQuery` about the new rows; undefined where it makes no difference. */
  readonly found?: QueryResult | undefined
}

/** In one call, where the warehouse has a catalog. */
async function readSides(
  session: Session,
  { relation, candidate, readers, rowKeys, mergesIntoLive }: AuditedPlan,
  keys: readonly string[],
  statements: WarehouseStatements,
): Promise<Sides> {
  const { catalog } = statements
  const isUnique = rowKeys?.demand !== undefined
  if (catalog === undefined) {
    const existing = mergesIntoLive ? await columnsOf(session, relation.toString(), statements) : []
    const built = await columnsOf(session, candidate.toString(), statements)
    return {
      columns: { existing, candidate: namedAs(built, existing, statements) },
      found:
        keys.length > 0 && isUnique
          ? await session.query(keysQuery(candidate, keys, isUnique, statements))
          : undefined,
    }
  }
  const { columnsQuery, dependentsQuery } = catalog
  const [live, built, reading, found] = await session.queryAll([
    columnsQuery(relation),
    columnsQuery(candidate),
    dependentsQuery(relation, readers),
    ...(keys.length === 0 ? [] : [keysQuery(candidate, keys, isUnique, statements)]),
  ])
  const existing = typed(live)
  const given = built?.rows.length === 0 ? await asTyped(session, candidate, existing) : typed(built)
  return {
    columns: {
      existing,
      candidate: namedAs(given, existing, statements),
      dependents: readDependents(reading ?? { rows: [] }),
    },
    found,
  }
}

function hasDuplicates(found: QueryResult | undefined): boolean {
  return Number(found?.rows[0]?.["several"] ?? 0) > 0
}

async function duplicates(
  session: Session,
  { candidate }: AuditedPlan,
  { demand }: RowKeys,
  keys: readonly string[],
): Promise<LuxError> {
  const asked = demand?.(candidate, keys)
  if (asked === undefined) throw new Error("keys are compared only where that is demanded")
  return problemOf(session, asked, (await session.query(asked.query)).rows)
}

/** What a demand found, with examples where they are to be had. */
export async function problemOf(
  session: Session,
  { examples, problem }: Demand,
  found: readonly FoundRow[],
): Promise<LuxError> {
  try {
    return problem(found, examples === undefined ? [] : (await session.query(examples)).rows)
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    return problem(found, [])
  }
}

/** The keys without a null, by the answer to `keysQuery`. */
export function filledKeys(found: QueryResult | undefined, keys: readonly string[]): ReadonlySet<string> {
  const isFilled = (at: number): boolean => Number(found?.rows[0]?.[keyName(at)] ?? 1) === 0
  return new Set(keys.filter((_, at) => isFilled(at)))
}

/**
 * How many rows have no value, by the position of the key: `key_0`. `several`: how many keys are those of several rows,
 * where each is to have one.
 */
export function keysQuery(
  relation: Relation,
  keys: readonly string[],
  isUnique: boolean,
  statements: WarehouseStatements,
): string {
  const counts = keys.map((key, at) => `count(*) - count(source.${identifier(key)}) as ${keyName(at)}`)
  const several = `(select count(*) from (${severalRows(relation.toString(), keys, statements)}) as found) as several`
  return `select ${[...counts, ...(isUnique ? [several] : [])].join(",\n  ")}\nfrom ${relation} as source`
}

function typed(found: QueryResult | undefined): Columns["existing"] {
  return (found?.rows ?? []).map(({ name, type }) => ({ name: String(name), type: String(type) }))
}

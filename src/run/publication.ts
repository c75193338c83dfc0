import type { AuditedPlan, Columns, Doubt, Statement } from "../materialize/plan.ts"
import { identifier } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import { runQuietly } from "../warehouse/one-by-one.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { QueryResult, Session } from "../warehouse/warehouse.ts"

/** What publishes a candidate: the statements of one transaction, and what is done once it is committed. */
export interface Publication {
  readonly statements: readonly Statement[]
  readonly locks?: readonly Relation[]
  readonly after: readonly Statement[]
  /** Asked where a statement refuses values. */
  readonly doubts: readonly Doubt[]
}

/**
 * Looks at the columns where the statements depend on them, and does what cannot happen inside the transaction. Bound views
 * that are published in the same transaction, named by their labels, are not made anew as they were.
 */
export async function preparePublication(
  session: Session,
  plan: AuditedPlan,
  statements: WarehouseStatements,
  publishedToo: ReadonlySet<string> = new Set(),
): Promise<Publication> {
  const asks = plan.mergesIntoLive || plan.readsColumns === true
  const found: Columns = asks ? await readColumns(session, plan, statements) : { existing: [], candidate: [] }
  const boundViews = found.boundViews?.filter(({ relation }) => !publishedToo.has(relation.label))
  const columns = { ...found, boundViews }
  for (const { sql } of plan.before?.(columns) ?? []) await session.run(sql)
  return {
    statements: plan.publish(columns),
    locks: plan.locks?.(columns) ?? [],
    after: plan.after?.(columns) ?? [],
    doubts: plan.doubts?.(columns) ?? [],
  }
}

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

/** Both ends as the engine describes them, so that equal types have equal names. */
async function readColumns(
  session: Session,
  { relation, candidate, readers, keys = [] }: AuditedPlan,
  statements: WarehouseStatements,
): Promise<Columns> {
  const { catalogue } = statements
  if (catalogue === undefined)
    return {
      existing: await columnsOf(session, relation.toString(), statements),
      candidate: await columnsOf(session, candidate.toString(), statements),
    }
  const { columnsQuery, boundViewsQuery } = catalogue
  const [existing, built, views, nulls] = await session.queryAll([
    columnsQuery(relation),
    columnsQuery(candidate),
    boundViewsQuery(relation, readers),
    ...(keys.length === 0 ? [] : [nullsQuery(candidate, keys)]),
  ])
  return {
    existing: typed(existing),
    candidate: typed(built),
    boundViews: boundViews(views),
    filledKeys: filledKeys(nulls, keys),
  }
}

/** The keys without a null, in lower case, by the answer to `nullsQuery`. */
export function filledKeys(nulls: QueryResult | undefined, keys: readonly string[]): ReadonlySet<string> {
  const isFilled = (at: number): boolean => Number(nulls?.rows[0]?.[`key_${at}`] ?? 1) === 0
  return new Set(keys.filter((_, at) => isFilled(at)).map((key) => key.toLowerCase()))
}

/** How many rows have no value, by the position of the key: `key_0`. */
export function nullsQuery(relation: Relation, keys: readonly string[]): string {
  const counts = keys.map((key, at) => `count(case when ${identifier(key)} is null then 1 end) as key_${at}`)
  return `select ${counts.join(", ")}\nfrom ${relation}`
}

function typed(found: QueryResult | undefined): Columns["existing"] {
  return (found?.rows ?? []).map(({ name, type }) => ({ name: String(name), type: String(type) }))
}

function boundViews(found: QueryResult | undefined): Columns["boundViews"] {
  return (found?.rows ?? []).map((row) => ({
    relation: new Relation(String(row["schema_name"]), String(row["name"])),
    kind:
      row["kind"] === "m" || /^\s*create\s+materialized\s/i.test(String(row["definition"]))
        ? "materialized view"
        : "view",
    query: String(row["definition"]).replace(/;\s*$/, ""),
  }))
}

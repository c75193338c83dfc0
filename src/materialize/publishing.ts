import { oldSuffix } from "../sql/names-next-to.ts"
import type { Relation } from "../sql/relation.ts"
import { WarehouseError } from "../warehouse/errors.ts"
import type { CatalogQueries, WarehouseStatements } from "../warehouse/statements.ts"
import { mark } from "./beside.ts"
import type { BoundView, Columns, ColumnType, Statement } from "./plan.ts"

/** The rows of the candidate instead of the table's own: no relation becomes another. */
export function replaceRows(
  relation: Relation,
  candidate: Relation,
  columns: readonly ColumnType[],
  statements: WarehouseStatements,
): readonly Statement[] {
  const names = columns.map(({ name }) => name)
  return [
    { sql: `delete from ${relation}`, purpose: "delete the old rows" },
    { sql: statements.insertSelect(relation, names, candidate), purpose: "publish" },
  ]
}

/**
 * The candidate under the table's name, by `rename`; the old table waits aside until the commit. Views that are bound to it
 * are made again.
 */
export function swapTables(
  relation: Relation,
  rename: Statement,
  statements: WarehouseStatements,
): { readonly publish: (columns: Columns) => readonly Statement[]; readonly after: readonly Statement[] } {
  const old = relation.withSuffix(oldSuffix)
  return {
    publish: ({ boundViews = [] }) => [
      ...aroundBound(
        [
          mark(relation, relation, "table", statements),
          { sql: statements.rename(relation, "table", old.name), purpose: "put the old version aside" },
          rename,
        ],
        notPublishedToo(boundViews),
        statements,
      ),
    ],
    after: [{ sql: statements.drop(old, "table"), purpose: "drop the old version" }],
  }
}

/** What is done between the drop of the views that are bound to the live relation and their making again. */
export function aroundBound(
  changes: readonly Statement[],
  views: readonly BoundView[],
  statements: WarehouseStatements,
  createView?: (relation: Relation, query: string) => string,
): readonly Statement[] {
  return [...dropBound(views, statements), ...changes, ...makeBound(views, createView)]
}

/** Readers first. */
function dropBound(views: readonly BoundView[], statements: WarehouseStatements): readonly Statement[] {
  return views.toReversed().map(({ relation, kind }) => ({
    sql: statements.drop(relation, kind),
    purpose: "drop a view that is bound to the old version",
  }))
}

/** `createView`: how the views are created where not as bound ones: over one that is bound to nothing no view can be. */
function makeBound(
  views: readonly BoundView[],
  createView: (relation: Relation, query: string) => string = (relation, query) =>
    `create view ${relation} as\n${query}`,
): readonly Statement[] {
  return notPublishedToo(views).map(({ relation, kind, query }) => {
    const purpose = "make the view again"
    // A model's own statement; and Redshift tells of a materialized view the whole statement.
    if (/^\s*create\s/i.test(query)) return { sql: query, purpose }
    if (kind === "view") return { sql: createView(relation, query.replace(/;\s*$/, "")), purpose }
    return { sql: `create ${kind} ${relation} as\n${query}`, purpose }
  })
}

/** What publishes a view too finds it bound to the old version, and replaces it. */
function notPublishedToo(views: readonly BoundView[]): readonly BoundView[] {
  return views.filter(({ isPublishedToo }) => !isPublishedToo)
}

export function sameColumns({ existing, candidate }: Columns): boolean {
  const named = (columns: readonly ColumnType[]) => columns.map(({ name, type }) => `${name} ${type}`).sort()
  const [before, now] = [named(existing), named(candidate)]
  return before.length === now.length && before.every((each, index) => each === now[index])
}

const guard = "the columns are those that the table has"
const unbound = "nothing depends on the old version"

/** Fails where a view or something else depends on a table: a swap would leave it on the old version. */
export function unboundGuard(relation: Relation, { catalog }: WarehouseStatements): readonly Statement[] {
  if (catalog === undefined) return []
  const sql = `-- ${unbound}
select 1 / (case when count(*) = 0 then 1 else 0 end) as unbound
from (
${catalog.dependentsQuery(relation)}
) as dependents`
  return [{ sql, purpose: `see that ${unbound}` }]
}

/**
 * Fails where the candidate's columns are not the table's: in the transaction that replaces its rows, so that nobody has to
 * be asked first. A column more would be left out without a word, a type of other precision would round.
 */
export function columnsGuard(relation: Relation, candidate: Relation, catalog: CatalogQueries): Statement {
  const sql = `-- ${guard}
select 1 / (case when count(*) = 0 then 1 else 0 end) as unchanged
from (
${catalog.differentColumnsQuery(relation, candidate)}
) as differences`
  return { sql, purpose: `see that ${guard}` }
}

export function isGuardError(error: unknown): boolean {
  return error instanceof WarehouseError && [guard, unbound].some((each) => error.sql.includes(`-- ${each}`))
}

/** A relation is not dropped while another depends on it. */
export function isDependedOn(error: unknown, { refusals }: WarehouseStatements): boolean {
  return error instanceof WarehouseError && refusals.isDependedOn(error)
}

/** `create view` that keeps what is bound to the view fails where its columns change. */
export function changesViewColumns(error: unknown, { refusals }: WarehouseStatements): boolean {
  return error instanceof WarehouseError && refusals.changesViewColumns(error)
}

import { LuxError } from "../../errors.ts"
import type { BoundView, Disturbance } from "../../materialize/plan.ts"
import { Relation } from "../../sql/relation.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { QueryResult, RelationKind } from "../../warehouse/warehouse.ts"

/** What depends on a relation in the warehouse. */
export interface Dependents {
  /** Each after those that it reads. */
  readonly views: readonly ReadingView[]
  /** What lux cannot drop and make again: functions, foreign keys, rules. */
  readonly others: readonly { readonly description: string; readonly reads: Read }[]
}

interface ReadingView {
  readonly relation: Relation
  readonly kind: Exclude<RelationKind, "table">
  readonly query: string
  readonly reads: readonly Read[]
}

/** Without a column where all of them are read, or none. */
interface Read {
  readonly label: string
  readonly column: string | undefined
}

/** The statement that makes a view of a model that this run builds; undefined for anything else. */
export type Remake = (view: Relation, kind: RelationKind) => string | undefined

/** The answer to `dependentsQuery`. */
export function readDependents({ rows }: Pick<QueryResult, "rows">): Dependents {
  const views = new Map<string, ReadingView & { readonly reads: Read[] }>()
  const others: { description: string; reads: Read }[] = []
  for (const row of rows) {
    const reads = {
      label: new Relation(textOf(row["read_schema"]), textOf(row["read_name"]) ?? "").label,
      column: textOf(row["read_column"]),
    }
    if (row["kind"] === "-") {
      others.push({ description: String(row["name"]), reads })
      continue
    }
    const relation = new Relation(String(row["schema_name"]), String(row["name"]))
    const query = String(row["definition"]).replace(/;\s*$/, "")
    const isKept = row["kind"] === "m" || /^\s*create\s+materialized\s/i.test(query)
    const view = views.get(relation.label) ?? {
      relation,
      kind: isKept ? "materialized view" : "view",
      query,
      reads: [],
    }
    view.reads.push(reads)
    views.set(relation.label, view)
  }
  return { views: [...views.values()], others }
}

/**
 * The views that are dropped and made again where a relation changes so: those that read what it loses by the statements
 * of their models. Throws LUX-2142 where something else depends on it, naming all of that: nothing is changed then.
 */
export function boundViewsOf(
  relation: Relation,
  { views, others }: Dependents,
  { isReplaced, lost }: Disturbance,
  options: { readonly remake: Remake; readonly publishedToo: ReadonlySet<string> },
): readonly BoundView[] {
  const gone = new Map([[relation.label, new Set(lost)]])
  const remade = new Set<string>()
  const held = others
    .filter(({ reads }) => isReplaced || reads.label !== relation.label || isGone(reads, gone))
    .map(({ description, reads }) => `${description} depends on ${nameOf(reads, relation)}`)
  const bound = views.map(({ relation: view, kind, query, reads }): BoundView => {
    const isPublishedToo = options.publishedToo.has(view.label)
    const read = reads.find((each) => isGone(each, gone))
    const follows = reads.some(({ label }) => remade.has(label))
    const make = read === undefined && !follows ? undefined : options.remake(view, kind)
    if (make !== undefined) remade.add(view.label)
    if (read !== undefined && make === undefined && !isPublishedToo)
      held.push(`${kind} ${view.label} reads ${nameOf(read, relation)}`)
    return { relation: view, kind, query: make ?? query, isPublishedToo }
  })
  if (held.length > 0) throw dependedOn(relation, held)
  return bound
}

/** The error as LUX-2143 where a view could not be made again: nothing was changed then. */
export function notMadeAgain(error: unknown, relation: Relation, views: readonly BoundView[]): unknown {
  if (!(error instanceof WarehouseError) || error.code !== "LUX-2010") return error
  const view = views.find(({ query }) => error.sql.includes(query))
  if (view === undefined) return error
  return new LuxError(
    "LUX-2143",
    `${relation.label} cannot change: ${view.kind} ${view.relation.label}, which reads it, cannot be made again: ${error.message}`,
    {
      hint: "Nothing was changed. Where it reads another relation that changes too, publish them together (publish_together); else drop the view, or change what it reads.",
      cause: error,
    },
  )
}

const mostShown = 10

function dependedOn({ label, name }: Relation, held: readonly string[]): LuxError {
  const unique = [...new Set(held)]
  const more = unique.length > mostShown ? ` and ${unique.length - mostShown} more` : ""
  return new LuxError("LUX-2142", `${label} cannot change: ${unique.slice(0, mostShown).join("; ")}${more}`, {
    hint: `Nothing was changed. Build the models that read it in the same run (lux build --select ${name}+), and change or drop what is not a model.`,
  })
}

function isGone({ label, column }: Read, gone: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return column !== undefined && gone.get(label)?.has(column) === true
}

function nameOf({ label, column }: Read, relation: Relation): string {
  if (column === undefined) return label
  return label === relation.label ? `column "${column}"` : `column "${column}" of ${label}`
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}

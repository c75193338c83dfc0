import { expression, type Visible } from "./expressions.testkit.ts"
import type { Random } from "./random.testkit.ts"
import { columns, tableNames, type ValueKind, valueKinds } from "./tables.testkit.ts"
import type { Term } from "./term.testkit.ts"

const depth = 3

/** What the rest of a query is random over. */
export interface Source {
  readonly from: Term
  readonly visible: readonly Visible[]
  /** Has each value once. */
  readonly id: string
}

/** The name of the part that says that rows have an order. */
export const orderKind = "order"

function tableColumns(alias: string): readonly Visible[] {
  return Object.entries(columns).map(([name, { kind }]) => ({
    kind,
    sql: alias === "" ? name : `${alias}.${name}`,
  }))
}

export function source(random: Random): Source {
  if (random.chance(0.7)) {
    const from = random.pick(tableNames)
    return { from: { kind: "from", parts: [from] }, visible: tableColumns(""), id: "id" }
  }
  const visible = [...tableColumns("a"), ...tableColumns("b")]
  const join = random.pick(["join", "left join", "right join", "full join"])
  const on = random.pick([
    "a.id = b.id",
    "a.id = b.id and a.s = b.v",
    "a.s = b.s",
    "a.c = b.v and a.ok = b.ok",
    "a.n = b.m",
    "a.d = b.d",
    "a.id = b.id and a.n > b.n",
    "a.e = b.f",
  ])
  const from: Term = { kind: "from", parts: [`t a ${join} u b on ${on}`] }
  return { from, visible, id: "a.id, b.id" }
}

export function clause(kind: string, parts: Term["parts"]): Term {
  return { kind, parts, least: "" }
}

export function where(visible: readonly Visible[], random: Random): Term {
  const parts = random.chance(0.4) ? [" where ", expression("bool", visible, depth, random)] : []
  return clause("where", parts)
}

/** A limit goes where its order goes. */
export function order(items: string, limit: number): Term {
  return clause(orderKind, [` order by ${items}`, limit > 0 ? clause("limit", [` limit ${limit}`]) : ""])
}

export function list(items: readonly Term[]): Term {
  const named = items.map((item, index): Term => ({ kind: "item", parts: [item, ` as c${index + 1}`] }))
  return { kind: "list", parts: named, separator: ", " }
}

export function anyKinds(random: Random): readonly ValueKind[] {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(valueKinds))
}

export function selected(kinds: readonly ValueKind[], from: Source, random: Random): readonly Term[] {
  return kinds.map((kind) => expression(kind, from.visible, depth, random))
}

import type { ColumnRef, Expression, FromItem, Join, Node, Select } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { children } from "./walk.ts"

const page = "https://docs.aws.amazon.com/redshift/latest/dg/r_WHERE_oracle_outer.html"
const hint = `Write a left join: from a left join b on a.id = b.id. ${page}`

/**
 * `from a, b where a.id = b.id (+)` as `from a left join b on a.id = b.id`: each relation whose columns have the mark is
 * joined by the conditions that mark it, behind the relation that they compare it with.
 */
export function withOuterJoins(node: Select, place: Place): Select {
  if (node.where === undefined || !/\(\s*\+\s*\)/.test(place.context.sql)) return node
  const marked = conjuncts(node.where).filter((each) => columnsIn(each).some(isMarked))
  const [first] = node.from
  if (marked.length === 0 || first === undefined) return node
  const outer = new Map<string, { readonly conditions: Expression[]; readonly others: Set<string> }>()
  for (const condition of marked) {
    const columns = columnsIn(condition)
    const [name, more] = [...new Set(columns.filter(isMarked).map(ownerOf))]
    if (name === undefined || more !== undefined || !hasRelation(node.from, name))
      return refused(condition, "whose relation is not named", node, place)
    const found = outer.get(name) ?? { conditions: [], others: new Set() }
    found.conditions.push(condition)
    for (const column of columns) if (!isMarked(column)) found.others.add(ownerOf(column) ?? "")
    outer.set(name, found)
  }
  for (const [name, { others }] of outer)
    if (others.size > 1)
      return refused(node.where, `that joins "${name}" with several relations`, node, place)
  const isPlain = ({ kind }: FromItem): boolean => kind === "table" || kind === "derived"
  if (!node.from.every(isPlain)) return refused(node.where, "beside joins in from", node, place)
  for (const condition of marked) for (const each of columnsIn(condition)) place.context.marks.add(each)
  const joins = inOrder(node.from, outer)
  return joins === undefined ? refused(node.where, "in a circle", node, place) : { ...node, from: [joins] }
}

/** The relations without a mark, then each one when those that it is compared with are there. */
function inOrder(
  from: readonly FromItem[],
  outer: ReadonlyMap<
    string,
    { readonly conditions: readonly Expression[]; readonly others: ReadonlySet<string> }
  >,
): FromItem | undefined {
  const [start, end] = [from[0]?.start ?? 0, from.at(-1)?.end ?? 0]
  const joined = (left: FromItem, right: FromItem, conditions: readonly Expression[]): Join => ({
    kind: "join",
    left,
    type: conditions.length === 0 ? "cross" : "left",
    natural: false,
    right,
    on: undefined,
    using: undefined,
    conditions,
    start,
    end,
  })
  const waiting = new Set(from.filter((each) => outer.has(nameOf(each))))
  let whole = from
    .filter((each) => !waiting.has(each))
    .reduce<FromItem | undefined>(
      (left, right) => (left === undefined ? right : joined(left, right, [])),
      undefined,
    )
  while (waiting.size > 0) {
    const missing = new Set([...waiting].map(nameOf))
    const next = [...waiting].find((each) =>
      [...(outer.get(nameOf(each))?.others ?? [])].every((name) => !missing.has(name)),
    )
    if (next === undefined || whole === undefined) return undefined
    whole = joined(whole, next, outer.get(nameOf(next))?.conditions ?? [])
    waiting.delete(next)
  }
  return whole
}

function refused(span: Expression, what: string, node: Select, place: Place): Select {
  refuse(place, span, `the outer join operator "(+)" ${what}`, hint)
  for (const each of columnsIn(span)) place.context.marks.add(each)
  return node
}

/** A mark anywhere else than in such a condition. */
export function refuseMark(node: ColumnRef, place: Place): void {
  if (!place.context.marks.has(node)) refuse(place, node, 'the outer join operator "(+)" at this place', hint)
}

function conjuncts(node: Expression): readonly Expression[] {
  if (node.kind === "paren") return conjuncts(node.inner)
  return node.kind === "binary" && node.operator === "and"
    ? [...conjuncts(node.left), ...conjuncts(node.right)]
    : [node]
}

/** The columns of an expression, without those of its subqueries; of a condition with "or" none may be marked. */
function columnsIn(node: Node): readonly ColumnRef[] {
  if (node.kind === "column") return [node]
  if (node.kind === "query" || (node.kind === "binary" && node.operator === "or")) return []
  return children(node).flatMap(columnsIn)
}

function isMarked({ outer }: ColumnRef): boolean {
  return outer === true
}

/** The relation that a column is qualified by. */
function ownerOf({ parts }: ColumnRef): string | undefined {
  return parts.at(-2)?.name
}

function hasRelation(from: readonly FromItem[], name: string): boolean {
  return from.some((each) => nameOf(each) === name)
}

function nameOf(item: FromItem): string {
  if (item.kind !== "table" && item.kind !== "derived") return ""
  return item.alias?.name.name ?? (item.kind === "table" ? (item.parts.at(-1)?.name ?? "") : "")
}

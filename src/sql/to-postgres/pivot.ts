import type { Alias, Expression, Pivot, SelectItem, Unpivot } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { areNamed } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { addRelation } from "../translation/relations.ts"
import { type Columns, innerScope } from "../translation/scope.ts"
import { unknown, varchar } from "../translation/sql-type.ts"
import { emit, emitName, nameText, within } from "../translation/walk.ts"

/**
 * `pivot (sum(x) for k in ('a', 'b'))` as one aggregate with a filter for each value, grouped by all other columns of
 * the source, which have to be known. Verified for aggregates that give null where a group has no row of a value.
 */
export function emitPivot(node: Pivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  const source = emit(node.source, inside)
  const [item] = node.aggregates
  const call = item?.expression
  if (
    item === undefined ||
    node.aggregates.length > 1 ||
    item.alias !== undefined ||
    call?.kind !== "call" ||
    !["sum", "min", "max"].includes(call.name) ||
    call.args[0]?.kind !== "column"
  ) {
    refuse(
      place,
      item ?? node,
      "this aggregate in pivot",
      "Verified is one sum, min or max of a column, without an alias.",
    )
    return within(node, place)
  }
  const columns = knownColumns(inside, node, "pivot")
  const measured = call.args[0].parts.at(-1)?.name
  const groups = [...columns.keys()].filter((name) => name !== node.column.name && name !== measured)
  const argument = emit(call.args[0], inside)
  const key = emitName(node.column, place)
  const measures = node.values.map((value) => {
    const name = nameOf(value)
    if (name === undefined) refuse(place, value, "a computed value in pivot", "Write literals.")
    return out`${call.name}(${argument}) filter (where ${key} = ${emit(value.expression, inside)}) as ${nameText(name ?? "?", place)}`
  })
  const names = node.values.map((value) => nameOf(value) ?? "?")
  const known: Columns = new Map([
    ...groups.map((name) => [name, columns.get(name) ?? unknown] as const),
    ...names.map((name) => [name, unknown] as const),
  ])
  addRelation(place, node, known)
  const list = groups.map((name): Out => [nameText(name, place)])
  const grouped = list.length === 0 ? [] : out` group by ${joined(list, ", ")}`
  return out`(select ${joined([...list, ...measures], ", ")} from ${source}${grouped})${aliasOf(node.alias, place)}`
}

/** `unpivot (value for k in (a, b))` as a lateral list of the columns' values. */
export function emitUnpivot(node: Unpivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  const source = emit(node.source, inside)
  const columns = knownColumns(inside, node, "unpivot")
  const turned: string[] = []
  for (const { expression, alias } of node.columns) {
    const name = expression.kind === "column" ? expression.parts.at(-1)?.name : undefined
    if (name === undefined || alias !== undefined)
      refuse(place, expression, "an unpivoted column with an alias")
    else turned.push(name)
  }
  const kept = [...columns.keys()].filter((name) => !turned.includes(name))
  const [key, value] = [emitName(node.column, place), emitName(node.value, place)]
  const rows = turned.map((name): Out => [`(${stringLiteral(name)}, ${nameText(name, place)})`])
  addRelation(
    place,
    node,
    new Map([
      ...kept.map((name) => [name, columns.get(name) ?? unknown] as const),
      [node.column.name, varchar],
      [node.value.name, columns.get(turned[0] ?? "") ?? unknown],
    ]),
  )
  const list = joined(
    [...kept.map((name): Out => [nameText(name, place)]), out`lux_row.${key}`, out`lux_row.${value}`],
    ", ",
  )
  const filter = node.includeNulls ? [] : out` where lux_row.${value} is not null`
  return out`(select ${list} from ${source} cross join lateral (values ${joined(rows, ", ")}) as lux_row (${key}, ${value})${filter})${aliasOf(node.alias, place)}`
}

function knownColumns({ context, scope }: Place, span: Pivot | Unpivot, what: string) {
  const [relation, more] = scope.relations
  const columns = more === undefined ? relation?.columns : undefined
  if (columns !== undefined && areNamed(columns.keys())) return columns
  refuse(
    { context, scope },
    span,
    `"${what}" of columns that are not known`,
    "Declare the columns of what is read here, or list them in a subquery.",
  )
  return new Map()
}

function nameOf({ alias, expression }: SelectItem): string | undefined {
  return alias?.name ?? literalName(expression)
}

function literalName(node: Expression): string | undefined {
  return node.kind === "string" ? node.value.toLowerCase() : node.kind === "number" ? node.text : undefined
}

function aliasOf(alias: Alias | undefined, place: Place): Out {
  if (alias === undefined) return []
  const columns = alias.columns?.map((each) => emitName(each, place))
  const name = emitName(alias.name, place)
  return columns === undefined ? out` as ${name}` : out` as ${name} (${joined(columns, ", ")})`
}

import type { Alias, ColumnRef, Expression, Pivot, SelectItem, Unpivot } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { emitKey, keyOf, mayEndInBlanks } from "./blanks.ts"
import { areNamed } from "./columns.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { joined, type Out, out } from "./output.ts"
import { addRelation } from "./relations.ts"
import { innerScope } from "./scope.ts"
import { type SqlType, unknown, varchar } from "./sql-type.ts"
import { emit, emitName, nameText } from "./walk.ts"

/**
 * `pivot (sum(x) for k in ('a', 'b'))` as one aggregate for each value, of the rows that have it, grouped by all other
 * columns of the source, which have to be known.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html
 */
export function emitPivot(node: Pivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  const source = emit(node.source, inside)
  const columns = knownColumns(inside, node, "pivot")
  const measures: Out[] = []
  const known = new Map<string, SqlType>()
  const read = node.aggregates.flatMap(({ expression }) => argumentOf(expression)?.parts.at(-1)?.name ?? [])
  const groups = [...columns].filter(([name]) => name !== node.column.name && !read.includes(name))
  for (const [name, type] of groups) known.set(name, type)
  for (const value of node.values)
    for (const item of node.aggregates) {
      const name = pivotName(value, item, node)
      if (name === undefined) refuse(place, value, "a computed value in pivot", "Write literals.")
      measures.push(out`${measure(item, value, node, inside)} as ${nameText(name ?? "?", place)}`)
      known.set(name ?? "?", typeOf(item.expression, inside))
    }
  addRelation(place, node, known)
  const list = groups.map(([name, type]): Out => {
    const column = nameText(name, place)
    return mayEndInBlanks(type) ? [`any_value(${column}) as ${column}`] : [column]
  })
  const keys = groups.map(([name, type]): Out => {
    const column: Out = [nameText(name, place)]
    return mayEndInBlanks(type) ? keyOf(column, type, place) : column
  })
  const grouped = keys.length === 0 ? [] : out` group by ${joined(keys, ", ")}`
  return out`(select ${joined([...list, ...measures], ", ")} from ${source}${grouped})${aliasOf(node.alias, place)}`
}

/** The aggregate of the rows that have a value. */
function measure({ expression }: SelectItem, value: SelectItem, node: Pivot, place: Place): Out {
  const key = keyed(emitName(node.column, place), node, place)
  const test = isNull(value) ? out`${key} is null` : out`${key} = ${emitKey(value.expression, place)}`
  if (expression.kind !== "call") {
    refuse(place, expression, "what is no aggregate in pivot")
    return []
  }
  if (expression.star) return out`count(case when ${test} then 1 end)`
  const argument = argumentOf(expression)
  if (argument === undefined || expression.args.length > 1) {
    refuse(place, expression, "this aggregate in pivot", "Write an aggregate of one column.")
    return []
  }
  const { replaced } = place.context
  const before = replaced.get(argument)
  replaced.delete(argument)
  replaced.set(argument, out`case when ${test} then ${emit(argument, place)} end`)
  const text = emit(expression, place)
  replaced.delete(argument)
  if (before !== undefined) replaced.set(argument, before)
  return text
}

function keyed(column: Out, node: Pivot, place: Place): Out {
  const type = place.scope.relations[0]?.columns?.get(node.column.name) ?? unknown
  return mayEndInBlanks(type) ? keyOf(column, type, place) : column
}

function isNull({ expression }: SelectItem): boolean {
  return expression.kind === "literal" && expression.value === "null"
}

function argumentOf(node: Expression): ColumnRef | undefined {
  const [only] = node.kind === "call" ? node.args : []
  return only?.kind === "column" ? only : undefined
}

/** With an alias of the aggregate the name is that of the value and the alias: `high_count`. */
function pivotName(value: SelectItem, { alias }: SelectItem, { aggregates }: Pivot): string | undefined {
  const name = value.alias?.name ?? (isNull(value) ? "null" : literalName(value.expression))
  if (name === undefined || (alias === undefined && aggregates.length > 1)) return undefined
  return alias === undefined ? name : `${name}_${alias.name}`
}

/** `unpivot (value for k in (a, b))` as a lateral list of the columns' values. */
export function emitUnpivot(node: Unpivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  const source = emit(node.source, inside)
  const columns = knownColumns(inside, node, "unpivot")
  const turned: string[] = []
  const labels: string[] = []
  for (const { expression, alias } of node.columns) {
    const name = expression.kind === "column" ? expression.parts.at(-1)?.name : undefined
    if (name === undefined) {
      refuse(place, expression, "an expression in unpivot", "Name columns.")
      continue
    }
    turned.push(name)
    labels.push(alias?.name ?? name)
  }
  const kept = [...columns.keys()].filter((name) => !turned.includes(name))
  const [key, value] = [emitName(node.column, place), emitName(node.value, place)]
  const rows = turned.map(
    (name, at): Out => [`(${stringLiteral(labels[at] ?? name)}, ${nameText(name, place)})`],
  )
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

function literalName(node: Expression): string | undefined {
  return node.kind === "string" ? node.value.toLowerCase() : node.kind === "number" ? node.text : undefined
}

function aliasOf(alias: Alias | undefined, place: Place): Out {
  if (alias === undefined) return []
  const columns = alias.columns?.map((each) => emitName(each, place))
  const name = emitName(alias.name, place)
  return columns === undefined ? out` as ${name}` : out` as ${name} (${joined(columns, ", ")})`
}

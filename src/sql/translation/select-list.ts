import type { Select, SelectItem, Star } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { addColumn, areNamed, starColumns } from "./columns.ts"
import { type Place, refuse } from "./context.ts"
import { groupOf, reads } from "./grouping.ts"
import { typeOf } from "./infer.ts"
import { joined, type Out, out } from "./output.ts"
import { type Columns, resolveColumn } from "./scope.ts"
import { type SqlType, unknown } from "./sql-type.ts"
import { blankBehind, emit, emitName, isNamedByAs, nameText } from "./walk.ts"

/** A column of a select list: its expression, and the name that it has in Redshift. */
export interface Listed {
  readonly item: SelectItem
  readonly value: Out
  readonly name: string | undefined
  readonly type: SqlType
  /** Whether the engine gives it that name without being told. */
  readonly namedAlike: boolean
}

/** The columns of a select list; stars are written out where `expand` says so, and then without the excluded names. */
export function selectList({ items, from, exclude }: Select, place: Place, expand: boolean): Listed[] {
  return items.flatMap((item): Listed[] => {
    const { expression, alias } = item
    if (expression.kind === "star") {
      if (expand) return expanded(item, expression, { from, exclude }, place)
      return [{ item, value: emit(expression, place), name: undefined, type: unknown, namedAlike: true }]
    }
    const type = typeOf(expression, place)
    if (type.kind === "interval")
      refuse(
        place,
        item,
        "an interval as a column",
        "Its text differs: add it to a date, or use datediff. https://docs.aws.amazon.com/redshift/latest/dg/r_interval_literals.html",
      )
    const value = emit(expression, place)
    const name = alias?.name ?? impliedName(expression)
    if (alias !== undefined && !reads(expression, alias.name)) place.scope.aliases.set(alias.name, expression)
    return [
      {
        item,
        value,
        name,
        type,
        namedAlike: alias === undefined && (name === undefined || isNamedAlike(item, place)),
      },
    ]
  })
}

/** A column of a list with its name. */
export function withName({ item, value, name, namedAlike }: Listed, place: Place): Out {
  if (namedAlike || name === undefined) return value
  const { alias, expression } = item
  if (alias === undefined) return out`${value} as ${nameText(name, place)}${blankBehind(item, place)}`
  const between = { start: expression.end, end: alias.start }
  return isNamedByAs(item, place)
    ? [...value, between, ...emitName(alias, place)]
    : out`${value} as ${emitName(alias, place)}`
}

/** The list with the blanks, line ends and comments that stand between its items. */
export function asWritten(list: readonly Listed[], place: Place): Out {
  return list.flatMap((each, index): Out => {
    const before = list[index - 1]
    const text = withName(each, place)
    return before === undefined ? text : [{ start: before.item.end, end: each.item.start }, ...text]
  })
}

/** What is known of the columns that a list gives. */
export function columnsOfList(
  list: readonly Listed[],
  { from }: Pick<Select, "from">,
  { scope }: Place,
): Columns {
  const columns = new Map<string, SqlType>()
  for (const { item, name, type } of list) {
    const { expression } = item
    if (expression.kind !== "star" || name !== undefined) {
      addColumn(columns, name, type)
      continue
    }
    const stars = starColumns(expression, from, scope)
    if (stars === undefined) return undefined
    for (const star of stars) addColumn(columns, star.name, star.type)
  }
  return columns
}

function isNamedAlike({ expression }: SelectItem, place: Place): boolean {
  if (groupOf(expression, place) !== undefined) return false
  if (expression.kind !== "column" || expression.steps.length > 0) return false
  const { path, alias, merged } = resolveColumn(expression, place.scope)
  return path.length === 0 && alias === undefined && merged === undefined
}

function expanded(
  item: SelectItem,
  star: Star,
  { from, exclude = [] }: Pick<Select, "from" | "exclude">,
  place: Place,
): Listed[] {
  const columns = starColumns(star, from, place.scope)
  if (columns === undefined)
    refuse(
      place,
      star,
      "a star over columns that are not known",
      "Declare the columns of what is read here, or list them.",
    )
  const without = new Set(exclude.map((each) => each.name))
  const kept = (columns ?? []).filter(({ name }) => !without.has(name))
  if (!areNamed(kept.map(({ name }) => name)))
    refuse(
      place,
      star,
      "a star over a column without a name of its own",
      "Name the columns of what is read here.",
    )
  const isOnly = place.scope.relations.length === 1
  return kept.map(({ relations, name, type }): Listed => {
    const values = relations.map(({ name: owner }): Out => {
      const qualifier = isOnly || owner === "" ? [] : [[nameText(owner, place)]]
      return joined([...qualifier, [nameText(name, place)]], ".")
    })
    const [value = [nameText(name, place)], more] = values
    if (more === undefined) return { item, value, name, type, namedAlike: true }
    return { item, value: out`coalesce(${joined(values, ", ")})`, name, type, namedAlike: false }
  })
}

import type { Identifier, Node, Select, SelectItem, Star } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { identifier } from "../identifier.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { resolveColumn } from "../translation/scope.ts"
import { children, emit, emitName } from "../translation/walk.ts"

/** A column of a select list: its expression, and the name that it has in Redshift. */
export interface Listed {
  readonly item: SelectItem
  readonly value: Out
  readonly name: string | undefined
  /** Whether Postgres gives it that name without being told. */
  readonly namedAlike: boolean
}

/** The columns of a select list; stars are written out where `expand` says so, and then without the excluded names. */
export function selectList({ items, exclude }: Select, place: Place, expand: boolean): Listed[] {
  return items.flatMap((item): Listed[] => {
    const { expression, alias } = item
    if (expression.kind === "star") {
      if (expand) return expanded(item, expression, exclude ?? [], place)
      return [{ item, value: emit(expression, place), name: undefined, namedAlike: true }]
    }
    if (typeOf(expression, place).kind === "interval")
      refuse(place, item, "an interval as a column", "Its text differs: add it to a date, or use datediff.")
    const value = emit(expression, place)
    const name = alias?.name ?? impliedName(expression)
    if (alias !== undefined && !reads(expression, alias.name)) place.scope.aliases.set(alias.name, expression)
    return [
      {
        item,
        value,
        name,
        namedAlike: alias === undefined && (name === undefined || isNamedAlike(item, place)),
      },
    ]
  })
}

/** A column of a list with its name. */
export function withName({ item, value, name, namedAlike }: Listed, place: Place): Out {
  if (namedAlike || name === undefined) return value
  const { alias, expression } = item
  if (alias === undefined) return out`${value} as ${identifier(name)}`
  const between = { start: expression.end, end: alias.start }
  const written = /\bas\b/i.test(place.context.sql.slice(between.start, between.end))
  return written ? [...value, between, ...emitName(alias, place)] : out`${value} as ${emitName(alias, place)}`
}

/** Whether an expression reads a column of this name: then a relation has one, which goes before an alias. */
function reads(node: Node, name: string): boolean {
  if (node.kind === "query") return false
  if (node.kind === "column" && node.parts.length === 1 && node.parts[0]?.name === name) return true
  return children(node).some((child) => reads(child, name))
}

function isNamedAlike({ expression }: SelectItem, place: Place): boolean {
  if (expression.kind !== "column" || expression.steps.length > 0) return false
  const { path, alias } = resolveColumn(expression, place.scope)
  return path.length === 0 && alias === undefined
}

function expanded(item: SelectItem, star: Star, exclude: readonly Identifier[], place: Place): Listed[] {
  const qualifier = star.qualifier.at(-1)?.name
  const { relations } = place.scope
  const meant = relations.filter((each) => qualifier === undefined || each.name === qualifier)
  if (meant.length === 0 || meant.some((each) => each.columns === undefined))
    refuse(
      place,
      star,
      "a star over columns that are not known",
      "Declare the columns of what is read here, or list them.",
    )
  const without = new Set(exclude.map((each) => each.name))
  return meant.flatMap(({ name: relation, columns }) =>
    [...(columns?.keys() ?? [])]
      .filter((name) => !without.has(name))
      .map((name): Listed => {
        const qualified = relations.length > 1 && relation !== ""
        const value = joined([...(qualified ? [[identifier(relation)]] : []), [identifier(name)]], ".")
        return { item, value, name, namedAlike: true }
      }),
  )
}

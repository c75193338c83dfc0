import type { FromItem, Join, Select, SelectItem, Star } from "../ast.ts"
import { namesOfJoin, starColumns } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { nameText } from "../translation/walk.ts"

/** What stands before a star, which is then without columns of these names. */
export interface BeforeStar {
  readonly values: readonly Out[]
  readonly names: readonly string[]
}

const nothing: BeforeStar = { values: [], names: [] }

/**
 * The columns that are to stand before a star: those of joins by `using` come first in Redshift, and stay where the left
 * side has them in DuckDB, or are there twice where the join is written with `on`.
 */
function columnsBeforeStar(star: Star, { from, exclude = [] }: Select, place: Place): BeforeStar {
  const names = mergedFirst(star, from, place).filter((name) => exclude.every((each) => each.name !== name))
  return {
    names: names.map((name) => nameText(name, place)),
    values: names.map((name): Out => {
      const value = place.scope.merged.get(name)?.value
      const text = nameText(name, place)
      return value === undefined ? [text] : out`${value} as ${text}`
    }),
  }
}

/** Before any other item of a list nothing stands. */
export function beforeItem(item: SelectItem, node: Select, place: Place): BeforeStar {
  return item.expression.kind === "star" ? columnsBeforeStar(item.expression, node, place) : nothing
}

function mergedFirst(star: Star, from: readonly FromItem[], place: Place): readonly string[] {
  const { scope } = place
  const joins = star.qualifier.length > 0 ? [] : from.flatMap(joinsOf)
  const names = [...new Set(joins.flatMap((join) => namesOfJoin(join, scope) ?? []))]
  if (names.length === 0) return []
  const isKeyed = names.some((name) => scope.merged.has(name))
  const [redshift, duckdb] = (["first", "left"] as const).map((merged) =>
    starColumns(star, from, scope, merged)?.map(({ name }) => name),
  )
  if (redshift === undefined || duckdb === undefined) {
    if (from.length === 1 && from.every(isChain)) return names
  } else {
    if (!isKeyed && redshift.join() === duckdb.join()) return []
    const rest = duckdb.filter((name) => !names.includes(name))
    if (redshift.join() === [...names, ...rest].join()) return names
  }
  refuse(
    place,
    star,
    "a star over these joins",
    "Their columns would be in another order: list them, or those of each relation by its own star.",
  )
  return []
}

function joinsOf(item: FromItem): readonly Join[] {
  if (item.kind === "parenFrom") return joinsOf(item.inner)
  return item.kind === "join" ? [item, ...joinsOf(item.left), ...joinsOf(item.right)] : []
}

/** Whether each join is by `using` and has one relation on its right. */
function isChain(item: FromItem): boolean {
  if (item.kind !== "join") return item.kind !== "parenFrom"
  return (
    (item.using !== undefined || item.natural) &&
    isChain(item.left) &&
    item.right.kind !== "join" &&
    isChain(item.right)
  )
}

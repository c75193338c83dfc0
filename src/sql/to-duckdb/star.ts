import type { FromItem, Join, Select, Star } from "../ast.ts"
import { starColumns } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { nameText } from "../translation/walk.ts"

/**
 * The columns, as a list, that are to stand before a star, which is to be without them: those of joins by `using` come first in
 * Redshift, and stay where the left side has them in DuckDB.
 */
export function columnsBeforeStar(star: Star, { from, exclude = [] }: Select, place: Place): string {
  const names = mergedFirst(star, from, place)
  return names
    .filter((name) => exclude.every((each) => each.name !== name))
    .map((name) => nameText(name, place))
    .join(", ")
}

function mergedFirst(star: Star, from: readonly FromItem[], place: Place): readonly string[] {
  const joins = star.qualifier.length > 0 ? [] : from.flatMap(joinsOf)
  const names = [...new Set(joins.flatMap(({ using }) => using ?? []).map(({ name }) => name))]
  if (names.length === 0) return []
  const [redshift, duckdb] = (["first", "left"] as const).map((merged) =>
    starColumns(star, from, place.scope, merged)?.map(({ name }) => name),
  )
  if (redshift === undefined || duckdb === undefined) {
    if (from.length === 1 && from.every(isChain)) return names
  } else {
    if (redshift.join() === duckdb.join()) return []
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
  return item.using !== undefined && isChain(item.left) && item.right.kind !== "join" && isChain(item.right)
}

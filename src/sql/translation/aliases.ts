import type { ColumnRef, Expression, Node } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { type Out, out } from "./output.ts"
import { children, emit } from "./walk.ts"

/** The expression that an alias of the select list stands for. */
export function emitAlias(node: ColumnRef, alias: Expression, place: Place): Out {
  if (isRandom(alias)) refuse(place, node, "the alias of a random number", "Compute it in a subquery.")
  return out`(${emit(alias, place)})`
}

export function isRandom(node: Node): boolean {
  return (node.kind === "call" && node.name === "random") || children(node).some(isRandom)
}

/**
 * In Redshift a later item of a select list may name an earlier one by its alias, unless a relation has a column of
 * that name: where the engine does not find that out itself, it has to be known which of the two it is.
 */
export function refuseDoubtfulName(
  { parts, steps, ...span }: ColumnRef,
  aliases: { has(name: string): boolean },
  place: Place,
): void {
  const [only, more] = parts
  if (only === undefined || more !== undefined || steps.length > 0) return
  if (!aliases.has(only.name)) return
  if (place.scope.relations.every((each) => each.columns !== undefined)) return
  refuse(
    place,
    span,
    `"${only.name}", an alias of this list or a column`,
    "Declare the columns of what is read here, or repeat the expression.",
  )
}

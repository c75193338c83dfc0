import type { ColumnRef, Node, Select } from "../ast.ts"
import type { Place } from "./context.ts"
import { reads } from "./grouping.ts"
import { out } from "./output.ts"
import { signatureOf } from "./signatures.ts"
import { children, emit } from "./walk.ts"

/**
 * `having` may name items of the select list by their aliases, which other engines do not know there, or not always: from now on they are
 * written as what they stand for. A name that is not grouped by can be no column outside of an aggregate.
 */
export function aliasesInHaving({ having, groupBy }: Select, place: Place): void {
  if (having === undefined) return
  const { aliases, relations } = place.scope
  for (const column of ungrouped(having)) {
    const [name, more] = column.parts
    const alias = more === undefined && column.steps.length === 0 ? aliases.get(name?.name ?? "") : undefined
    if (name === undefined || alias === undefined) continue
    const isColumn =
      groupBy.some((item) => item.kind !== "column" && reads(item, name.name)) ||
      relations.some((each) => each.some?.has(name.name))
    if (!isColumn) place.context.replaced.set(column, out`(${emit(alias, place)})`)
  }
}

/** The columns outside of aggregates and of queries inside. */
function ungrouped(node: Node): readonly ColumnRef[] {
  if (node.kind === "column") return [node]
  if (node.kind === "query") return []
  if (node.kind === "call" && node.over === undefined && signatureOf(node.name)?.over === "aggregate")
    return []
  return children(node).flatMap(ungrouped)
}

import type { Binary, Expression, InList } from "../ast.ts"
import { keysOf } from "./blanks.ts"
import type { Place } from "./context.ts"
import { operand } from "./operand.ts"
import { joined, type Out, out } from "./output.ts"

/**
 * The comparison of two rows as comparisons of their values, for engines that take null for a value there. Undefined
 * where it is not of two rows.
 */
export function comparedRows({ left, operator, right }: Binary, place: Place): Out | undefined {
  const [ours, theirs] = [itemsOf(left), itemsOf(right)]
  if (ours === undefined || theirs === undefined || ours.length !== theirs.length) return undefined
  const pairs = ours.flatMap((each, index): Pair[] => {
    const other = theirs[index]
    return other === undefined ? [] : [pairOf(each, other, place)]
  })
  if (operator === "=") return out`(${joined(pairs.map(equal), " and ")})`
  if (operator === "<>" || operator === "!=")
    return out`(${joined(
      pairs.map(([a, b]) => out`${a} <> ${b}`),
      " or ",
    )})`
  return ordered(pairs, operator)
}

/** `(a, b) in ((1, 2), (3, 4))` in the same way. */
export function rowInList({ operand: row, list = [], start, end }: InList, place: Place): Out | undefined {
  const options = list.map((item) =>
    comparedRows(
      {
        kind: "binary",
        left: row,
        operator: "=",
        right: item,
        operatorStart: start,
        operatorEnd: end,
        start,
        end,
      },
      place,
    ),
  )
  const known = options.filter((each) => each !== undefined)
  if (known.length === 0 || known.length < options.length) return undefined
  const [first] = list
  const isNegated = first !== undefined && /^\s*not\b/i.test(place.context.sql.slice(row.end, first.start))
  return out`(${isNegated ? "not " : ""}(${joined(known, " or ")}))`
}

type Pair = readonly [Out, Out]

function pairOf(a: Expression, b: Expression, place: Place): Pair {
  const keys = keysOf([a, b], place)
  return [keys.get(a) ?? operand(a, place), keys.get(b) ?? operand(b, place)]
}

function equal([a, b]: Pair): Out {
  return out`${a} = ${b}`
}

/** The first values that are not equal decide. */
function ordered([pair, ...rest]: readonly Pair[], operator: string): Out {
  if (pair === undefined) return []
  const [a, b] = pair
  if (rest.length === 0) return out`${a} ${operator} ${b}`
  return out`(${a} ${operator.slice(0, 1)} ${b} or (${equal(pair)} and ${ordered(rest, operator)}))`
}

/** The values of a row. */
export function itemsOf(node: Expression): readonly Expression[] | undefined {
  if (node.kind === "paren") return itemsOf(node.inner)
  return node.kind === "row" ? node.items : undefined
}

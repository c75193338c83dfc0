import type { Binary, Like } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { refuseSuper } from "../translation/operand.ts"
import { type Out, out } from "../translation/output.ts"
import { regexPattern } from "../translation/regular-expression.ts"
import { similarPattern } from "../translation/similar-pattern.ts"
import { emit, within } from "../translation/walk.ts"

/** Redshift's default escape in `like` is a backslash, DuckDB has none. */
export function emitLike(node: Like, place: Place): Out {
  refuseSuper(node, place)
  if (node.operator === "similar to") return emitSimilar(node, place)
  if (node.operator === "ilike") return emitFolded(node, place)
  if (node.escape !== undefined) {
    if (node.escape.kind !== "string" || [...node.escape.value].length !== 1)
      refuse(place, node.escape, "an escape that is not one character")
    return within(node, place)
  }
  const plain = node.pattern.kind === "string" && !node.pattern.value.includes("\\")
  return plain ? within(node, place) : out`${within(node, place)} escape '\\'`
}

/** Redshift's `ilike` knows the case of ASCII letters only. */
function emitFolded(node: Like, place: Place): Out {
  const { escape: mark } = node
  if (mark !== undefined && (mark.kind !== "string" || !/^[^a-z]$/iu.test(mark.value)))
    refuse(place, mark, "an escape that is not one character, or is a letter, with ilike")
  const lower = macro(place, "ascii_lower")
  const written = mark === undefined ? ["'\\'"] : emit(mark, place)
  const test = node.negated ? "not like" : "like"
  return out`${lower}(${emit(node.operand, place)}) ${test} ${lower}(${emit(node.pattern, place)}) escape ${written}`
}

function emitSimilar(node: Like, place: Place): Out {
  if (node.pattern.kind !== "string" || node.escape !== undefined) {
    refuse(
      place,
      node,
      '"similar to" with a computed pattern or an escape',
      "Write the pattern as a literal.",
    )
    return within(node, place)
  }
  const pattern = similarPattern(node.pattern.value)
  if (pattern === undefined) refuse(place, node.pattern, "this pattern of similar to")
  const test = out`regexp_full_match(${emit(node.operand, place)}, ${stringLiteral(pattern ?? "")}, 's')`
  return node.negated ? out`(not ${test})` : test
}

export function emitRegexMatch(node: Binary, place: Place, negated: boolean): Out {
  const pattern = regexPattern(node.right, place, { extracts: false, perl: false })
  const test = out`regexp_matches(${emit(node.left, place)}, ${stringLiteral(pattern)}, 's')`
  return negated ? out`(not ${test})` : test
}

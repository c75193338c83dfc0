import type { Binary, Like } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { refuseSuper } from "../translation/operand.ts"
import { type Out, out } from "../translation/output.ts"
import { regexPattern } from "../translation/regular-expression.ts"
import { similarPattern } from "../translation/similar-pattern.ts"
import { emit } from "../translation/walk.ts"
import { emitText } from "./casts.ts"
import { sparkLiteral } from "./literal.ts"
import { javaPattern } from "./regular-expression.ts"

/** Both escape with a backslash, and both know no other escape unless told. */
export function emitLike(node: Like, place: Place): Out {
  refuseSuper(node, place)
  if (node.operator === "similar to") return emitSimilar(node, place)
  const mark = node.escape
  const folds = node.operator === "ilike"
  const isMark =
    mark === undefined || (mark.kind === "string" && (folds ? /^[^a-z]$/iu : /^.$/u).test(mark.value))
  if (!isMark) refuse(place, mark, "an escape that is not one character, or is a letter, with ilike")
  const test = node.negated ? "not like" : "like"
  const escaping = mark === undefined ? [] : out` escape ${emit(mark, place)}`
  const [value, pattern] = [emitText(node.operand, place), emitText(node.pattern, place)]
  if (!folds) return out`${value} ${test} ${pattern}${escaping}`
  return out`${asciiLower(value)} ${test} ${asciiLower(pattern)}${escaping}`
}

/** Redshift's `ilike` knows the case of ASCII letters only. */
function asciiLower(value: Out): Out {
  return out`translate(${value}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`
}

function emitSimilar(node: Like, place: Place): Out {
  const { pattern } = node
  if (pattern.kind !== "string" || node.escape !== undefined) {
    refuse(
      place,
      node,
      '"similar to" with a computed pattern or an escape',
      "Write the pattern as a literal.",
    )
    return []
  }
  const written = similarPattern(pattern.value)
  if (written === undefined) refuse(place, pattern, "this pattern of similar to")
  const whole = javaPattern(`^(?:${written ?? ""})$`, pattern, place)
  return matched(emitText(node.operand, place), whole, node.negated)
}

export function emitRegexMatch(node: Binary, place: Place, negated: boolean): Out {
  const pattern = regexPattern(node.right, place, { extracts: false, perl: false })
  return matched(emitText(node.left, place), javaPattern(pattern, node.right, place), negated)
}

function matched(value: Out, pattern: string, negated: boolean): Out {
  return out`(${negated ? "not " : ""}rlike(${value}, ${sparkLiteral(pattern)}))`
}

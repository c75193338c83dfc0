import type { Binary, Expression, Like } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { type Place, refuse } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { emit, within } from "../translation/walk.ts"
import { refuseSuper } from "./emit.ts"

/** Redshift's default escape in `like` is a backslash, DuckDB has none. */
export function emitLike(node: Like, place: Place): Out {
  refuseSuper(node, place)
  if (node.operator === "similar to") return emitSimilar(node, place)
  if (node.escape !== undefined) {
    if (node.escape.kind !== "string" || [...node.escape.value].length !== 1)
      refuse(place, node.escape, "an escape that is not one character")
    return within(node, place)
  }
  const plain = node.pattern.kind === "string" && !node.pattern.value.includes("\\")
  return plain ? within(node, place) : out`${within(node, place)} escape '\\'`
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

function similarPattern(text: string): string | undefined {
  let pattern = ""
  let bracket = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ""
    if (char === "\\") {
      const next = text[++at]
      if (next === undefined || /[a-z0-9]/i.test(next)) return undefined
      pattern += `\\${next}`
    } else if (bracket) {
      if (char === "]") bracket = false
      pattern += char === "[" && text[at + 1] !== ":" ? "\\[" : char
      if (char === "[" && text[at + 1] === ":") return undefined
    } else if (char === "[") {
      bracket = true
      pattern += char
    } else if (char === "%") pattern += ".*"
    else if (char === "_") pattern += "."
    else if (/[.^$]/.test(char)) pattern += `\\${char}`
    else pattern += char
  }
  return bracket || !compiles(pattern) ? undefined : pattern
}

export function emitRegexMatch(node: Binary, place: Place, negated: boolean): Out {
  const pattern = regexPattern(node.right, place, { extracts: false, perl: false })
  const test = out`regexp_matches(${emit(node.left, place)}, ${stringLiteral(pattern)}, 's')`
  return negated ? out`(not ${test})` : test
}

/**
 * A literal pattern that RE2 reads as Redshift does. When text is taken out or replaced (`extracts`), how much an
 * alternation matches matters too: POSIX takes the longest branch, RE2 the first.
 */
export function regexPattern(
  node: Expression,
  place: Place,
  use: { extracts: boolean; perl: boolean },
): string {
  if (node.kind !== "string") {
    refuse(place, node, "a pattern that is not a literal", "Write the regular expression as a literal.")
    return ""
  }
  const problem = regexProblem(node.value, use)
  if (problem !== undefined) refuse(place, node, problem)
  return node.value
}

function regexProblem(text: string, use: { extracts: boolean; perl: boolean }): string | undefined {
  const bare = text
    .replace(/\\[\\.^$*+?()[\]{}|/\-@#&%!=<>:;,~'"_ ]/g, "_")
    .replace(/\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]/g, "x")
  if (/\\[1-9]/.test(bare)) return "a backreference in a regular expression"
  if (/\(\?[=!<]/.test(bare)) return "look-around in a regular expression"
  if (/\(\?(?!:)/.test(bare)) return "a group option in a regular expression"
  if (/\\[^dDwWsS]/.test(bare) || /\\$/.test(bare)) return "this escape in a regular expression"
  if (!use.perl && /[*+?}][?+]/.test(bare)) return "a lazy or possessive quantifier in a regular expression"
  if (/[*+?}]\+/.test(bare)) return "a possessive quantifier in a regular expression"
  if (!compiles(text)) return "this regular expression"
  if (use.extracts && !use.perl && ambiguous(bare)) return "an alternation whose branches start alike"
  return undefined
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern.replace(/\[:[a-z]+:\]/g, "a"))
    return true
  } catch {
    return false
  }
}

/** Whether two branches of one alternation could match at the same place with different lengths. */
function ambiguous(bare: string): boolean {
  const levels: string[][] = [[""]]
  for (const char of bare) {
    const level = levels.at(-1)
    if (level === undefined) return true
    if (char === "(") levels.push([""])
    else if (char === ")") {
      if (clash(level)) return true
      levels.pop()
      const outer = levels.at(-1)
      if (outer !== undefined) outer[outer.length - 1] += "("
    } else if (char === "|") level.push("")
    else level[level.length - 1] += char
  }
  return levels.some(clash)
}

function clash(branches: readonly string[]): boolean {
  if (branches.length < 2) return false
  const literal = branches.every(
    (branch) => /^[\w ]+$/.test(branch) && !branch.includes("x") && !branch.includes("_"),
  )
  if (literal) return branches.some((a, i) => branches.some((b, j) => i < j && b !== a && b.startsWith(a)))
  const heads = branches.map((branch) => branch[0] ?? "")
  return !heads.every((head) => /[a-wyzA-Z0-9@#,;:-]/.test(head)) || new Set(heads).size < heads.length
}

/** Whether the pattern matches the empty text, where engines differ in how often they do. */
export function matchesEmpty(pattern: string): boolean {
  return compiles(pattern) && new RegExp(`^(?:${pattern.replace(/\[:[a-z]+:\]/g, "a")})$`).test("")
}

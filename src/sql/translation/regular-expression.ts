import type { Expression } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { wholeNumber } from "./whole-number.ts"

const lookAround = "look-around in a regular expression"
const lookAroundHint =
  'Write several conditions with "~", or the call inside {{#if (eq target.type "redshift")}} ... {{else}} ... {{/if}}. https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions-posix.html'

interface Use {
  /** Whether text is taken out or replaced: then it matters how much an alternation matches. */
  readonly extracts: boolean
  readonly perl: boolean
  /** Whether the engine looks ahead. */
  readonly ahead?: boolean
}

/**
 * A literal pattern that the other engine reads as Redshift does. When text is taken out or replaced (`extracts`), how much an
 * alternation matches matters too: POSIX takes the longest branch, Perl the first.
 */
export function regexPattern(node: Expression, place: Place, use: Use): string {
  if (node.kind !== "string") {
    refuse(place, node, "a pattern that is not a literal", "Write the regular expression as a literal.")
    return ""
  }
  const problem = regexProblem(node.value, use)
  if (problem !== undefined) refuse(place, node, problem, problem === lookAround ? lookAroundHint : undefined)
  return node.value
}

/** What a match is replaced by, `$1` being its first group, as an engine writes it that has this mark for `$`. */
export function replacement(
  node: Expression | undefined,
  pattern: string,
  place: Place,
  mark: "\\" | "$",
): string {
  if (node === undefined) return ""
  const groups =
    pattern
      .replace(/\\./g, "")
      .replace(/\[\^?\]?[^\]]*\]/g, "")
      .match(/\((?!\?)/g)?.length ?? 0
  const text = node.kind === "string" ? node.value : "$"
  const others = text.replace(/\$([1-9])(?!\d)/g, (all, group: string) =>
    Number(group) <= groups ? "" : all,
  )
  if (/[\\$]/.test(others))
    refuse(
      place,
      node,
      "this replacement of a regular expression",
      "Write a literal without a backslash, in which $1 to $9 are groups of the pattern.",
    )
  return text.replace(/\$([1-9])/g, (_, group: string) => `${mark}${group}`)
}

/** Which match is meant. */
export function occurrenceOf(node: Expression | undefined, place: Place): number {
  const occurrence = node === undefined ? 1 : wholeNumber(node)
  if (node !== undefined && (occurrence === undefined || occurrence < 1))
    refuse(place, node, "this occurrence in a regular expression", "Write a number from 1 on.")
  return occurrence ?? 1
}

/** Whether `regexp_instr` counts to the begin of a match, `0`, or behind its end, `1`. */
export function matchEnd(node: Expression | undefined, place: Place): "0" | "1" {
  const option = node?.kind === "number" ? node.text : "0"
  if (node !== undefined && option !== "0" && option !== "1")
    refuse(place, node, "this option of regexp_instr", "Write 0 or 1.")
  return option === "1" ? "1" : "0"
}

export function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern.replace(/\[:[a-z]+:\]/g, "a"))
    return true
  } catch {
    return false
  }
}

function regexProblem(text: string, use: Use): string | undefined {
  const bare = text
    .replace(/\\[\\.^$*+?()[\]{}|/\-@#&%!=<>:;,~'"_ ]/g, "_")
    .replace(/\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]/g, "x")
  if (/\\[1-9]/.test(bare)) return "a backreference in a regular expression"
  if ((use.ahead ? /\(\?</ : /\(\?[=!<]/).test(bare)) return lookAround
  if (/\(\?(?![:=!])/.test(bare)) return "a group option in a regular expression"
  if (/\\[^dDwWsS]/.test(bare) || /\\$/.test(bare)) return "this escape in a regular expression"
  if (!use.perl && /[*+?}][?+]/.test(bare)) return "a lazy or possessive quantifier in a regular expression"
  if (/[*+?}]\+/.test(bare)) return "a possessive quantifier in a regular expression"
  if (!compiles(text)) return "this regular expression"
  if (use.extracts && !use.perl && ambiguous(bare)) return "an alternation whose branches start alike"
  return undefined
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

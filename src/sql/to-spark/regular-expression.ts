import type { Expression } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"

/**
 * A POSIX pattern that is verified, in the words of Java: classes such as `[:digit:]`, brackets in which `[` and `&` are
 * themselves, `$` for the end alone, and a dot for every character.
 */
export function javaPattern(text: string, node: Expression, place: Place): string {
  const unknown = [...text.matchAll(/\[[:.=](\W*\w*)[:.=]\]/g)].find(
    ([, name = ""]) => !Object.hasOwn(classes, name),
  )
  if (unknown !== undefined) refuse(place, node, `"${unknown[0]}" in a regular expression`)
  let pattern = ""
  let at = 0
  while (at < text.length) {
    const char = text[at] ?? ""
    if (char === "\\") {
      pattern += text.slice(at, at + 2)
      at += 2
    } else if (char === "[") {
      const [bracket, length] = javaBracket(text.slice(at))
      pattern += bracket
      at += length
    } else {
      pattern += char === "$" ? "\\z" : char
      at += 1
    }
  }
  return `(?s)${pattern}`
}

const classes: Readonly<Record<string, string>> = {
  alnum: "\\p{Alnum}",
  alpha: "\\p{Alpha}",
  blank: "\\p{Blank}",
  cntrl: "\\p{Cntrl}",
  digit: "\\p{Digit}",
  graph: "\\p{Graph}",
  lower: "\\p{Lower}",
  print: "\\p{Print}",
  punct: "\\p{Punct}",
  space: "\\p{Space}",
  upper: "\\p{Upper}",
  xdigit: "\\p{XDigit}",
}

/** A bracket and how long it is as written. */
function javaBracket(text: string): readonly [string, number] {
  let at = text[1] === "^" ? 2 : 1
  let bracket = text.slice(0, at)
  const start = at
  while (at < text.length && (text[at] !== "]" || at === start)) {
    const [posix = "", name = ""] = /^\[:([a-z]+):\]/.exec(text.slice(at)) ?? []
    const char = text[at] ?? ""
    if (classes[name] !== undefined) {
      bracket += classes[name]
      at += posix.length
    } else if (char === "\\") {
      bracket += text.slice(at, at + 2)
      at += 2
    } else {
      bracket += /[[\]&^]/.test(char) ? `\\${char}` : char
      at += 1
    }
  }
  return [`${bracket}]`, at + 1]
}

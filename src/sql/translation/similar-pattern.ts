import { compiles } from "./regular-expression.ts"

/** A pattern of `similar to` as a regular expression that has to match all of a text; undefined where it is not verified. */
export function similarPattern(text: string): string | undefined {
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

/**
 * A pattern as in a shell, of a whole text: `*` any characters, `?` one, `[abc]` and `[a-z]` one of these, `[!abc]` none
 * of these. Unlike in a path a dot or a slash is a character like any other; upper and lower case differ.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  if (!isGlob(pattern)) return (text) => text === pattern
  const regex = new RegExp(`^${pattern.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, toRegex)}$`, "s")
  return (text) => regex.test(text)
}

export function isGlob(text: string): boolean {
  return /[*?[\]]/.test(text)
}

function toRegex(part: string): string {
  if (part === "*") return ".*"
  if (part === "?") return "."
  if (part.length === 1) return part.replace(/[\\^$.|+(){}[\]/]/, "\\$&")
  const negated = part.startsWith("[!")
  const inside = part.slice(negated ? 2 : 1, -1).replace(/[\\\]^[]/g, "\\$&")
  return `[${negated ? "^" : ""}${inside}]`
}

import { type Token, tokens } from "./tokens.ts"
import type { SqlDialect } from "./types.ts"

/** Why columns cannot be added to a query: it does not make its rows one by one of those of one relation. */
export class NotRowByRow extends Error {}

/**
 * A query with more columns, which may name what the relation has that it reads. It must be one `select` from one relation.
 * @throws NotRowByRow where it is another.
 */
export function withColumns(sql: string, dialect: SqlDialect, columns: readonly string[]): string {
  const all = tokens(sql, dialect)
  const outer = outermost(all)
  const [first, second] = outer
  if (first?.text !== "select" || first.kind !== "word")
    throw new NotRowByRow("it does not begin with select")
  if (second?.kind === "word" && (second.text === "distinct" || second.text === "top"))
    throw new NotRowByRow(`it has ${second.text}`)
  const found = outer.find((token) => token.kind === "word" && whole.has(token.text))
  if (found !== undefined) throw new NotRowByRow(`it has ${found.text}`)
  if (all.some((token) => token.kind === "word" && token.text === "over"))
    throw new NotRowByRow("it has a window function")
  const froms = outer.flatMap((token, index) => (isWord(token, "from") ? [index] : []))
  const [from] = froms
  const at = from === undefined ? undefined : outer[from]
  if (from === undefined || at === undefined || froms.length > 1)
    throw new NotRowByRow("it reads no relation, or several")
  const end = outer.findIndex(
    (token, index) => index > from && ["where", "order"].some((word) => isWord(token, word)),
  )
  const read = outer.slice(from + 1, end < 0 ? undefined : end).filter(({ kind }) => kind !== "end")
  if (read.some((token) => token.kind === "symbol" && !ofNames.has(token.text)))
    throw new NotRowByRow("it reads more than one relation, or a query")
  return `${sql.slice(0, at.start)}, ${columns.join(", ")}\n${sql.slice(at.start)}`
}

/** Symbols that a relation's name may have, one in backticks among them, and the end of a statement. */
const ofNames: ReadonlySet<string> = new Set([".", ";", "`"])

/** What looks at several rows or relations. */
const whole: ReadonlySet<string> = new Set([
  "group",
  "having",
  "qualify",
  "window",
  "limit",
  "offset",
  "fetch",
  "union",
  "intersect",
  "except",
  "minus",
  "join",
  "natural",
  "lateral",
  "pivot",
  "unpivot",
  "with",
])

function isWord(token: Token, text: string): boolean {
  return token.kind === "word" && token.text === text
}

/** Tokens outside of parentheses and their like; of those the opening one. */
function outermost(all: readonly Token[]): readonly Token[] {
  let depth = 0
  return all.filter((token) => {
    const before = depth
    if (token.kind === "symbol" && "([{".includes(token.text)) depth++
    if (token.kind === "symbol" && ")]}".includes(token.text)) depth--
    return before === 0
  })
}

import { type Token, tokens } from "../../../sql/tokens.ts"

/** A relation where a statement reads it. */
export interface RelationName {
  /** Its parts as written without quotes, in lower case. */
  readonly parts: readonly string[]
  readonly start: number
  readonly end: number
  /** An alias, or the word `as`, comes next. */
  readonly aliased: boolean
}

/** The words that end a list of relations. */
const ends = new Set(
  `where group order having limit offset union intersect except minus qualify window set values returning when then
  connect start fetch for select`.split(/\s+/),
)
/** The words that may stand after a relation and are not alias. */
const notAliases = new Set([
  ...ends,
  ..."on using join left right full inner cross natural pivot unpivot at".split(" "),
])

interface Level {
  /** In the list of relations of a query on this level of parentheses. */
  list: boolean
  /** A query began on this level: its `from` is that of a query, not that of extract or trim. */
  query: boolean
}

/** Every name that a statement of Redshift reads rows from, names of its own common table expressions left out. */
export function relationNames(sql: string): readonly RelationName[] {
  const all = tokens(sql, "redshift")
  const own = commonTables(all)
  const levels: Level[] = [{ list: false, query: false }]
  const found: RelationName[] = []
  let due = false
  for (let at = 0; at < all.length; at++) {
    const token = all[at]
    const level = levels.at(-1)
    if (token === undefined || level === undefined) break
    if (due && isName(token)) {
      const name = nameAt(all, at)
      if (!name.called && !(name.parts.length === 1 && own.has(name.parts[0] ?? ""))) found.push(name)
      at = name.last
      due = false
      continue
    }
    if (token.kind === "symbol" && token.text === "(") {
      levels.push({ list: due && level.list, query: false })
    } else if (token.kind === "symbol" && token.text === ")") {
      levels.pop()
      due = false
    } else if (token.kind === "symbol" && token.text === ",") due = level.list
    else if (token.kind === "word") {
      if (["select", "delete", "update", "merge"].includes(token.text)) {
        level.query = true
        level.list = false
        due = false
      } else if (
        token.text === "from" &&
        level.query &&
        !(all[at - 1]?.text === "distinct" && at >= 2 && all[at - 2]?.text !== "select")
      ) {
        level.list = true
        due = true
      } else if (token.text === "join" || (token.text === "using" && all[at + 1]?.text !== "(")) {
        level.list = true
        due = true
      } else if (ends.has(token.text)) {
        level.list = false
        due = false
      } else if (token.text !== "lateral" && token.text !== "only") due = false
    } else due = false
  }
  return found
}

function isName({ kind, text }: Token): boolean {
  return (
    kind === "quoted" || (kind === "word" && !["select", "with", "lateral", "only", "values"].includes(text))
  )
}

function nameAt(all: readonly Token[], from: number): RelationName & { last: number; called: boolean } {
  const first = all[from]
  const parts = [first?.text.toLowerCase() ?? ""]
  let last = from
  while (all[last + 1]?.text === "." && all[last + 1]?.kind === "symbol" && all[last + 2] !== undefined) {
    last += 2
    parts.push(all[last]?.text.toLowerCase() ?? "")
  }
  const next = all[last + 1]
  const aliased =
    next !== undefined && (next.kind === "quoted" || (next.kind === "word" && !notAliases.has(next.text)))
  const called = next?.kind === "symbol" && next.text === "("
  return { parts, start: first?.start ?? 0, end: all[last]?.end ?? 0, aliased, last, called }
}

/** The names before `as (`, with or without a list of columns between. */
function commonTables(all: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>()
  if (!all.some(({ kind, text }) => kind === "word" && text === "with")) return found
  for (let at = 0; at < all.length; at++) {
    if (all[at]?.text !== "as" || all[at + 1]?.text !== "(") continue
    let before = at - 1
    if (all[before]?.text === ")") {
      while (before > 0 && all[before]?.text !== "(") before--
      before--
    }
    const name = all[before]
    if (name !== undefined && (name.kind === "word" || name.kind === "quoted"))
      found.add(name.text.toLowerCase())
  }
  return found
}

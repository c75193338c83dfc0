import { identifier } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import { type Token, tokens, UnfinishedText } from "../sql/tokens.ts"
import type { SqlDialect } from "../sql/types.ts"
import type { Rendered } from "../template/types.ts"

/** A relation that is read without its rows: it has the columns, and costs nothing. */
export class EmptyRelation extends Relation {
  /** A query in the relation's place, called as the relation is. */
  override toString(): string {
    return `${this.#query()} as ${identifier(this.name)}`
  }

  /**
   * Where the author names it, as in `from {{ref "orders"}} as o`, its own name goes: one query has one. Blanks take its
   * place, so that whatever stands behind stays where it was.
   */
  withoutSecondName(text: string, dialect: SqlDialect): string {
    const query = this.#query()
    const whole = this.toString()
    const ends = new Set<number>()
    for (let at = text.indexOf(whole); at !== -1; at = text.indexOf(whole, at + 1))
      ends.add(at + whole.length)
    if (ends.size === 0) return text
    let result = text
    let previous = -1
    for (const token of readable(text, dialect)) {
      const end = previous
      previous = token.end
      const names = token.kind === "quoted" || (token.kind === "word" && !clauseWords.has(token.text))
      if (!ends.has(end) || !names) continue
      const from = end - whole.length + query.length
      result = result.slice(0, from) + " ".repeat(end - from) + result.slice(end)
    }
    return result
  }

  #query(): string {
    return `(select * from ${super.toString()} where false)`
  }
}

/** Rendered SQL in which each of the relations has one name. */
export function withOneName(
  rendered: Rendered,
  relations: Iterable<EmptyRelation>,
  dialect: SqlDialect,
): Rendered {
  let { text } = rendered
  for (const relation of relations) text = relation.withoutSecondName(text, dialect)
  return { ...rendered, text }
}

/** None where the text ends inside a string: anyone who translates it says so. */
function readable(text: string, dialect: SqlDialect): readonly Token[] {
  try {
    return tokens(text, dialect)
  } catch (error) {
    if (error instanceof UnfinishedText) return []
    throw error
  }
}

/** What may follow a relation that has no name of its own. */
const clauseWords: ReadonlySet<string> = new Set([
  "where",
  "group",
  "having",
  "qualify",
  "window",
  "order",
  "limit",
  "offset",
  "fetch",
  "union",
  "except",
  "intersect",
  "minus",
  "join",
  "inner",
  "left",
  "right",
  "full",
  "cross",
  "natural",
  "positional",
  "asof",
  "anti",
  "semi",
  "on",
  "using",
  "tablesample",
  "pivot",
  "unpivot",
  "start",
  "connect",
  "for",
])

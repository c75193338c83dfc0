import type { Identifier } from "../ast.ts"
import { SqlRefusal } from "../refusal.ts"
import { type Token, tokens, UnfinishedText } from "../tokens.ts"
import type { SqlDialect } from "../types.ts"

/** Words that end an expression or a name without `as`: Redshift's reserved words. */
const reserved = new Set(
  `all analyse analyze and any array as asc authorization between both by case cast check collate column constraint
  create cross current_date current_time current_timestamp current_user default desc distinct do else end
  escape except exclude false fetch for foreign freeze from full grant group having ignore ilike in initially inner intersect
  into is isnull join leading left like limit localtime localtimestamp minus natural new not notnull null nulls off offset
  old on only or order outer over overlaps pivot placing primary qualify references respect right select session_user
  similar some sysdate table then to top trailing true union unique unpivot user using when where window with within`.split(
    /\s+/,
  ),
)

/** Whether an unquoted word cannot be the name of a column. */
export function isReserved(word: string): boolean {
  return reserved.has(word)
}

/** Words that go on with what stands before them; each word by itself may be a name. */
const phrases = [
  ["connect", "by"],
  ["start", "with"],
  ["at", "time", "zone"],
]

/** Reads the tokens of one statement from left to right. */
export class Cursor {
  readonly sql: string
  readonly dialect: SqlDialect
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(sql: string, dialect: SqlDialect) {
    this.sql = sql
    this.dialect = dialect
    try {
      this.#tokens = tokens(sql, dialect)
    } catch (error) {
      if (!(error instanceof UnfinishedText)) throw error
      throw new SqlRefusal("LUX-1302", error.message, { start: error.offset, end: error.offset + 1 })
    }
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1
    const token = this.#tokens[Math.min(this.#at + ahead, last)]
    if (token === undefined) throw new Error("a statement has at least the end token")
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#at++
    return token
  }

  /** The end of the token read last: where a node that is complete ends. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0
  }

  get position(): number {
    return this.#at
  }

  rewind(position: number): void {
    this.#at = position
  }

  /** Whether the next tokens are these words or symbols. */
  is(...texts: readonly string[]): boolean {
    for (let index = 0; index < texts.length; index++) {
      const token = this.peek(index)
      if (token.text !== texts[index] || (token.kind !== "word" && token.kind !== "symbol")) return false
    }
    return true
  }

  isAny(texts: readonly string[]): boolean {
    return texts.some((text) => this.is(text))
  }

  /** Reads these words or symbols if they come next. */
  take(...texts: readonly string[]): boolean {
    if (!this.is(...texts)) return false
    this.#at += texts.length
    return true
  }

  expect(text: string): Token {
    if (!this.is(text)) throw this.unexpected(`"${text}"`)
    return this.next()
  }

  isName(): boolean {
    const token = this.peek()
    if (token.kind !== "word") return token.kind === "quoted"
    return !reserved.has(token.text) && !phrases.some((phrase) => this.is(...phrase))
  }

  /** A name; with `anyWord` also a reserved word, as after `as` or a dot. */
  name(anyWord = false): Identifier {
    const token = this.peek()
    if (token.kind === "symbol" && token.text === "#")
      throw this.refuse(
        "the name of a temporary table, #name",
        "Write its query as a CTE or an ephemeral model. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html",
      )
    if (!this.isName() && !(anyWord && token.kind === "word")) throw this.unexpected("a name")
    this.next()
    const { start, end } = token
    return { kind: "identifier", name: token.text.toLowerCase(), quoted: token.kind === "quoted", start, end }
  }

  names(): Identifier[] {
    this.expect("(")
    const names = this.list(() => this.name(true))
    this.expect(")")
    return names
  }

  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.take(",")) items.push(item())
    return items
  }

  unexpected(wanted: string): SqlRefusal {
    const token = this.peek()
    const found =
      token.kind === "end" ? "the end of the statement" : `"${this.sql.slice(token.start, token.end)}"`
    return new SqlRefusal("LUX-1302", `expected ${wanted}, found ${found}`, token)
  }

  /** A construct of the grammar that is known but not translated. */
  refuse(construct: string, hint?: string, token: { start: number; end: number } = this.peek()): SqlRefusal {
    return new SqlRefusal("LUX-1301", construct, token, hint)
  }
}

import { isReserved } from "./parse/cursor.ts"
import { type Token, tokens, UnfinishedText } from "./tokens.ts"
import type { SqlDialect } from "./types.ts"

/**
 * True where the tokens alone show that every list of columns in a query, those of subqueries too, names each of its columns,
 * and none twice. Most queries are such ones, and parsing takes several times as long. False says nothing.
 */
export function showsPlainColumns(sql: string, dialect: SqlDialect): boolean {
  try {
    const scan = new Scan()
    return tokens(sql, dialect).every((token) => scan.accepts(token)) && scan.isComplete
  } catch (error) {
    if (error instanceof UnfinishedText) return false
    throw error
  }
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(" "))

/** What may make several columns, or names columns elsewhere than in a select list; and what is no query. */
const refused = wordsOf(
  "columns unnest values pivot pivot_wider pivot_longer unpivot exclude top into insert update delete merge",
)

/** What follows on the relations that a select reads. */
const clauses = wordsOf(
  "where group having window qualify order limit offset fetch union intersect except minus",
)

/** What a parenthesis stands behind where a relation is read: behind a name it lists columns or arguments. */
const beforeRelation = wordsOf("from join using")

/**
 * Where a token stands. `start`: where a query begins. `names`: in a list of names for columns, or of arguments. `other`: where
 * neither a column nor a relation is named.
 */
type Part = "start" | "with" | "select" | "names" | "from" | "on" | "other"

/** What stands between two parentheses, or the whole text. */
class Level {
  part: Part
  isEmpty = true
  readonly #names = new Set<string>()
  /** The column that is being read: its last tokens, and whether they all are names with dots between them. */
  #last: Token | undefined
  #beforeLast: Token | undefined
  #isPath = true

  constructor(part: Part) {
    this.part = part
  }

  startList(): void {
    this.part = "select"
    this.#names.clear()
    this.#startColumn()
  }

  addToColumn(token: Token): boolean {
    const isFirst = this.#last === undefined && this.#names.size === 0
    if (isFirst && token.kind === "word" && (token.text === "distinct" || token.text === "all")) return true
    const wantsDot = this.#last !== undefined && !isSymbol(this.#last, ".")
    this.#isPath &&= wantsDot ? isSymbol(token, ".") : isName(token)
    this.#beforeLast = this.#last
    this.#last = token
    return true
  }

  /** False where the column has no name in the text, or one that another has. */
  endColumn(): boolean {
    const [last, before] = [this.#last, this.#beforeLast]
    if (last === undefined || !isName(last)) return false
    const isNamed = before?.kind === "word" && before.text === "as"
    const isColumn =
      this.#isPath && (before !== undefined || last.kind === "quoted" || !isReserved(last.text))
    const name = last.text.toLowerCase()
    if (!(isNamed || isColumn) || name === "?column?" || this.#names.has(name)) return false
    this.#names.add(name)
    this.#startColumn()
    return true
  }

  /** False where a name of a list stands in it twice; an argument has none. */
  endName(): boolean {
    const [last, before] = [this.#last, this.#beforeLast]
    this.#startColumn()
    if (last === undefined || before !== undefined || !isName(last)) return true
    const name = last.text.toLowerCase()
    if (this.#names.has(name)) return false
    this.#names.add(name)
    return true
  }

  /** False where what a list has here is not as simple as it has to be. */
  endItem(): boolean {
    if (this.part === "select") return this.endColumn()
    return this.part === "names" ? this.endName() : true
  }

  #startColumn(): void {
    this.#last = undefined
    this.#beforeLast = undefined
    this.#isPath = true
  }
}

class Scan {
  readonly #levels = [new Level("start")]
  #before: Token | undefined

  get isComplete(): boolean {
    return this.#levels.length === 1
  }

  /** False for a token with which the text is not as simple as it has to be. */
  accepts(token: Token): boolean {
    const level = this.#levels.at(-1)
    const accepted = level !== undefined && this.#acceptsIn(level, token)
    if (level !== undefined) level.isEmpty = false
    this.#before = token
    return accepted
  }

  #acceptsIn(level: Level, token: Token): boolean {
    if (token.kind === "end")
      return level.part === "select" ? level.endColumn() : level.part !== "start" && level.part !== "with"
    if (token.kind === "word" && !isSymbol(this.#before, ".")) return this.#acceptsWord(level, token)
    if (token.kind === "symbol") return this.#acceptsSymbol(level, token)
    return this.#isRead(level, token)
  }

  #isRead(level: Level, token: Token): boolean {
    return level.part === "select" || level.part === "names"
      ? level.addToColumn(token)
      : level.part !== "start"
  }

  #acceptsWord(level: Level, token: Token): boolean {
    const { text } = token
    if (refused.has(text)) return false
    const isListed = level.part === "select"
    switch (text) {
      case "select":
        if (isListed || (level.part === "from" && !level.isEmpty)) return false
        level.startList()
        return true
      case "with":
        if (isListed) return level.addToColumn(token)
        if (level.isEmpty) level.part = "with"
        return true
      case "from":
        if (isListed && !level.endColumn()) return false
        if (level.part === "start" || level.part === "with" || level.part === "from") return false
        if (isListed) level.part = "from"
        return true
      case "on":
        if (isListed) return false
        if (level.part === "from") level.part = "on"
        return level.part !== "start"
      case "join":
        if (isListed) return false
        if (level.part === "on") level.part = "from"
        return level.part !== "start"
    }
    if (clauses.has(text)) {
      if (isListed && !level.endColumn()) return false
      if (level.part === "start" || level.part === "with") return false
      level.part = "other"
      return true
    }
    return this.#isRead(level, token)
  }

  #acceptsSymbol(level: Level, token: Token): boolean {
    switch (token.text) {
      case "(":
      case "[":
      case "{":
        return this.#opens(level, token)
      case ")":
      case "]":
      case "}":
        if (!level.endItem()) return false
        this.#levels.pop()
        return level.part !== "start"
      case ";":
        return false
      case ",":
        if (level.part === "on") level.part = "from"
        return level.part !== "start" && level.endItem()
    }
    return this.#isRead(level, token)
  }

  #opens(level: Level, token: Token): boolean {
    const inside = this.#partInside(level)
    if (level.part === "select" || level.part === "names") level.addToColumn(token)
    if (level.part === "start") level.part = "other"
    this.#levels.push(new Level(inside))
    return true
  }

  #partInside({ part }: Level): Part {
    const before = this.#before
    const word = before?.kind === "word" ? before.text : undefined
    switch (part) {
      case "start":
        return "start"
      case "with":
        return word === "as" || word === "materialized" ? "start" : "names"
      case "from":
        if (
          isSymbol(before, ",") ||
          isSymbol(before, "(") ||
          (word !== undefined && beforeRelation.has(word))
        )
          return "from"
        return "names"
      default:
        return "other"
    }
  }
}

function isName(token: Token): boolean {
  return token.kind === "word" || token.kind === "quoted"
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text
}

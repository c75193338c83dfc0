import { parser, parseWithoutProcessing, WhitespaceControl } from "@handlebars/parser"
import type { HandlebarsProgram, HandlebarsRange } from "./handlebars-ast.ts"

export interface Token {
  /** Handlebars' name of it: `OPEN_BLOCK`, `ID`; `INVALID` for a character that starts none. */
  readonly name: string
  readonly start: number
  readonly end: number
}

// The first parse gives the grammar the functions that make its nodes.
parseWithoutProcessing("")
// The lexer keeps offsets only when asked; its lines and columns are wrong after some Unicode line separators.
parser.lexer.options.ranges = true
parser.yy.locInfo = (at: { readonly range: readonly [number, number] }): HandlebarsRange => ({
  start: at.range[0],
  end: at.range[1],
})
// A parse reads with a lexer of its own, which only its input is shown to.
let lexer = parser.lexer
const { setInput } = parser.lexer
parser.lexer.setInput = function (text, yy) {
  lexer = this
  return setInput.call(this, text, yy)
}

/** Parses with `~` applied and white space otherwise kept. Throws whatever the parser throws. */
export function parseHandlebars(text: string): HandlebarsProgram {
  return new WhitespaceControl({ ignoreStandalone: true }).accept(parser.parse(text))
}

/** Offset of the token that the last parse stopped at. */
export function stoppedAt(): number {
  return lexer.yylloc.range[0]
}

/** The tokens of a text that does not parse, up to where the lexer gives up. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  parser.lexer.setInput(text)
  try {
    for (;;) {
      const token = parser.lexer.lex() ?? 1
      const name = typeof token === "string" ? token : parser.terminals_[token]
      if (name === undefined || name === "EOF") return tokens
      const [start, end] = parser.lexer.yylloc.range
      tokens.push({ name, start, end })
    }
  } catch {
    return tokens
  }
}

/** What `@handlebars/parser` exports and does not type. */

import type { HandlebarsProgram } from "./handlebars-ast.ts"

declare module "@handlebars/parser" {
  interface Lexer {
    readonly options: { ranges?: boolean }
    /** Offsets of the token that was read last. */
    readonly yylloc: { readonly range: readonly [number, number] }
    setInput(this: Lexer, text: string, yy?: unknown): unknown
    /** The next token's number, or its name where the grammar has none; nothing or 5 at the end. */
    lex(): number | string | undefined
  }

  export const parser: {
    readonly yy: Record<string, unknown>
    readonly lexer: Lexer
    readonly terminals_: Readonly<Record<number, string>>
    parse(text: string): HandlebarsProgram
  }

  export class WhitespaceControl {
    constructor(options: { readonly ignoreStandalone: boolean })
    accept(program: HandlebarsProgram): HandlebarsProgram
  }
}

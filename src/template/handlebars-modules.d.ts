/** The parts of Handlebars that parse, without its compiler and runtime. The package types none of these files. */

declare module "handlebars/dist/cjs/handlebars/compiler/parser.js" {
  const parser: {
    yy: Record<string, unknown>
    readonly lexer: {
      readonly options: { ranges?: boolean }
      /** Offsets of the token that was read last. */
      readonly yylloc: { readonly range: readonly [number, number] }
      setInput(text: string): unknown
      /** The next token's number, or its name where the grammar has none; nothing or 5 at the end. */
      lex(): number | string | undefined
    }
    readonly terminals_: Readonly<Record<number, string>>
    parse(text: string): import("./handlebars-ast.ts").HandlebarsProgram
  }
  export default parser
}

declare module "handlebars/dist/cjs/handlebars/compiler/helpers.js" {
  const actions: Record<string, unknown>
  export default actions
}

declare module "handlebars/dist/cjs/handlebars/compiler/whitespace-control.js" {
  const WhitespaceControl: new (options: {
    readonly ignoreStandalone: boolean
  }) => {
    accept(
      program: import("./handlebars-ast.ts").HandlebarsProgram,
    ): import("./handlebars-ast.ts").HandlebarsProgram
  }
  export default WhitespaceControl
}

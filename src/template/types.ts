/**
 * The contract of the template room. A template is Handlebars syntax (parsed by Handlebars itself) that lux
 * evaluates on its own, so that every piece of output knows its place in the authored file, unknown names are
 * errors, and `ref` and `source` are found in the syntax tree without rendering.
 */
import type { Place, RelatedPlace } from "../errors.ts"
import type { SourceFile } from "./source-file.ts"
import type { Call, Program } from "./syntax.ts"

/** A parsed template; parse it once, render it as often as needed. */
export interface Template {
  readonly file: SourceFile
  /** Where the template's text starts in the file: 0 for a whole file, else the offset of its first character. */
  readonly start: number
  readonly text: string
  readonly program: Program
}

/** `{{ref "brand"}}` or `{{ref "package" "brand"}}`, with literal arguments, found without rendering. */
export interface RelationCall {
  readonly kind: "ref" | "source"
  readonly parts: readonly string[]
  /** `{{ref "brand" v=2}}` */
  readonly version?: string | number
  /** In the template itself; for a call inside a macro, where the template calls that macro. */
  readonly place: Place
  /** The macros between the template and the call, outermost first. */
  readonly related?: readonly RelatedPlace[]
}

/** What the syntax tree tells, both branches of every block and the SQL macros it calls included. */
export interface TemplateFacts {
  readonly relations: readonly RelationCall[]
  /** Names of the macros called, directly or through macros. */
  readonly macros: readonly string[]
  readonly vars: readonly string[]
  readonly envs: readonly string[]
  /** True when a ref or a source is not a literal or a JavaScript macro is called: render to know. */
  readonly dynamic: boolean
  /** False where rendering cannot fail, nor leave out what should not be, if every name is known. */
  readonly mayFail: boolean
  readonly usesIsIncremental: boolean
  readonly usesSelf: boolean
}

/** A call as it is written. */
export interface WrittenCall {
  readonly file: SourceFile
  readonly call: Call
}

/** One call of a helper or macro, its arguments evaluated. */
export interface HelperCall {
  readonly name: string
  readonly args: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
  /** The call's place in the authored file (the macro's file when called inside a macro). */
  readonly place: Place
  /** Undefined for a call that a JavaScript macro makes. */
  readonly written: WrittenCall | undefined
}

/** A column of a relation: its name, and how SQL has it. */
export interface KnownColumn {
  readonly name: string
  readonly sql: string
}

/** What a rendering needs from outside; the pure helpers (list, eq, concat ...) are the template room's own. */
export interface RenderContext {
  ref(call: HelperCall): unknown
  source(call: HelperCall): unknown
  /** `config` prints nothing; its named arguments come here. Throws where configuration has no effect. */
  config(call: HelperCall): void
  var(call: HelperCall): unknown
  env(call: HelperCall): unknown
  /**
   * The columns of the relation that is the call's first argument, as far as they are known without a warehouse; throws
   * where they are not. None while a template is rendered only to find what it refers to.
   */
  columnsOf(call: HelperCall): readonly KnownColumn[]
  /** A name as an identifier of the project's dialect. */
  quote(name: string): string
  /** Whether a backslash in a string of the project's dialect escapes what follows it. */
  readonly backslashEscapes: boolean
  /** The node's own relation; undefined where there is none (using it is then an error). */
  readonly self: unknown
  isIncremental(call: HelperCall): boolean
  readonly target: Readonly<Record<string, unknown>>
  /** ISO 8601 UTC. */
  runStartedAt(call: HelperCall): string
  invocationId(call: HelperCall): string
  readonly macros: MacroTable
}

/** A parameter of a macro or generic test; without `default` it must be given. */
export interface MacroParameter {
  readonly name: string
  readonly default?: unknown
  readonly place: Place
}

/** Where a macro or generic test of a package is from. */
interface PackageScope {
  readonly packageName: string
  /** The macros that its body sees: those of its own package go first. */
  readonly macros: MacroTable
}

/** `{{#macro "name" "arg" other="default"}} ... {{/macro}}`. */
export interface SqlMacro {
  readonly kind: "sql"
  readonly name: string
  /** Absent for the project's own, whose body sees what its caller sees. */
  readonly scope?: PackageScope
  readonly parameters: readonly MacroParameter[]
  readonly body: Template
  readonly place: Place
}

/** An exported function of `macros/*.js` or `.ts`: `(context, ...positional, {named})`. */
export interface JsMacro {
  readonly kind: "js"
  readonly name: string
  readonly scope?: PackageScope
  readonly file: string
  readonly call: (context: JsMacroContext, ...args: unknown[]) => unknown
  readonly place: Place
}

/** What a JavaScript macro may reach. `ref` and `source` return a relation that prints itself. */
export interface JsMacroContext {
  ref(...parts: string[]): unknown
  source(source: string, table: string): unknown
  var(name: string, fallback?: unknown): unknown
  env(name: string, fallback?: string): unknown
  readonly target: Readonly<Record<string, unknown>>
}

export type Macro = SqlMacro | JsMacro

/** `{{#test "name" "model" "column_name" arg="default"}} select ... {{/test}}`: a generic data test. */
export interface GenericTest {
  readonly name: string
  readonly scope?: PackageScope
  readonly parameters: readonly MacroParameter[]
  readonly body: Template
  readonly place: Place
}

/** By name; those of packages also by `package.name`. */
export type MacroTable = ReadonlyMap<string, Macro>

/** A piece of output and where it was written: `[outputStart, outputEnd)` came from the place in the file. */
export interface OutputSegment {
  readonly outputStart: number
  readonly outputEnd: number
  readonly file: SourceFile
  /** Offset in the file of the segment's first character; for computed output, of the call that made it. */
  readonly sourceStart: number
  /** True when the output is the file's own text, so that offsets inside the segment map one to one. */
  readonly verbatim: boolean
  /** The call of the macro whose file this is; absent for the rendered template's own file. */
  readonly calledFrom?: CallSite
}

/** Where a SQL macro was called. */
export interface CallSite {
  readonly macro: string
  readonly file: SourceFile
  readonly offset: number
  /** Set when the call stands inside another macro. */
  readonly calledFrom?: CallSite
}

export interface Rendered {
  readonly text: string
  readonly segments: readonly OutputSegment[]
}

import { ExactNumber } from "./exact-number.ts"
import { helperNames } from "./helpers.ts"
import type { Call, Expression, Path, Program, Statement } from "./syntax.ts"

interface Range {
  readonly start: number
  readonly end: number
}

/** What one syntax tree says by itself, macros not followed. */
export interface Scan {
  readonly relations: readonly (Range & {
    readonly kind: "ref" | "source"
    readonly parts: readonly string[]
    readonly version?: string | number
  })[]
  /** Names that are called, or named where a macro would be called. */
  readonly calls: readonly (Range & { readonly name: string })[]
  readonly configs: readonly Call[]
  readonly vars: readonly string[]
  readonly envs: readonly string[]
  /** A ref or source without literal arguments. */
  readonly dynamic: boolean
  /** Whether rendering may fail, or leave out what should not be, though every name in it is known. */
  readonly mayFail: boolean
  readonly usesIsIncremental: boolean
  readonly usesSelf: boolean
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] }

/** Walks a tree. `names` are those of arguments: they hide macros of the same name. */
export function scan(program: Program, names: readonly string[]): Scan {
  const found: Writable<Scan> = {
    relations: [],
    calls: [],
    configs: [],
    vars: [],
    envs: [],
    dynamic: false,
    mayFail: false,
    usesIsIncremental: false,
    usesSelf: false,
  }
  walkProgram(program, new Set(names))
  return found

  function walkProgram(inner: Program, outerNames: ReadonlySet<string>): void {
    const known = inner.blockParams.length === 0 ? outerNames : new Set([...outerNames, ...inner.blockParams])
    for (const statement of inner.body) walkStatement(statement, known)
  }

  function walkStatement(statement: Statement, known: ReadonlySet<string>): void {
    if (statement.kind === "mustache") {
      const { value } = statement
      if (value.kind === "call") walkCall(value, statement, known)
      else if (value.kind === "path") walkPath(value, statement, known)
    } else if (statement.kind === "block") {
      found.mayFail ||= statement.name !== "if" && statement.name !== "unless"
      for (const argument of statement.args) walk(argument, known)
      let inside = known
      for (const named of statement.named) {
        walk(named.value, inside)
        if (statement.name === "let") inside = new Set([...inside, named.name])
      }
      if (statement.program !== undefined) walkProgram(statement.program, inside)
      if (statement.inverse !== undefined) walkProgram(statement.inverse, known)
    }
  }

  function walk(expression: Expression, known: ReadonlySet<string>): void {
    if (expression.kind === "call") walkCall(expression, expression, known)
    else if (expression.kind === "path") walkPath(expression, expression, known)
  }

  function walkPath(path: Path, at: Range, known: ReadonlySet<string>): void {
    const [name] = path.parts
    found.mayFail ||= path.parts.length > 1 || (name !== "self" && name !== "is_incremental")
    if (name === undefined || path.data || path.local || path.depth > 0 || known.has(name)) return
    if (name === "self") found.usesSelf = true
    else if (name === "is_incremental") found.usesIsIncremental = true
    else if (!helperNames.has(name))
      found.calls.push({ name: path.parts.join("."), start: at.start, end: at.end })
  }

  function walkCall(call: Call, at: Range, known: ReadonlySet<string>): void {
    const mayFailBefore = found.mayFail
    for (const argument of call.args) walk(argument, known)
    for (const named of call.named) walk(named.value, known)
    const range = { start: at.start, end: at.end }
    switch (call.name) {
      case "ref":
      case "source": {
        const parts = call.args.flatMap(literalText)
        const [named] = call.named
        const version = named?.value.kind === "literal" ? versionOf(named.value.value) : undefined
        if (parts.length !== call.args.length || (named !== undefined && version === undefined))
          found.dynamic = true
        else
          found.relations.push({
            kind: call.name,
            parts,
            ...(version === undefined ? {} : { version }),
            ...range,
          })
        break
      }
      case "config":
        found.configs.push({ ...call, ...range })
        // Its values were worked out when the project was loaded.
        found.mayFail = mayFailBefore
        break
      case "var":
        found.mayFail = true
        found.vars.push(...call.args.slice(0, 1).flatMap(literalText))
        break
      case "env":
        found.mayFail = true
        found.envs.push(...call.args.slice(0, 1).flatMap(literalText))
        break
      case "is_incremental":
        found.usesIsIncremental = true
        break
      case "self":
        found.usesSelf = true
        break
      default:
        found.mayFail = true
        if (!helperNames.has(call.name)) found.calls.push({ name: call.name, ...range })
    }
  }
}

/** What may stand behind `v=`, as a version is known; undefined for anything else. */
export function versionOf(value: unknown): string | number | undefined {
  if (value instanceof ExactNumber) return String(value)
  return typeof value === "string" || typeof value === "number" ? value : undefined
}

function literalText(expression: Expression): string[] {
  return expression.kind === "literal" && typeof expression.value === "string" ? [expression.value] : []
}

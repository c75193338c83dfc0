import type { Spanned } from "../ast/spanned.ts"
import type { Call, ColumnRef, Select } from "../ast.ts"
import type { SqlDialect } from "../types.ts"
import type { AnalysisOptions, RelationRead, SqlProblem, SqlProblemCode } from "./result.ts"
import { relationShape, type Shape } from "./shape.ts"

/** What one analysis gathers while it walks over the tree. */
export interface State {
  readonly dialect: SqlDialect
  readonly options: AnalysisOptions
  readonly problems: Map<string, SqlProblem>
  readonly reads: RelationRead[]
  readonly shapes: Map<string, { readonly shape: Shape; readonly id: string | undefined }>
  /** Selects that read columns of the query around them. */
  readonly correlated: Set<Select>
  /** Calls of functions that run on the leader node alone. */
  readonly leaderNodeCalls: Call[]
  /** The text of a node, by which equal ones are found. */
  readonly textOf: (node: Spanned) => string
}

export function stateOf(sql: string, options: AnalysisOptions): State {
  return {
    dialect: options.dialect,
    options,
    problems: new Map(),
    reads: [],
    shapes: new Map(),
    correlated: new Set(),
    leaderNodeCalls: [],
    textOf: ({ start, end }) =>
      sql
        .slice(start, end)
        .toLowerCase()
        .replace(/\s+/g, " ")
        .replace(/\b\w+\.(?=[a-z_])/g, "")
        .replace(/ asc$/, ""),
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Notes what the warehouse would refuse, once for each place. */
export function problem(
  state: State,
  code: SqlProblemCode,
  span: Span,
  message: string,
  hint?: string | undefined,
  severity: SqlProblem["severity"] = "error",
): void {
  const key = `${span.start} ${code}`
  if (state.problems.has(key)) return
  const length = Math.max(1, span.end - span.start)
  state.problems.set(key, { code, severity, message, hint, offset: span.start, length })
}

/** A column is read of which a subquery has several: DuckDB takes the first without a word. */
export function ofOneName(state: State, span: Span, source: { readonly name: string }, column: string): void {
  problem(
    state,
    "LUX-1319",
    span,
    `"${source.name}" has several columns "${column}"`,
    "Give them names of their own.",
  )
}

/** The shape of a relation outside of the query. */
export function outside(
  state: State,
  parts: readonly string[],
): { readonly shape: Shape; readonly id: string | undefined } {
  const name = parts.join(".")
  let found = state.shapes.get(name)
  if (found === undefined) {
    const known = state.options.relationOf(parts)
    found = { shape: relationShape(known, name), id: known?.id }
    state.shapes.set(name, found)
  }
  return found
}

/** The span of the part of a reference that names the column. */
export function partSpan(node: ColumnRef, index: number): Span {
  return node.parts[index] ?? node
}

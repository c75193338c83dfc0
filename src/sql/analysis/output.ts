import type { Query } from "../ast.ts"
import { typeText } from "../data-type.ts"
import { queryShape } from "./query.ts"
import type { AnalysisOptions, OutputColumn, QueryAnalysis } from "./result.ts"
import type { Shape } from "./shape.ts"
import { problem, type State, stateOf } from "./state.ts"
import { type Column, influences, publicOrigins } from "./value.ts"

/** The analysis of a parsed query. */
export function analysedQuery(node: Query, options: AnalysisOptions): QueryAnalysis {
  const state = stateOf(options)
  const shape = queryShape(node, { state, ctes: { shapes: new Map(), parent: undefined }, parent: undefined })
  if (options.asTable !== false) checkNames(shape, node, state)
  return {
    columns: shape.open
      ? undefined
      : shape.columns.map((column, index) => outputColumn(column, index, shape, node, state)),
    problems: [...state.problems.values()].sort((a, b) => a.offset - b.offset),
    lineage: shape.columns.map(({ name, origins, complete }) => ({
      column: name,
      origins: publicOrigins(origins),
      complete,
    })),
    influence: shape.deciders === undefined ? [] : influences(shape.deciders),
    relations: state.reads,
    unknown: undefined,
  }
}

function outputColumn(column: Column, index: number, shape: Shape, node: Query, state: State): OutputColumn {
  const { start, end } = shape.written[index] ?? node
  const { name, type, nullable } = column
  // Other engines have other rules for what comes of their types: there a type is known only as it was declared.
  const spelled = state.dialect === "redshift" ? typeText(type) : type.spelled
  return { name, type: spelled, nullable, offset: start, length: end - start }
}

/** A table or view needs a name of its own for each column. DuckDB makes one. */
function checkNames(shape: Shape, node: Query, state: State): void {
  if (state.dialect === "duckdb") return
  const seen = new Set<string>()
  for (const [index, { name }] of shape.columns.entries()) {
    if (seen.has(name))
      problem(
        state,
        "LUX-1319",
        shape.written[index] ?? node,
        name === "?column?" ? "two columns have no name" : `two columns are named "${name}"`,
        'Give it another name with "as".',
      )
    seen.add(name)
  }
}

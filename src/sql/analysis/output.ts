import { dialectFacts } from "../../project/warehouses.ts"
import type { Query } from "../ast.ts"
import { typeText } from "../data-type.ts"
import { queryShape } from "./query.ts"
import { refuseLeaderNodeCalls } from "./refused/leader-node.ts"
import { refuseColumnName } from "./refused/queries.ts"
import type { AnalysisOptions, OutputColumn, QueryAnalysis } from "./result.ts"
import type { Shape } from "./shape.ts"
import { problem, type State, stateOf } from "./state.ts"
import { type Column, influences, publicOrigins } from "./value.ts"

/** The analysis of a parsed query. */
export function analysedQuery(node: Query, sql: string, options: AnalysisOptions): QueryAnalysis {
  const state = stateOf(sql, options)
  const shape = queryShape(node, { state, ctes: { shapes: new Map(), parent: undefined }, parent: undefined })
  if (options.asTable !== false) checkNames(shape, node, state)
  refuseLeaderNodeCalls(state)
  const cased = dialectFacts(options.dialect).casedNames && /"[^"]*\p{Lu}[^"]*"/u.test(sql)
  const problems = [...state.problems.values()].filter((each) => !cased || !sameName.has(each.code))
  return {
    columns: shape.open
      ? undefined
      : shape.columns.map((column, index) => outputColumn(column, index, shape, node, state)),
    problems: problems.sort((a, b) => a.offset - b.offset),
    lineage: shape.columns.map(({ name, origins, complete, madeBy }) => ({
      column: name,
      origins: publicOrigins(origins),
      complete,
      expression: madeBy && sql.slice(madeBy.start, madeBy.end),
    })),
    influence: shape.deciders === undefined ? [] : influences(shape.deciders),
    relations: state.reads,
    unknown: undefined,
  }
}

/** Problems of names that are the same: to Postgres quoted names with capitals are names of their own. */
const sameName = new Set(["LUX-1311", "LUX-1319", "LUX-1320"])

function outputColumn(column: Column, index: number, shape: Shape, node: Query, state: State): OutputColumn {
  const { start, end } = shape.written[index] ?? node
  const { name, type, nullable } = column
  // Other engines have other rules for what comes of their types: there a type is known only as it was declared.
  const spelled = dialectFacts(state.dialect).analysed ? typeText(type) : type.spelled
  return { name, type: spelled, nullable, offset: start, length: end - start }
}

/** A table or view needs a name of its own for each column. */
function checkNames(shape: Shape, node: Query, state: State): void {
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
    refuseColumnName(name, shape.written[index] ?? node, state)
  }
}

import type { FromItem, Node, Statement } from "../ast.ts"
import { type Context, refuse } from "./context.ts"
import type { Out } from "./output.ts"
import { emitQuery } from "./query.ts"
import { innerScope } from "./scope.ts"
import { emit, within } from "./walk.ts"

/** A whole statement. */
export function emitStatement(node: Statement, context: Context): Out {
  const place = { context, scope: innerScope(undefined) }
  if (node.kind === "query") return emitQuery(node, place).out
  if (context.engine.lacks?.has("dml")) refuse(place, node, "a statement that is not a query")
  if (node.kind === "definition") return within(node, place)
  const replaced = new Map<Node, Out>()
  for (const item of relationsOf(node)) replaced.set(item, emit(item, place))
  if (node.kind === "insert" || node.kind === "createTableAs") {
    const outside = { context, scope: innerScope(undefined) }
    replaced.set(node.query, emitQuery(node.query, outside).out)
  }
  if (node.kind === "update" || node.kind === "merge") {
    const assignments = node.kind === "update" ? node.assignments : node.branches
    for (const each of assignments) replaced.set(each, emit(each, place))
  }
  return within(node, place, replaced)
}

function relationsOf(node: Exclude<Statement, { kind: "query" | "definition" }>): FromItem[] {
  switch (node.kind) {
    case "update":
      return [node.target, ...node.from]
    case "delete":
      return [node.target, ...node.using]
    case "merge":
      return [node.target, node.source]
    default:
      return [node.target]
  }
}

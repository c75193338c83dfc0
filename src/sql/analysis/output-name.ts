import type { Expression } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import type { SqlDialect } from "../types.ts"

/**
 * The name of a column without an alias. Undefined where only the engine knows it, or whether it is one column at all:
 * DuckDB names an expression by its text, and Postgres has changed its names over the versions.
 */
export function outputName(node: Expression, dialect: SqlDialect): string | undefined {
  const name = impliedName(node) ?? "?column?"
  if (dialect === "redshift") return name
  if (node.kind === "column") return node.steps.length === 0 ? name : undefined
  return dialect === "postgres" && node.kind === "call" && node.form === undefined ? name : undefined
}

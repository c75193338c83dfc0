import type { Expression } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import type { SqlDialect } from "../types.ts"

/** The name of a column without an alias. Undefined where only the engine knows it, or whether it is one column at all. */
export function outputName(node: Expression, dialect: SqlDialect): string | undefined {
  return isKnown[dialect](node) ? (impliedName(node) ?? "?column?") : undefined
}

const isPlainColumn = (node: Expression): boolean => node.kind === "column" && node.steps.length === 0

/** Where a dialect's rule for names is known. */
const isKnown: Readonly<Record<SqlDialect, (node: Expression) => boolean>> = {
  redshift: () => true,
  // It names other expressions by their text.
  duckdb: isPlainColumn,
  // It has changed the names of other expressions over the versions.
  postgres: (node) => isPlainColumn(node) || (node.kind === "call" && node.form === undefined),
}

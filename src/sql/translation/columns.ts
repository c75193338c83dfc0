import type { Out } from "./output.ts"
import type { Columns, Scope } from "./scope.ts"
import type { SqlType } from "./sql-type.ts"
import { common } from "./sql-type.ts"

export function renamedColumns(columns: Columns, names: readonly string[] | undefined): Columns {
  if (columns === undefined || names === undefined) return columns
  const types = [...columns.values()]
  return new Map(names.map((name, index) => [name, types[index] ?? { kind: "unknown" }]))
}

export function commonColumns(left: Columns, right: Columns): Columns {
  if (left === undefined || right === undefined || left.size !== right.size) return undefined
  const types = [...right.values()]
  return new Map([...left].map(([name, type], index) => [name, common([type, types[index] ?? type])]))
}

export function starColumns(
  qualifier: string | undefined,
  scope: Scope,
  columns: Map<string, SqlType>,
): boolean {
  const relations = scope.relations.filter((each) => qualifier === undefined || each.name === qualifier)
  if (relations.length === 0 || relations.some((each) => each.columns === undefined)) return false
  for (const relation of relations) for (const [name, type] of relation.columns ?? []) columns.set(name, type)
  return true
}

/** Adds text at the end of a query, before its closing parenthesis if it has one. */
export function beforeClose(text: Out, addition: string, parens: boolean): Out {
  const last = text.at(-1)
  if (!parens || last === undefined || typeof last === "string") return [...text, addition]
  return [...text.slice(0, -1), { start: last.start, end: last.end - 1 }, addition, ")"]
}

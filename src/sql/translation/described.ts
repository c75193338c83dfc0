import { dataType } from "../data-type.ts"
import type { Place } from "./context.ts"
import type { Columns } from "./scope.ts"
import { noText, type SqlType, typeNamed } from "./sql-type.ts"

/** What is known of a relation's columns. */
export interface Described {
  readonly columns: Columns
  /** Columns whose types are known, also where there may be others. */
  readonly some: Columns
}

/** `relation` is its name in lower case. */
export function described({ context }: Place, relation: string): Described {
  const columns = typed(context.columnTypes?.(relation))
  return { columns, some: columns ?? typed(context.someTypes?.(relation)) }
}

function typed(types: Readonly<Record<string, string>> | undefined): Columns {
  if (types === undefined) return undefined
  return new Map(Object.entries(types).map(([name, type]) => [name.toLowerCase(), columnType(type)]))
}

/** Without its digits a decimal may be any number: of what functions return the engines have types of their own. */
function columnType(name: string): SqlType {
  const { kind, precision } = dataType(name)
  return kind === "decimal" && precision === undefined ? noText : typeNamed(name)
}

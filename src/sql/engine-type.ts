import { isTranslated } from "../project/warehouses.ts"
import { castTypes } from "./to-duckdb/type-names.ts"
import { fixedTextTypes, textTypes } from "./translation/sql-type.ts"
import type { SqlDialect } from "./types.ts"

/** A type's name in one dialect as the engine of another has it; a name that is not known stays as it is. */
export function engineType(type: string, from: SqlDialect, to: SqlDialect): string {
  if (!isTranslated(from, to)) return type
  const [, name = "", sizes = "", zone = ""] =
    /^\s*([a-z0-9 ]+?)\s*(\(.*\))?( with(?:out)? time zone)?\s*$/.exec(type.toLowerCase()) ?? []
  if (decimals.has(name)) return `decimal${sizes === "" ? "(18,0)" : sizes}`
  return namesIn[to]({ name, sizes, zone }) ?? type
}

interface WrittenType {
  readonly name: string
  /** With the parentheses: `(10,2)`. */
  readonly sizes: string
  readonly zone: string
}

/** What each engine calls a type of Redshift; undefined: the same. */
const namesIn: Readonly<Record<SqlDialect, (type: WrittenType) => string | undefined>> = {
  duckdb: ({ name, zone }) =>
    textTypes.has(name) || fixedTextTypes.has(name)
      ? "varchar"
      : castTypes.get(name + (zone === " with time zone" ? "tz" : "")),
  postgres: ({ name, sizes }) => (name in postgresNames ? postgresNames[name] + sizes : undefined),
  redshift: () => undefined,
}

const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "dec"])

/** Redshift's names that Postgres does not know, or reads as something else. */
const postgresNames: Readonly<Record<string, string>> = {
  super: "jsonb",
  nvarchar: "varchar",
  nchar: "char",
  varbyte: "bytea",
  varbinary: "bytea",
  datetime: "timestamp",
}

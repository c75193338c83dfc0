import { castTypes } from "./to-duckdb/type-names.ts"
import { textTypes } from "./translation/sql-type.ts"
import type { SqlDialect } from "./types.ts"

/** A type's name in one dialect as the engine of another has it; a name that is not known stays as it is. */
export function engineType(type: string, from: SqlDialect, to: SqlDialect): string {
  if (from !== "redshift" || from === to) return type
  const [, name = "", sizes = "", zone = ""] =
    /^\s*([a-z0-9 ]+?)\s*(\(.*\))?( with(?:out)? time zone)?\s*$/.exec(type.toLowerCase()) ?? []
  if (decimals.has(name)) return `decimal${sizes === "" ? "(18,0)" : sizes}`
  if (to === "postgres") return name in postgresNames ? postgresNames[name] + sizes : type
  if (textTypes.has(name) || fixedTexts.has(name)) return "varchar"
  return castTypes.get(name + (zone === " with time zone" ? "tz" : "")) ?? type
}

const fixedTexts: ReadonlySet<string> = new Set(["char", "character", "nchar", "bpchar"])
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

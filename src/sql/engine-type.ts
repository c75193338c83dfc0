import { castTypes } from "./to-duckdb/type-names.ts"
import { textTypes } from "./translation/sql-type.ts"
import type { SqlDialect } from "./types.ts"

/** A type's name in one dialect as the engine of another has it; a name that is not known stays as it is. */
export function engineType(type: string, from: SqlDialect, to: SqlDialect): string {
  if (from !== "redshift" || to !== "duckdb") return type
  const [, name = "", sizes, zone = ""] =
    /^\s*([a-z0-9 ]+?)\s*(\(.*\))?( with(?:out)? time zone)?\s*$/.exec(type.toLowerCase()) ?? []
  if (textTypes.has(name) || fixedTexts.has(name)) return "varchar"
  if (decimals.has(name)) return `decimal${sizes ?? "(18,0)"}`
  return castTypes.get(name + (zone === " with time zone" ? "tz" : "")) ?? type
}

const fixedTexts: ReadonlySet<string> = new Set(["char", "character", "nchar", "bpchar"])
const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "dec"])

import pg from "pg"
import { bytesOfConstraint } from "./column-type.ts"
import { EngineError } from "./connection.ts"

const typeNames = "pg_type_typname_nsp_index"

/** An error as Redshift words it, where its words differ from Postgres'. */
export function errorText(error: unknown): string {
  if (error instanceof EngineError) return withDetail(error.message, error.detail)
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error ? error.message : String(error)
  const bytes = bytesOfConstraint(error.constraint)
  const tooLong = bytes ?? /value too long for type character(?: varying)?\((\d+)\)/.exec(error.message)?.[1]
  if (error.code === "23514" || error.code === "22001")
    if (tooLong !== undefined)
      return withDetail(
        "Value too long for character type",
        `error: Value too long for character type code: 8001 context: Value too long for type character varying(${tooLong})`,
      )
  switch (error.code) {
    case "40001":
      return withDetail("1023", `Serializable isolation violation on table: ${error.message}`)
    case "23505":
      // Postgres makes a type for each table: two tables of similar names at once can be in each other's way.
      if (error.constraint === typeNames)
        return withDetail("1023", `Serializable isolation violation on table: ${error.message}`)
      break
    case "42P07":
      return withDetail(error.message.replace(/^relation/, "Relation"), undefined)
    case "21000":
      if (error.message.startsWith("MERGE"))
        return withDetail("Found multiple matches to update the same tuple", undefined)
      break
    case "23502":
      return withDetail(
        `Cannot insert a NULL value into column ${error.column ?? ""}`,
        `null value in column "${error.column}" of "${error.table}"`,
      )
    default:
  }
  const position = error.position === undefined ? "" : `\n  Position: ${error.position}`
  return `${withDetail(error.message, error.detail)}${error.hint === undefined ? "" : `\n  Hint: ${error.hint}`}${position}`
}

function withDetail(message: string, detail: string | undefined): string {
  return `ERROR: ${message}${detail === undefined ? "" : `\n  Detail: ${detail}`}`
}

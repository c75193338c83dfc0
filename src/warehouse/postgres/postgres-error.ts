import pg from "pg"
import { Interrupted, LuxError } from "../../errors.ts"
import { refusedQuotient } from "../../sql/postgres-functions/number.ts"
import { cancelledHint, WarehouseError } from "../errors.ts"

/** What Postgres, or a Redshift over its protocol, says, as an error that can be shown or, where lux asked for it, as an interruption. */
export function postgresError(error: unknown, sql: string, interrupted: boolean): Error {
  if (error instanceof LuxError || error instanceof Interrupted) return error
  if (!(error instanceof pg.DatabaseError)) {
    const message = error instanceof Error ? error.message : String(error)
    const said = message.includes("not queryable") ? "it was closed before this statement" : message
    return new WarehouseError("LUX-2631", `the connection ended: ${said}`, {
      sql,
      hint: /\bcommit$/i.test(sql)
        ? "Whether the transaction was committed is not known. Run it again; look first at a table that every run adds to."
        : "What was not committed is undone: run it again.",
      transient: true,
      cause: error,
    })
  }
  const { code, message, detail, hint, position } = error
  const quotient = refusedQuotient(message, sql)
  if (quotient !== undefined)
    return new WarehouseError("LUX-2010", quotient.message, { ...quotient, sql, cause: error })
  if (code === "57014" && /user request|cancel on user/i.test(message))
    return interrupted
      ? new Interrupted("interrupted")
      : new WarehouseError("LUX-2606", message, { sql, hint: cancelledHint, cause: error })
  const repeatable = isConflict(error)
  return new WarehouseError(
    repeatable ? "LUX-2605" : "LUX-2010",
    detail === undefined ? message : `${message}: ${detail}`,
    {
      sql,
      hint: repeatable ? "Another transaction was in the way: run it again." : hint,
      position: position === undefined ? undefined : Number(position) - 1,
      cause: error,
      transient: repeatable || isUnavailable(code),
    },
  )
}

/** Whether the server is there but takes nothing now: it starts or stops, or has too many connections. */
export function isUnavailable(code: string | undefined): boolean {
  return code !== undefined && /^(08...|53300|57P0[1235])$/.test(code)
}

/** Serialization failures, deadlocks and locks that did not come in time of Postgres, 1023 of Redshift, and a table that was dropped under a reader. */
function isConflict({ code = "", constraint, message }: pg.DatabaseError): boolean {
  // Every table has a type of its name, and one of its arrays: names that start alike can meet for a moment.
  if (code === "23505" && constraint === "pg_type_typname_nsp_index") return true
  return conflicts.has(code) || /\b1023\b|could not open relation with OID/i.test(message)
}

const conflicts: ReadonlySet<string> = new Set(["40001", "40P01", "55P03"])

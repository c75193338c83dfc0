import { columnTwice } from "../../compile/distinct-columns.ts"
import type { ExecutableSql } from "../../compile/to-executable.ts"
import type { LuxError, Place } from "../../errors.ts"
import { strictCastAt } from "../../sql/strict-text.ts"
import { asLuxError, WarehouseError } from "../../warehouse/errors.ts"
import type { Refusals } from "../../warehouse/statements.ts"

/** An engine's error at the place in the authored file that its position comes from; at `otherwise` where none is reported. */
export function authoredError(
  error: LuxError,
  compiled: ExecutableSql | undefined,
  otherwise: Place | undefined,
): LuxError {
  if (!(error instanceof WarehouseError) || compiled === undefined || error.place !== undefined)
    return asLuxError(error, otherwise)
  const start = error.sql.indexOf(compiled.sql.trimEnd())
  if (start === -1) return asLuxError(error, otherwise)
  const offset =
    error.position === undefined ? strictCastAt(error.message, compiled.sql) : error.position - start
  if (offset === undefined || offset < 0) return asLuxError(error, otherwise)
  return asLuxError(error, compiled.placeAt(offset), compiled.callersAt(offset))
}

/** The error as LUX-1319, at the query, where the warehouse refused two of its columns for their name. */
export function namedTwice(
  error: LuxError,
  compiled: ExecutableSql | undefined,
  refusals: Refusals,
): LuxError {
  if (compiled === undefined || !(error instanceof WarehouseError) || error.place !== undefined) return error
  if (!error.sql.includes(compiled.sql.trimEnd())) return error
  const name = refusals.columnTwice(error)
  return name === undefined ? error : columnTwice(name, compiled, error)
}

import type { ErrorCode } from "../error-codes.ts"
import { LuxError, type LuxErrorDetails, type Place, type RelatedPlace } from "../errors.ts"

/** Of a statement that lux did not cancel by itself. */
export const cancelledHint =
  "Not lux ended it but somebody else, or a limit of the warehouse. What was not published stays as it was: run it again."

/** The engine refused a statement. `position` is an offset in `sql` where the engine tells one. */
export class WarehouseError extends LuxError {
  readonly sql: string
  readonly position: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    details: LuxErrorDetails & { readonly sql: string; readonly position?: number | undefined },
  ) {
    super(code, message, details)
    this.sql = details.sql
    this.position = details.position
  }
}

/**
 * A caught error as one that can be shown, at `place` (and `callers` of it) where it has none of its own. What lux does
 * not know passes through.
 */
export function asLuxError(error: unknown, place?: Place, callers: readonly RelatedPlace[] = []): LuxError {
  if (!(error instanceof LuxError)) throw error
  if (place === undefined || error.place !== undefined) return error
  const { hint } = error
  const related = [...error.related, ...callers]
  return error instanceof WarehouseError
    ? new WarehouseError(error.code, error.message, {
        place,
        hint,
        related,
        sql: error.sql,
        position: error.position,
        cause: error,
      })
    : new LuxError(error.code, error.message, { place, hint, related, cause: error })
}

/** The error with what failed and where: `post-hook failed: table "a" does not exist`. */
export function failedIn(
  what: string,
  error: WarehouseError,
  place: Place,
  callers: readonly RelatedPlace[],
): WarehouseError {
  return new WarehouseError(error.code, `${what} failed: ${error.message}`, {
    place,
    hint: error.hint,
    related: [...error.related, ...callers],
    sql: error.sql,
    position: error.position,
    cause: error,
  })
}

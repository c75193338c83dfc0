import type { Doubt } from "../../materialize/plan.ts"
import { isUnfit } from "../../materialize/unfit-values.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** The error of a statement that refused values, as one that names column, types and values; others as they are. */
export async function explainUnfit(
  session: Session,
  doubts: readonly Doubt[],
  error: unknown,
): Promise<unknown> {
  // What has a place is an error of a hook, not of the values.
  if (!isUnfit(error) || (error instanceof WarehouseError && error.place !== undefined)) return error
  for (const { query, problem } of doubts)
    try {
      const { rows } = await session.query(query)
      if (rows.length > 0) return problem(rows)
    } catch (reason) {
      if (!(reason instanceof WarehouseError)) throw reason
      return problem([], reason.message.split("\n")[0])
    }
  return error
}

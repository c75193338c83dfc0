import { setTimeout as sleep } from "node:timers/promises"
import { WarehouseError } from "./errors.ts"

/**
 * Runs a whole transaction, or a statement that is one; where another was in its way (LUX-2605) it runs again: nothing of it
 * was applied. Five times at most, and each time after a longer while.
 */
export async function tryAgain<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      if (!wasInTheWay(error) || attempt >= mostAttempts) throw error
      // Spread, so that those that met do not meet again.
      await sleep(50 * 2 ** attempt * (0.5 + Math.random() / 2))
    }
  }
}

const mostAttempts = 5

/** True where another transaction was in the way of what failed. */
export function wasInTheWay(error: unknown): boolean {
  if (error instanceof WarehouseError) return error.code === "LUX-2605"
  return error instanceof Error && error.cause !== undefined && wasInTheWay(error.cause)
}

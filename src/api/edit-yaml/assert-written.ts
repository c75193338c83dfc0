import { LuxError } from "../../errors.ts"

/**
 * For commands whose work is what they write. Throws LUX-2330 for the first of what could not be written: the others are
 * mostly so for the same reason.
 */
export function assertWritten(failures: readonly LuxError[], flag = "--target-path"): void {
  const [first] = failures
  if (first === undefined) return
  throw new LuxError(first.code, first.message, {
    hint: `Look at the rights and the space of the folder, or name another with ${flag}.`,
    cause: first.cause,
  })
}

import { type LuxError, Problems } from "../../errors.ts"

/** Throws what was found, all together. */
export function checkedTogether(found: readonly LuxError[]): void {
  const problems = new Problems()
  for (const error of found) problems.add(error)
  problems.throwIfAny()
}

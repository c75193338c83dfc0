import type { NodeResult } from "../run/results.ts"

/** Whether the checks of a node say all of it: of tests by themselves, unless none was asked. */
export function isOnlyChecks({ kind, checks }: NodeResult): boolean {
  return (kind === "test" || kind === "unit_test") && checks.length > 0
}

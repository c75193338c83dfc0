import type { SparkRun } from "../../api/types.ts"

export function sparkRunLine({ id, what, state, since, invocation }: SparkRun): string {
  const from = since === undefined ? "" : `, since ${since.toISOString().slice(0, 19).replace("T", " ")} UTC`
  return `${what} ${id}: ${state}${from}, of run ${invocation}`
}

import type { ReadProject } from "../../record/read-project.ts"
import { status } from "../../run/commands/status.ts"
import type { Status, StatusOptions } from "./quality-types.ts"
import { timeOf } from "./time-since.ts"

/** How the target stands. Throws LUX-2430 where there is no history, LUX-2431 for a time that is none. */
export function statusOfTarget(
  read: ReadProject,
  { since, lockTimeoutSeconds = 10, signal }: StatusOptions,
): Promise<Status> {
  return status(read, { since: timeOf(since ?? "7d", new Date()) ?? "", lockTimeoutSeconds, signal })
}

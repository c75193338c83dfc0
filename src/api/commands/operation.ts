import { type OperationResult, runOperation } from "../../run/commands/run-operation.ts"
import type { OpenProject } from "../open-project.ts"
import type { OperationOptions } from "../types.ts"

/** `lux run-operation`. */
export async function operation(open: OpenProject, options: OperationOptions): Promise<OperationResult> {
  return runOperation(await open.whole(), {
    ...options,
    dryRun: options.dryRun ?? false,
    transaction: options.transaction ?? true,
    lockTimeoutSeconds: options.lockTimeoutSeconds ?? 10,
    signal: options.signal,
    onStatement: options.onStatement ?? (() => undefined),
  })
}

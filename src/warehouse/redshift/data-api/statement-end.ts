import { setTimeout as sleep } from "node:timers/promises"
import { DescribeStatementCommand, type DescribeStatementResponse } from "@aws-sdk/client-redshift-data"
import type { ServiceClient } from "./service-client.ts"
import { StatementFailed } from "./statement-faults.ts"
import { waitSteps } from "./wait-steps.ts"

/** A statement that was sent, as the service answered. */
export interface Started {
  readonly Id?: string | undefined
  readonly SessionId?: string | undefined
  readonly Status?: string | undefined
  readonly HasResultSet?: boolean | undefined
}

/** A statement that ended well. */
export interface Finished {
  readonly id: string
  readonly sessionId: string | undefined
  readonly hasResult: boolean
}

/** How it is waited for: `seconds` that the service waits at most, undefined where it answers at once. */
export interface Waiting {
  readonly service: ServiceClient
  readonly seconds: number | undefined
  readonly signal: AbortSignal | undefined
}

/** Waits for the end of a statement. Throws `StatementFailed` where it fails; `sqls` are its parts. */
export async function endOf(started: Started, sqls: readonly string[], waiting: Waiting): Promise<Finished> {
  const id = started.Id ?? ""
  const sessionId = started.SessionId
  if (started.Status === "FINISHED") return { id, sessionId, hasResult: started.HasResultSet === true }
  const ended = await ending(id, started.Status, waiting)
  if (ended.Status === "FINISHED")
    return { id, sessionId: ended.SessionId ?? sessionId, hasResult: ended.HasResultSet === true }
  throw failure(ended, sqls)
}

/** Asks until the statement has ended. A question that fails is asked again: the statement goes on meanwhile. */
async function ending(
  id: string,
  status: string | undefined,
  { service, seconds, signal }: Waiting,
): Promise<DescribeStatementResponse> {
  const steps = waitSteps()
  // A service that waits has told a status; of one that does not, all is asked for.
  const waits = seconds !== undefined && status !== undefined
  const failed = status === "FAILED" || status === "ABORTED"
  for (;;) {
    if (!waits && !failed) await sleep(steps.next().value, undefined, { signal })
    const input = { Id: id, WaitTimeSeconds: waits && !failed ? seconds : undefined }
    const told = await service.repeatedly((client) =>
      client.send(new DescribeStatementCommand(input), aborting(signal)),
    )
    if (told.Status === "FINISHED" || told.Status === "FAILED" || told.Status === "ABORTED") return told
  }
}

export function aborting(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

/** Of several statements it is the first that failed. */
function failure(ended: DescribeStatementResponse, sqls: readonly string[]): Error {
  const { Status, SubStatements = [] } = ended
  const index = Math.max(
    0,
    SubStatements.findIndex((part) => part.Status === "FAILED"),
  )
  const message = SubStatements[index]?.Error ?? ended.Error
  const sql = sqls[index] ?? ""
  return Status === "ABORTED"
    ? new StatementFailed(message ?? "the statement was cancelled", sql, "cancelled")
    : new StatementFailed(message ?? "the statement failed without a reason", sql)
}

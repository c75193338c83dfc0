import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  type DescribeStatementResponse,
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
  GetStatementResultCommand,
  RedshiftDataClient,
  type SqlParameter,
} from "@aws-sdk/client-redshift-data"
import { Interrupted, WarehouseError } from "../../errors.ts"
import { type DataApiConfig, dataApiLimits } from "./data-api-config.ts"
import { withExactLongs } from "./exact-longs.ts"
import { fieldValue } from "./field-values.ts"
import { createSemaphore } from "./semaphore.ts"
import { serviceError, serviceFault } from "./service-errors.ts"
import { StatementFailed } from "./statement-faults.ts"
import { backOff, waitSteps } from "./wait-steps.ts"

/** A statement to run. */
export interface DataApiStatement {
  readonly sql: string
  readonly parameters?: SqlParameter[] | undefined
  /** The session that it runs in; undefined: one of its own, which is kept for a while. */
  readonly sessionId?: string | undefined
  /** Where it is aborted, the statement is cancelled; it has ended when the call throws `Interrupted`. */
  readonly signal?: AbortSignal | undefined
}

type BatchOptions = Pick<DataApiStatement, "sessionId" | "signal">

type Started = Pick<ExecuteStatementCommandOutput, "Id" | "SessionId" | "Status" | "HasResultSet">

/** A statement that ended well. */
export interface Finished {
  readonly id: string
  readonly sessionId: string | undefined
  readonly hasResult: boolean
}

/** What the service tells of a statement: times in milliseconds. */
interface Told {
  /** Rows that it changed or returns; undefined where the service does not say. */
  readonly rows: number | undefined
  readonly durationMs: number | undefined
  readonly queryId: number | undefined
}

export interface ResultPage {
  readonly columns: readonly ColumnMetadata[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** The Redshift Data API as lux uses it: every call may be repeated, every statement is waited for. */
export interface DataApi {
  /** Throws `StatementFailed` for what the engine refuses, LUX-2601..2604 for what the service does. */
  execute(statement: DataApiStatement): Promise<Finished>
  /** Several statements as one transaction, all or nothing. At most 40. */
  batch(sqls: readonly string[], options?: BatchOptions): Promise<Finished>
  describe(id: string): Promise<readonly Told[]>
  /** The pages of a result, one after another. */
  pages(id: string): AsyncIterable<ResultPage>
  /** Lets the service close a session soon: it would be kept for minutes, and so many it does not keep. Throws nothing. */
  release(sessionId: string): Promise<void>
  close(): void
}

/** Opens the service. Nothing is sent before the first call. */
export function createDataApi(config: DataApiConfig): DataApi {
  let client = clientOf(config)
  const limited = createSemaphore(config.maxActiveStatements ?? 50)
  const seconds = config.serviceWaits === false ? undefined : dataApiLimits.waitSeconds
  const target = {
    Database: config.database,
    ClusterIdentifier: config.clusterIdentifier,
    WorkgroupName: config.workgroupName,
    DbUser: config.dbUser,
    SecretArn: config.secretArn,
  }

  return {
    execute: (statement) => limited(() => execute(statement)),
    batch: (sqls, options) => limited(() => batch(sqls, options)),
    async describe(id) {
      const told = await repeatedly(() => client.send(new DescribeStatementCommand({ Id: id })))
      const parts = told.SubStatements ?? []
      return (parts.length === 0 ? [told] : parts).map(({ ResultRows, Duration, RedshiftQueryId }) => ({
        rows: ResultRows === undefined || ResultRows < 0 ? undefined : ResultRows,
        durationMs: Duration === undefined || Duration < 0 ? undefined : Duration / 1e6,
        queryId: RedshiftQueryId,
      }))
    },
    pages,
    async release(SessionId) {
      const last = { Sql: "select 1", SessionId, SessionKeepAliveSeconds: 1, ClientToken: randomUUID() }
      await client.send(new ExecuteStatementCommand(last)).catch(() => undefined)
    },
    close: () => client.destroy(),
  }

  async function execute({ sql, parameters, sessionId, signal }: DataApiStatement): Promise<Finished> {
    checkSize(sql)
    const command = {
      Sql: sql,
      Parameters: parameters?.length === 0 ? undefined : parameters,
      ...common(sessionId),
    }
    return run(
      (WaitTimeSeconds, abortSignal) =>
        client.send(new ExecuteStatementCommand({ ...command, WaitTimeSeconds }), aborting(abortSignal)),
      [sql],
      signal,
    )
  }

  async function batch(sqls: readonly string[], { sessionId, signal }: BatchOptions = {}): Promise<Finished> {
    for (const sql of sqls) checkSize(sql)
    const command = { Sqls: [...sqls], ...common(sessionId) }
    return run(
      (WaitTimeSeconds, abortSignal) =>
        client.send(new BatchExecuteStatementCommand({ ...command, WaitTimeSeconds }), aborting(abortSignal)),
      sqls,
      signal,
    )
  }

  /** The token is the same for every attempt: what was lost on the way back is not run again. */
  function common(sessionId: string | undefined) {
    return { ClientToken: randomUUID(), StatementName: config.statementName, ...place(sessionId) }
  }

  async function run(
    send: (wait: number | undefined, abort?: AbortSignal) => Promise<Started>,
    sqls: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Finished> {
    try {
      return await finish(await repeatedly(() => send(seconds, signal)), sqls, signal)
    } catch (error) {
      if (signal?.aborted !== true || error instanceof WarehouseError) throw error
    }
    // Nobody waits any more: the same call tells which statement it is, so that it can be cancelled, and its end seen.
    const started = await repeatedly(() => send(undefined))
    await client.send(new CancelStatementCommand({ Id: started.Id })).catch(() => undefined)
    try {
      return await finish({ ...started, Status: undefined }, sqls, undefined)
    } catch (error) {
      throw error instanceof StatementFailed && error.fault === "cancelled"
        ? new Interrupted(error.message)
        : error
    }
  }

  /** A session knows its database and user already, and refuses to be told again. */
  function place(sessionId: string | undefined) {
    const keep = { SessionKeepAliveSeconds: config.sessionKeepAliveSeconds ?? 300 }
    return sessionId === undefined ? { ...target, ...keep } : { SessionId: sessionId, ...keep }
  }

  async function finish(
    started: Started,
    sqls: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Finished> {
    const id = started.Id ?? ""
    const sessionId = started.SessionId
    if (started.Status === "FINISHED") return { id, sessionId, hasResult: started.HasResultSet === true }
    const ended = await ending(id, started.Status, signal)
    if (ended.Status === "FINISHED")
      return { id, sessionId: ended.SessionId ?? sessionId, hasResult: ended.HasResultSet === true }
    throw failure(ended, sqls)
  }

  /** Asks until the statement has ended. A question that fails is asked again: the statement goes on meanwhile. */
  async function ending(
    id: string,
    status: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<DescribeStatementResponse> {
    const steps = waitSteps()
    // A service that waits has told a status; of one that does not, all is asked for.
    const waits = seconds !== undefined && status !== undefined
    const failed = status === "FAILED" || status === "ABORTED"
    for (;;) {
      if (!waits && !failed) await sleep(steps.next().value, undefined, { signal })
      const input = { Id: id, WaitTimeSeconds: waits && !failed ? seconds : undefined }
      const told = await repeatedly(() => client.send(new DescribeStatementCommand(input), aborting(signal)))
      if (told.Status === "FINISHED" || told.Status === "FAILED" || told.Status === "ABORTED") return told
    }
  }

  async function* pages(id: string): AsyncGenerator<ResultPage> {
    let token: string | undefined
    do {
      const NextToken = token
      const page = await repeatedly(() => client.send(new GetStatementResultCommand({ Id: id, NextToken })))
      const columns = page.ColumnMetadata ?? []
      yield {
        columns,
        rows: (page.Records ?? []).map((record) =>
          Object.fromEntries(
            record.map((field, index) => {
              const column = columns[index] ?? {}
              return [column.label ?? column.name ?? `column${index + 1}`, fieldValue(field, column)]
            }),
          ),
        ),
      }
      token = page.NextToken
    } while (token !== undefined && token !== "")
  }

  /** Backs off where the service has too much to do, and takes new credentials where the old have expired. */
  async function repeatedly<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await call()
      } catch (error) {
        if (error instanceof Error && error.name === "AbortError") throw error
        const kind = serviceFault(error)
        if (kind === undefined || attempt >= mostAttempts) throw serviceError(error)
        if (kind === "expired") client = clientOf(config)
        await sleep(backOff(attempt))
      }
    }
  }
}

function aborting(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

/** Beyond what the SDK itself repeats: over a minute in all. */
const mostAttempts = 10

function clientOf({ client, region, endpoint }: DataApiConfig): RedshiftDataClient {
  if (client !== undefined) return withExactLongs(client())
  // Which node runs is not for whoever reads the output of lux to decide.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true"
  return withExactLongs(
    new RedshiftDataClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 5,
    }),
  )
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

function checkSize(sql: string): void {
  const bytes = Buffer.byteLength(sql)
  if (bytes <= dataApiLimits.statementBytes) return
  throw new WarehouseError("LUX-2601", `a statement of ${bytes} bytes: the service takes at most 100 KB`, {
    sql: `${sql.slice(0, 200)} ...`,
    hint: "Split the model, or move a part of it into one that it refs.",
  })
}

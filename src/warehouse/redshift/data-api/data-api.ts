import { randomUUID } from "node:crypto"
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type SqlParameter,
} from "@aws-sdk/client-redshift-data"
import { Interrupted } from "../../../errors.ts"
import { WarehouseError } from "../../errors.ts"
import { type DataApiConfig, dataApiLimits } from "./data-api-config.ts"
import { type ResultPage, resultPages } from "./result-pages.ts"
import { createSemaphore } from "./semaphore.ts"
import { ServiceClient } from "./service-client.ts"
import { aborting, endOf, type Finished, type Started } from "./statement-end.ts"
import { StatementFailed } from "./statement-faults.ts"

export type { ResultPage } from "./result-pages.ts"
export type { Finished } from "./statement-end.ts"

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

/** What the service tells of a statement: times in milliseconds. */
interface Told {
  /** Rows that it changed or returns; undefined where the service does not say. */
  readonly rows: number | undefined
  readonly durationMs: number | undefined
  readonly queryId: number | undefined
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
  return new DataApiService(config)
}

class DataApiService implements DataApi {
  readonly #config: DataApiConfig
  readonly #service: ServiceClient
  readonly #limited: ReturnType<typeof createSemaphore>
  /** How long the service waits for a statement; undefined: it answers at once. */
  readonly #seconds: number | undefined

  constructor(config: DataApiConfig) {
    this.#config = config
    this.#service = new ServiceClient(config)
    this.#limited = createSemaphore(config.maxActiveStatements ?? 50)
    this.#seconds = config.serviceWaits === false ? undefined : dataApiLimits.waitSeconds
  }

  execute({ sql, parameters, sessionId, signal }: DataApiStatement): Promise<Finished> {
    return this.#limited(async () => {
      checkSize(sql)
      const command = {
        Sql: sql,
        Parameters: parameters?.length === 0 ? undefined : parameters,
        ...this.#common(sessionId),
      }
      const send: Send = (WaitTimeSeconds, abort) =>
        this.#service.repeatedly((client) =>
          client.send(new ExecuteStatementCommand({ ...command, WaitTimeSeconds }), aborting(abort)),
        )
      return this.#run(send, [sql], signal)
    })
  }

  batch(sqls: readonly string[], { sessionId, signal }: BatchOptions = {}): Promise<Finished> {
    return this.#limited(async () => {
      for (const sql of sqls) checkSize(sql)
      const command = { Sqls: [...sqls], ...this.#common(sessionId) }
      const send: Send = (WaitTimeSeconds, abort) =>
        this.#service.repeatedly((client) =>
          client.send(new BatchExecuteStatementCommand({ ...command, WaitTimeSeconds }), aborting(abort)),
        )
      return this.#run(send, sqls, signal)
    })
  }

  async describe(id: string): Promise<readonly Told[]> {
    const told = await this.#service.repeatedly((client) =>
      client.send(new DescribeStatementCommand({ Id: id })),
    )
    const parts = told.SubStatements ?? []
    return (parts.length === 0 ? [told] : parts).map(({ ResultRows, Duration, RedshiftQueryId }) => ({
      rows: ResultRows === undefined || ResultRows < 0 ? undefined : ResultRows,
      durationMs: Duration === undefined || Duration < 0 ? undefined : Duration / 1e6,
      queryId: RedshiftQueryId,
    }))
  }

  pages(id: string): AsyncIterable<ResultPage> {
    return resultPages(this.#service, id)
  }

  async release(SessionId: string): Promise<void> {
    const last = { Sql: "select 1", SessionId, SessionKeepAliveSeconds: 1, ClientToken: randomUUID() }
    await this.#service
      .once((client) => client.send(new ExecuteStatementCommand(last)))
      .catch(() => undefined)
  }

  close(): void {
    this.#service.close()
  }

  /** Sends a statement and waits for its end; where the signal is aborted, it is cancelled and has ended. */
  async #run(send: Send, sqls: readonly string[], signal: AbortSignal | undefined): Promise<Finished> {
    const waiting = { service: this.#service, seconds: this.#seconds, signal }
    try {
      return await endOf(await send(this.#seconds, signal), sqls, waiting)
    } catch (error) {
      if (signal?.aborted !== true || error instanceof WarehouseError) throw error
    }
    // Nobody waits any more: the same call tells which statement it is, so that it can be cancelled, and its end seen.
    const started = await send(undefined)
    await this.#service
      .once((client) => client.send(new CancelStatementCommand({ Id: started.Id })))
      .catch(() => undefined)
    try {
      return await endOf({ ...started, Status: undefined }, sqls, { ...waiting, signal: undefined })
    } catch (error) {
      throw error instanceof StatementFailed && error.fault === "cancelled"
        ? new Interrupted(error.message)
        : error
    }
  }

  /** The token is the same for every attempt: what was lost on the way back is not run again. */
  #common(sessionId: string | undefined) {
    return { ClientToken: randomUUID(), StatementName: this.#config.statementName, ...this.#place(sessionId) }
  }

  /** A session knows its database and user already, and refuses to be reported again. */
  #place(sessionId: string | undefined) {
    const { database, clusterIdentifier, workgroupName, dbUser, secretArn } = this.#config
    const keep = { SessionKeepAliveSeconds: this.#config.sessionKeepAliveSeconds ?? 300 }
    if (sessionId !== undefined) return { SessionId: sessionId, ...keep }
    return {
      Database: database,
      ClusterIdentifier: clusterIdentifier,
      WorkgroupName: workgroupName,
      DbUser: dbUser,
      SecretArn: secretArn,
      ...keep,
    }
  }
}

type Send = (wait: number | undefined, abort?: AbortSignal) => Promise<Started>

function checkSize(sql: string): void {
  const bytes = Buffer.byteLength(sql)
  if (bytes <= dataApiLimits.statementBytes) return
  throw new WarehouseError("LUX-2601", `a statement of ${bytes} bytes: the service takes at most 100 KB`, {
    sql: `${sql.slice(0, 200)} ...`,
    hint: "Split the model, or move a part of it into one that it refs.",
  })
}

import { randomUUID } from "node:crypto"
import type { ColumnMetadata, SqlParameter, StatementStatusString } from "@aws-sdk/client-redshift-data"
import type pg from "pg"
import { beginSnapshot, type Connection, type Result } from "./engine/connection.ts"
import { errorText } from "./engine/error-text.ts"
import { execute } from "./engine/execute.ts"
import type { Faults, StatementFault } from "./faults.ts"
import { columnMetadata, fieldOf, type SentField } from "./fields.ts"
import { withParameters } from "./named-parameters.ts"
import { recordQuery } from "./query-history.ts"
import { ServiceError } from "./service-error.ts"
import type { Session } from "./sessions.ts"

/** One SQL statement of a call, or the call itself. */
export interface Statement {
  readonly id: string
  readonly sql: string
  status: StatementStatusString
  readonly createdAt: Date
  updatedAt: Date
  /** Nanoseconds. */
  duration: number
  error: string | undefined
  /** Rows that it changed or returns; -1 where nobody knows. */
  resultRows: number
  queryId: number
  columns: readonly ColumnMetadata[] | undefined
  records: readonly (readonly SentField[])[]
}

/** A call of ExecuteStatement or BatchExecuteStatement. */
export interface Call extends Statement {
  readonly name: string | undefined
  readonly parameters: readonly SqlParameter[]
  readonly batch: boolean
  readonly mode: "TRANSACTION" | "AUTO_COMMIT"
  readonly parts: readonly Statement[]
  readonly session: Session
  /** Postgres' number of the process that it runs in. */
  pid: number
  cancelled: boolean
  /** Fulfilled when it has ended, in any way. */
  ended: Promise<void>
}

let queries = 0

export function newStatement(sql: string, id: string = randomUUID()): Statement {
  const now = new Date()
  return {
    id,
    sql,
    status: "SUBMITTED",
    createdAt: now,
    updatedAt: now,
    duration: -1,
    error: undefined,
    resultRows: -1,
    queryId: ++queries,
    columns: undefined,
    records: [],
  }
}

/** What every statement runs with. */
export type Environment = Pick<Connection, "objects" | "records">

/** Runs a call on its session; what goes wrong is in its status and error. */
export async function run(
  call: Call,
  environment: Environment,
  fault: ReturnType<Faults["statement"]>,
): Promise<void> {
  const started = process.hrtime.bigint()
  call.status = "STARTED"
  const together = call.batch && call.mode === "TRANSACTION"
  try {
    if (together) await call.session.client.query(beginSnapshot)
    for (const [index, part] of call.parts.entries()) {
      try {
        if (fault?.at === index) await strike(fault.kind, call)
        await runPart(part, call, environment)
      } catch (error) {
        part.error = textOf(error)
        part.status = call.cancelled ? "ABORTED" : "FAILED"
        part.updatedAt = new Date()
        if (call.mode === "TRANSACTION" || !call.batch) throw error
      }
    }
    if (together) await call.session.client.query("commit")
    call.status = "FINISHED"
    const last = call.parts.at(-1)
    if (!call.batch && last !== undefined) {
      const { columns, records, resultRows } = last
      Object.assign(call, { columns, records, resultRows })
    }
    const failed = call.parts.find(({ status }) => status === "FAILED")
    if (failed !== undefined) Object.assign(call, { status: "FAILED", error: failed.error })
  } catch (error) {
    if (together) await call.session.client.query("rollback").catch(() => undefined)
    call.status = call.cancelled ? "ABORTED" : "FAILED"
    call.error = textOf(error)
    for (const part of call.parts) if (part.status === "SUBMITTED") part.status = "ABORTED"
  }
  call.updatedAt = new Date()
  call.duration = Number(process.hrtime.bigint() - started)
}

/** Ends a statement, and the transaction that it stands in, as the engine does. */
async function strike(kind: StatementFault, call: Call): Promise<never> {
  const { client } = call.session
  if (client.getTransactionStatus() !== "I")
    await client.query("do $$ begin raise exception 'a fault'; end $$").catch(() => undefined)
  if (kind === "aborted") call.cancelled = true
  throw new Error(faultTexts[kind])
}

async function runPart(part: Statement, call: Call, environment: Environment): Promise<void> {
  const started = process.hrtime.bigint()
  const startedAt = new Date()
  part.status = "STARTED"
  const { client, settings, last } = call.session
  let inDatabase = 0n
  const connection: Connection = {
    ...environment,
    query: async (text, values = []) => {
      const sent = process.hrtime.bigint()
      try {
        return await queryOn(client, text, values)
      } finally {
        inDatabase += process.hrtime.bigint() - sent
      }
    },
    inTransaction: () => client.getTransactionStatus() !== "I",
    settings,
    last,
    queryId: part.queryId,
    sessionId: call.pid,
    scanned: { bytes: 0 },
  }
  try {
    const result = await execute(connection, withParameters(part.sql, call.parameters.map(known)))
    if (result.fields.length > 0) {
      const columns = result.fields.map(columnMetadata)
      part.columns = columns
      part.records = result.rows.map((row) => row.map((value, index) => fieldOf(value, columns[index] ?? {})))
    }
    part.resultRows = result.rowCount ?? -1
    part.status = "FINISHED"
    last.set("query", part.queryId)
  } catch (error) {
    part.error = textOf(error)
    throw error
  } finally {
    part.updatedAt = new Date()
    part.duration = Number(process.hrtime.bigint() - started)
    recordQuery(connection, { part, call, startedAt, inDatabase: Number(inDatabase / 1000n) })
  }
}

/** By the extended protocol, as the service: it takes one statement at a time. */
async function queryOn(client: pg.Client, text: string, values: readonly unknown[]): Promise<Result> {
  const query: pg.QueryArrayConfig & { readonly queryMode: string } = {
    text,
    values: [...values],
    rowMode: "array",
    queryMode: "extended",
  }
  const { fields, rows, rowCount } = await client.query<(string | null)[]>(query)
  return { fields, rows, rowCount: rowCount ?? undefined }
}

function known({ name, value }: SqlParameter) {
  return { name: name ?? "", value: value ?? "" }
}

const faultTexts = {
  conflict:
    "ERROR: 1023\nDETAIL: Serializable isolation violation on table - 100123, transactions forming the cycle are: 1, 2 (pid:1)",
  "dropped-relation": "ERROR: could not open relation with OID 100123",
  aborted: "Query cancelled on user's request",
}

function textOf(error: unknown): string {
  return error instanceof ServiceError ? error.message : errorText(error)
}

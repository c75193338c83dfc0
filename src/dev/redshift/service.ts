import pg from "pg"
import { dataApiLimits } from "../../warehouse/redshift/data-api/data-api-config.ts"
import { catalogOperations } from "./catalog-operations.ts"
import { createFaults, type Faults } from "./faults.ts"
import { type ObjectStoreOptions, objectStore } from "./object-store.ts"
import type { PostgresProcess } from "./postgres-process.ts"
import { runningQueries } from "./query-history.ts"
import { createRecords } from "./records.ts"
import { invalid, ServiceError } from "./service-error.ts"
import { batchInput, executeInput, idInput, listInput, parse, type Running } from "./service-input.ts"
import { createSessions } from "./sessions.ts"
import { type Call, newStatement, run, type Statement } from "./statements.ts"

export type Operation = (input: unknown) => Promise<Readonly<Record<string, unknown>>>

export interface Service {
  readonly operations: Readonly<Record<string, Operation>>
  readonly faults: Faults
  /** Every call that was run, in the order in which they came. */
  calls(): readonly Call[]
  expireSessions(): Promise<void>
  close(): Promise<void>
}

export interface ServiceOptions {
  readonly postgres: PostgresProcess
  /** Rows of a page of results; 1,000 by default. */
  readonly pageRows?: number | undefined
  /** Where COPY reads and UNLOAD writes; AWS itself unless said otherwise. */
  readonly objectStore?: ObjectStoreOptions | undefined
  /** The same seed, the same faults. */
  readonly faultSeed?: number | undefined
  /** 200 by default. */
  readonly mostActive?: number | undefined
}

/** The Redshift Data API on a Postgres: what its documentation says of each call, status, limit and error. */
export function createService({
  postgres,
  pageRows = 1000,
  mostActive = 200,
  objectStore: given,
  faultSeed,
}: ServiceOptions): Service {
  const sessions = createSessions(postgres)
  const faults = createFaults(faultSeed)
  const objects = objectStore(given)
  const calls = new Map<string, Call>()
  const environment = { objects, records: createRecords(withClient, () => runningQueries(calls.values())) }
  const byToken = new Map<string, string>()

  const operations: Readonly<Record<string, Operation>> = {
    async ExecuteStatement(input) {
      const given = parse(executeInput, input)
      return started(await begin("ExecuteStatement", given, [given.Sql], false, "TRANSACTION"), given)
    },
    async BatchExecuteStatement(input) {
      const given = parse(batchInput, input)
      const mode = given.ExecutionMode ?? "TRANSACTION"
      return started(
        await begin("BatchExecuteStatement", { ...given, Sql: "" }, given.Sqls, true, mode),
        given,
      )
    },
    async DescribeStatement(input) {
      const { Id, WaitTimeSeconds } = parse(idInput, input)
      const { call, statement } = find(Id)
      await settled(call, WaitTimeSeconds)
      return { ...described(statement), ...(statement === call ? ofCall(call) : {}) }
    },
    async GetStatementResult(input) {
      const { Id, NextToken, WaitTimeSeconds } = parse(idInput, input)
      const { call, statement } = find(Id)
      await settled(call, WaitTimeSeconds)
      if (statement.columns === undefined)
        throw new ServiceError(
          "ResourceNotFoundException",
          "Query does not have result. Please check query status with DescribeStatement.",
        )
      const from = NextToken === undefined ? 0 : Number(NextToken)
      const to = Math.min(statement.records.length, from + pageRows)
      return {
        ColumnMetadata: statement.columns,
        Records: statement.records.slice(from, to),
        TotalNumRows: statement.records.length,
        ...(to < statement.records.length ? { NextToken: String(to) } : {}),
      }
    },
    async CancelStatement(input) {
      const { call } = find(parse(idInput, input).Id)
      if (call.status !== "STARTED" && call.status !== "PICKED" && call.status !== "SUBMITTED")
        throw invalid(`Could not cancel a query that is already in ${call.status} state with ID: ${call.id}`)
      call.cancelled = true
      await withClient((client) => client.query("select pg_cancel_backend($1)", [call.pid]))
      return { Status: true }
    },
    async ListStatements(input) {
      const { StatementName, Status = "FINISHED" } = parse(listInput, input)
      const found = [...calls.values()].filter(
        ({ name, status }) =>
          (Status === "ALL" || status === Status) &&
          (StatementName === undefined || name?.startsWith(StatementName) === true),
      )
      return {
        Statements: found.reverse().map((call) => ({
          Id: call.id,
          Status: call.status,
          StatementName: call.name,
          QueryString: call.sql,
          CreatedAt: seconds(call.createdAt),
          UpdatedAt: seconds(call.updatedAt),
          IsBatchStatement: call.batch,
        })),
      }
    },
    async ListSessions() {
      return {
        Sessions: sessions
          .list()
          .map(({ id, busy }) => ({ SessionId: id, Status: busy ? "BUSY" : "AVAILABLE" })),
      }
    },
    ...catalogOperations(withClient),
  }
  return {
    operations,
    faults,
    calls: () => [...calls.values()],
    expireSessions: () => sessions.expire(),
    async close() {
      objects.close()
      await sessions.close()
    },
  }

  async function begin(
    operation: string,
    given: Running,
    sqls: readonly string[],
    batch: boolean,
    mode: Call["mode"],
  ): Promise<Call> {
    const earlier =
      given.ClientToken === undefined ? undefined : calls.get(byToken.get(given.ClientToken) ?? "")
    if (earlier !== undefined) return earlier
    check(given, sqls)
    const active = [...calls.values()].filter(({ status }) => status === "STARTED").length
    if (active >= mostActive)
      throw new ServiceError(
        "ActiveStatementsExceededException",
        "Active statements exceeded the allowed quota.",
      )
    const whole = newStatement(sqls.join(";\n"))
    // Taken before anything is waited for: the same call again, meanwhile, is this one.
    if (given.ClientToken !== undefined) byToken.set(given.ClientToken, whole.id)
    const session =
      given.SessionId === undefined
        ? await sessions.open(given.SessionKeepAliveSeconds)
        : sessions.take(given.SessionId)
    const call: Call = {
      ...whole,
      name: given.StatementName,
      parameters: given.Parameters ?? [],
      batch,
      mode,
      parts: sqls.map((text, index) => newStatement(text, batch ? `${whole.id}:${index + 1}` : whole.id)),
      session,
      pid: processOf(session.client),
      cancelled: false,
      ended: Promise.resolve(),
    }
    calls.set(call.id, call)
    call.ended = run(call, environment, faults.statement(operation, sqls.length)).then(() =>
      sessions.release(session, given.SessionKeepAliveSeconds),
    )
    return call
  }

  async function started(call: Call, { WaitTimeSeconds }: Pick<Running, "WaitTimeSeconds">) {
    await settled(call, WaitTimeSeconds)
    return {
      Id: call.id,
      CreatedAt: seconds(call.createdAt),
      ...(call.session.until === undefined ? {} : { SessionId: call.session.id }),
      ...(WaitTimeSeconds === undefined
        ? {}
        : { Status: call.status, HasResultSet: call.columns !== undefined }),
    }
  }

  function find(id: string): { readonly call: Call; readonly statement: Statement } {
    const [main = "", part] = id.split(":")
    const call = calls.get(main)
    const statement = part === undefined ? call : call?.parts[Number(part) - 1]
    if (call === undefined || statement === undefined)
      throw new ServiceError("ResourceNotFoundException", "Query does not exist.", 400, { ResourceId: id })
    return { call, statement }
  }

  async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const { host, user, database } = postgres
    const client = new pg.Client({ host, user, database })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
}

function check(given: Running, sqls: readonly string[]): void {
  for (const text of sqls)
    if (Buffer.byteLength(text) > dataApiLimits.statementBytes)
      throw invalid("Cannot process query string larger than 100kB")
  if (given.SessionId !== undefined) return
  if ((given.ClusterIdentifier === undefined) === (given.WorkgroupName === undefined))
    throw invalid("Either ClusterIdentifier or WorkgroupName must be specified.")
  if (given.Database === undefined && given.SecretArn === undefined)
    throw invalid("Database must be specified.")
  if (given.ClusterIdentifier !== undefined && given.SecretArn === undefined && given.DbUser === undefined)
    throw invalid("DbUser or SecretArn must be specified with ClusterIdentifier.")
}

/** Until it has ended, or for so long. */
async function settled(call: Call, waitSeconds = 0): Promise<void> {
  if (waitSeconds === 0) return
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitSeconds * 1000)
  })
  await Promise.race([call.ended, patience])
  clearTimeout(timer)
}

function described(statement: Statement) {
  return {
    Id: statement.id,
    Status: statement.status,
    Error: statement.error,
    CreatedAt: seconds(statement.createdAt),
    UpdatedAt: seconds(statement.updatedAt),
    Duration: statement.duration,
    HasResultSet: statement.columns !== undefined,
    QueryString: statement.sql,
    ResultRows: statement.resultRows,
    ResultSize: -1,
    RedshiftQueryId: statement.queryId,
  }
}

function ofCall(call: Call) {
  return {
    RedshiftPid: call.pid,
    SessionId: call.session.until === undefined ? undefined : call.session.id,
    QueryParameters: call.parameters,
    ...(call.batch ? { SubStatements: call.parts.map(described), ExecutionMode: call.mode } : {}),
  }
}

/** Times go over the wire as seconds since 1970. */
function seconds(at: Date): number {
  return at.getTime() / 1000
}

/** Postgres tells a client the number of its process when it connects. */
function processOf(client: pg.Client): number {
  return "processID" in client && typeof client.processID === "number" ? client.processID : 0
}

import { createHash } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import pg from "pg"
import * as z from "zod"
import { serveLoopback } from "../../api/loopback-server.ts"
import { LuxError } from "../../errors.ts"
import { bookkeeping, bootstrap } from "./engine/bootstrap.ts"
import { type Faults, faultRule } from "./faults.ts"
import { answerJson } from "./fields.ts"
import { type PostgresProcess, startPostgres } from "./postgres-process.ts"
import { createService, type ServiceOptions } from "./service.ts"
import { ServiceError } from "./service-error.ts"
import type { Call } from "./statements.ts"

/** A server that speaks the Redshift Data API's protocol, with a Postgres behind it. */
export interface RedshiftServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string
  readonly faults: Faults
  calls(): readonly Call[]
  /** Sessions that nothing runs in are closed, as the service does after a while. */
  expireSessions(): Promise<void>
  /** Requests that came in, by operation. */
  readonly requests: ReadonlyMap<string, number>
  stop(): Promise<void>
}

export interface RedshiftServerOptions extends Omit<ServiceOptions, "postgres"> {
  /** 0: any that is free. */
  readonly port?: number | undefined
  /** Where the data stays; otherwise it goes when the server is stopped. */
  readonly folder?: string | undefined
}

/** Throws LUX-2620 where there is no Postgres, LUX-2622 for a folder or a port that cannot be used. */
export async function startRedshiftServer(options: RedshiftServerOptions = {}): Promise<RedshiftServer> {
  const postgres = await startPostgres(options.folder)
  try {
    await prepare(postgres, options.folder)
    return await serve(postgres, options)
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function serve(postgres: PostgresProcess, options: RedshiftServerOptions): Promise<RedshiftServer> {
  const service = createService({ ...options, postgres })
  const requests = new Map<string, number>()
  const { url, close } = await serveLoopback(
    (request, response) => void answer(request, response),
    options.port ?? 0,
  ).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new LuxError("LUX-2622", `port ${options.port} cannot be listened on: ${said}`, {
      hint: "Choose another one with --port.",
    })
  })
  return {
    endpoint: url,
    faults: service.faults,
    calls: service.calls,
    expireSessions: service.expireSessions,
    requests,
    async stop() {
      await close()
      await service.close()
      await postgres.stop()
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/faults") return answerFaults(request, response, service.faults)
    const operation = String(request.headers["x-amz-target"] ?? "").replace(/^RedshiftData\./, "")
    requests.set(operation, (requests.get(operation) ?? 0) + 1)
    try {
      const input: unknown = JSON.parse((await bodyOf(request)) || "{}")
      const run = service.operations[operation]
      if (run === undefined)
        throw new ServiceError("UnknownOperationException", `There is no operation ${operation}.`)
      await service.faults.before(operation)
      const output = await run(input)
      if (service.faults.after(operation)) request.socket.destroy()
      else send(response, 200, output)
    } catch (error) {
      const known = error instanceof ServiceError ? error : undefined
      const message = error instanceof Error ? error.message : String(error)
      const type = known?.type ?? "InternalServerException"
      send(
        response,
        known?.status ?? 500,
        { __type: type, message, Message: message, ...known?.details },
        type,
      )
    }
  }
}

/** Makes a new database Redshift's, and looks whether an old one was made by these very statements. */
async function prepare(
  { host, user, database, fresh }: PostgresProcess,
  folder: string | undefined,
): Promise<void> {
  const made = createHash("sha256").update(bootstrap).digest("hex").slice(0, 16)
  const client = new pg.Client({ host, user, database })
  await client.connect()
  try {
    if (fresh) await client.query(`begin; ${bootstrap} comment on schema ${bookkeeping} is '${made}'; commit`)
    const { rows } = await client.query<{ made: string | null }>(
      "select obj_description(to_regnamespace($1), 'pg_namespace') as made",
      [bookkeeping],
    )
    if (rows[0]?.made !== made)
      throw new LuxError("LUX-2622", `the data in ${folder} was written by another version of lux`, {
        hint: "Remove the folder, or name another one with --folder.",
      })
  } finally {
    await client.end()
  }
}

/** `PUT /faults` takes the rules from now on; every answer tells how often each kind was injected. */
async function answerFaults(
  request: IncomingMessage,
  response: ServerResponse,
  faults: Faults,
): Promise<void> {
  try {
    if (request.method === "PUT") faults.set(z.array(faultRule).parse(JSON.parse(await bodyOf(request))))
    send(response, 200, Object.fromEntries(faults.injected))
  } catch (error) {
    send(response, 400, { message: error instanceof Error ? error.message : String(error) })
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

function send(response: ServerResponse, status: number, body: unknown, errorType?: string): void {
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.1",
    ...(errorType === undefined ? {} : { "x-amzn-errortype": errorType }),
  })
  response.end(answerJson(body))
}

import { readFileSync } from "node:fs"
import pg from "pg"
import { LuxError } from "../../errors.ts"
import type { PostgresConnection } from "../../project/target/target-types.ts"
import { isUnavailable } from "./postgres-error.ts"
import { parserOf } from "./postgres-values.ts"

export interface ClientOptions {
  readonly connection: PostgresConnection
  readonly database: string
}

/** An open connection; values come as `postgres-values.ts` says. Throws LUX-2631 where there is none to be had. */
export async function connect({ connection, database }: ClientOptions): Promise<pg.Client> {
  const { host, port, user, password, sslmode, connectTimeout } = connection
  const problems: unknown[] = []
  for (const ssl of waysToEncrypt(connection)) {
    const client = new pg.Client({
      host,
      port,
      user,
      database,
      ...(password() === undefined ? {} : { password: password() }),
      ssl,
      connectionTimeoutMillis: connectTimeout * 1000,
      application_name: "lux",
      // A way through the network that is gone without a word is noticed after minutes; the system's own first look is after two hours.
      keepAlive: true,
      keepAliveInitialDelayMillis: 60_000,
      types: { getTypeParser: parserOf },
    })
    // A connection that ends by itself is told by the statement that runs on it.
    client.on("error", () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      problems.push(error)
    }
  }
  // That there is no encryption is no news where the way without it was tried too.
  const telling = problems.find((problem) => !/does not support SSL/.test(messageOf(problem))) ?? problems[0]
  throw unreachable(telling, `${host}:${port}/${database}`, sslmode)
}

type Encryption =
  | false
  | { readonly rejectUnauthorized: boolean; ca?: string; checkServerIdentity?: () => undefined }

/** What is tried, in this order, as libpq does. */
function waysToEncrypt({ sslmode, sslrootcert }: PostgresConnection): readonly Encryption[] {
  const ca = sslrootcert === undefined ? {} : { ca: readFileSync(sslrootcert, "utf8") }
  const unchecked = { rejectUnauthorized: false, ...ca }
  switch (sslmode) {
    case "disable":
      return [false]
    case "allow":
      return [false, unchecked]
    case "prefer":
      return [unchecked, false]
    case "require":
      return [unchecked]
    case "verify-ca":
      return [{ rejectUnauthorized: true, checkServerIdentity: () => undefined, ...ca }]
    case "verify-full":
      return [{ rejectUnauthorized: true, ...ca }]
  }
}

function unreachable(error: unknown, place: string, sslmode: string): LuxError {
  const said = error instanceof AggregateError ? String(error.errors[0]) : messageOf(error)
  return new LuxError("LUX-2631", `there is no connection to ${place}: ${said}`, {
    hint: /ssl|certificate/i.test(said)
      ? `The target's sslmode is "${sslmode}": look at it and at sslrootcert.`
      : "Look at host, port, database, user and password of the target, and at the way through the network.",
    cause: error,
    transient: isPassing(error instanceof AggregateError ? error.errors[0] : error),
  })
}

/** A name that is unknown, a password or a database that is wrong stay so. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined
  return isUnavailable(code) || dropped.has(code ?? "") || /timeout|terminated|ended/i.test(error.message)
}

const dropped: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
])

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

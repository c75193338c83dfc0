import { RedshiftDataClient } from "@aws-sdk/client-redshift-data"
import { CompiledQuery, Kysely } from "kysely"
import type { DataApiConfig } from "../../warehouse/redshift/data-api/data-api-config.ts"
import { RedshiftDataApiDialect } from "../../warehouse/redshift/data-api/redshift-data-api-dialect.ts"
import { type RedshiftServer, startRedshiftServer } from "./redshift-server.ts"

/** A server with one way to it, for tests. */
export interface StandIn extends AsyncDisposable {
  readonly server: RedshiftServer
  readonly db: Kysely<unknown>
  /** Another way to the same server, with sessions of its own. */
  open(config?: Partial<DataApiConfig>): Kysely<unknown>
  /** Runs statements one after the other and gives the rows of the last one. */
  run(...statements: readonly string[]): Promise<readonly unknown[]>
  /** What a statement is refused with. */
  refusal(statement: string): Promise<string>
}

export async function startStandIn(
  options: Parameters<typeof startRedshiftServer>[0] = {},
): Promise<StandIn> {
  const server = await startRedshiftServer(options)
  const client = () =>
    new RedshiftDataClient({
      endpoint: server.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 2,
    })
  const open = (config: Partial<DataApiConfig> = {}) =>
    new Kysely<unknown>({
      dialect: new RedshiftDataApiDialect({ workgroupName: "w", database: "dev", client, ...config }),
    })
  const db = open()
  const run = async (...statements: readonly string[]): Promise<readonly unknown[]> => {
    let rows: readonly unknown[] = []
    for (const statement of statements) rows = (await db.executeQuery(CompiledQuery.raw(statement))).rows
    return rows
  }
  return {
    server,
    db,
    open,
    run,
    async refusal(statement) {
      try {
        await run(statement)
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
      throw new Error(`it was not refused: ${statement}`)
    },
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await server.stop()
    },
  }
}

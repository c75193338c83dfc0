import type { PostgresConnection as ConnectionKeys } from "../../project/target/target-types.ts"
import { catalogOf } from "../catalog.ts"
import type { OpenOptions } from "../implementation.ts"
import { sessionPool } from "../session-pool.ts"
import type { Warehouse } from "../warehouse.ts"
import { catalogQuery, commentsQuery, readCatalogRows, readCommentRows } from "./postgres-catalog.ts"
import { connect } from "./postgres-client.ts"
import { PostgresConnection } from "./postgres-connection.ts"
import { type KyselyParts, postgresSession } from "./postgres-session.ts"

export interface OverPostgres
  extends Omit<OpenOptions, "label">,
    Pick<Warehouse, "type" | "place" | "statements"> {
  /** A statement that a connection runs first, and that not every server knows. */
  readonly optional?: string | undefined
  /** Postgres' own unless given. */
  readonly kysely?: KyselyParts | undefined
}

/** A warehouse that speaks the Postgres protocol: Postgres itself, and Redshift. */
export function openOverPostgres(
  target: {
    readonly connection: ConnectionKeys
    readonly database: string
    readonly statementTimeout: number | undefined
  },
  { threads, settings, comments, optional, type, place, statements, kysely }: OverPostgres,
): Warehouse {
  const { statementTimeout } = target
  const limit = statementTimeout === undefined ? [] : [`set statement_timeout to ${statementTimeout * 1000}`]
  const pool = sessionPool(threads, async () => {
    const connection = await PostgresConnection.open({
      open: () => connect(target),
      settings: ["set timezone to 'UTC'", ...limit, ...settings],
      optional,
      comments,
    })
    return { connection, session: postgresSession(connection, kysely) }
  })
  return {
    type,
    place,
    statements,
    withSession: pool.withSession,
    readCatalog: (schemas) =>
      pool.withSession(async (session) => {
        const { found, entries } = readCatalogRows((await session.query(catalogQuery(schemas))).rows)
        return catalogOf(found, entries)
      }),
    readComments: (schemas) =>
      pool.withSession(async (session) =>
        readCommentRows((await session.query(commentsQuery(schemas))).rows),
      ),
    cancel: pool.interrupt,
    close: pool.close,
  }
}

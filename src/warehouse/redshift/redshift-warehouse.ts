import { targetPlace } from "../../project/target/target-place.ts"
import type { RedshiftTarget } from "../../project/types.ts"
import { backslashLiteral } from "../../sql/identifier.ts"
import { catalogOf } from "../catalog.ts"
import type { OpenOptions } from "../implementation.ts"
import { commentsQuery, readCatalogRows, readCommentRows } from "../postgres/postgres-catalog.ts"
import { sessionPool } from "../session-pool.ts"
import type { Warehouse } from "../warehouse.ts"
import { createDataApi } from "./data-api/data-api.ts"
import { RedshiftConnection } from "./data-api/redshift-connection.ts"
import { redshiftCatalogQuery } from "./redshift-catalog.ts"
import { redshiftSession } from "./redshift-session.ts"
import { redshiftStatements } from "./redshift-statements.ts"

/** Opens Redshift, through the Data API or over the Postgres protocol. Nothing is sent before the first statement. */
export async function openRedshift(target: RedshiftTarget, options: OpenOptions): Promise<Warehouse> {
  const { connection, queryGroup, statementTimeout } = target
  const group = (name: string | undefined): readonly string[] =>
    name === undefined ? [] : [`set query_group to ${backslashLiteral(name)}`]
  const settings = [...group(queryGroup), ...options.settings]
  const label = queryGroup === undefined ? group(options.label) : []
  const place = targetPlace(target)
  if (connection.kind === "postgres") {
    const { openRedshiftOverPostgres } = await import("./redshift-over-postgres.ts")
    const around = { settings, place, optional: label[0] }
    return openRedshiftOverPostgres({ ...target, connection }, { ...options, ...around })
  }
  const { clusterId, workgroup, dbUser, secretArn, region, endpoint, whenPaused, availableWithin } =
    connection
  const api = createDataApi({
    database: target.database,
    clusterIdentifier: clusterId,
    workgroupName: workgroup,
    dbUser,
    secretArn,
    region,
    endpoint,
    whenPaused,
    availableWithinSeconds: availableWithin,
    statementName: "lux",
  })
  const limit = statementTimeout === undefined ? [] : [`set statement_timeout to ${statementTimeout * 1000}`]
  const pool = sessionPool(options.threads, async () => {
    const one = new RedshiftConnection(api, {
      settings: [...limit, ...label, ...settings],
      comments: options.comments,
    })
    return { connection: one, session: redshiftSession(one) }
  })
  return {
    type: "redshift",
    place,
    statements: redshiftStatements,
    withSession: pool.withSession,
    readCatalog: (schemas) =>
      pool.withSession(async (session) => {
        const { found, entries } = readCatalogRows((await session.query(redshiftCatalogQuery(schemas))).rows)
        return catalogOf(found, entries)
      }),
    readComments: (schemas) =>
      pool.withSession(async (session) =>
        readCommentRows((await session.query(commentsQuery(schemas))).rows),
      ),
    cancel: pool.interrupt,
    async close() {
      await pool.close()
      api.close()
    },
  }
}

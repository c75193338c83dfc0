import * as z from "zod"
import { count, maybe, name, text } from "../yaml/value-schemas.ts"
import { databaseOf, networkKeys, networkOf, overPostgres, portKey } from "./network-keys.ts"
import { filled, missing, type TargetSite, targetKind } from "./target-kind.ts"
import { batchFormats, type DataApiConnection, type PostgresConnection } from "./target-types.ts"

const schema = z.strictObject({
  type: z.literal("redshift"),
  schema: name.default("public"),
  cluster_id: maybe(text),
  workgroup: maybe(text),
  db_user: maybe(text),
  secret_arn: maybe(text),
  region: maybe(text),
  endpoint: maybe(text),
  query_group: maybe(text),
  iam_role: maybe(text),
  when_paused: z.enum(["fail", "resume"]).default("fail"),
  available_within: count.default(900),
  port: portKey(5439),
  ...networkKeys,
})

/** COPY reads all of them. The first is the usual one. */
const formats = { embedded: batchFormats, spark: ["avro", "parquet"] } as const

export const redshiftTarget = targetKind(schema, (written, site) => {
  const database = databaseOf(written, site)
  const connection = connectionOf(written, site)
  if (database === undefined || connection === undefined) return undefined
  return {
    ...networkOf(written, site, formats),
    type: "redshift",
    database,
    connection,
    queryGroup: written.query_group,
    iamRole: filled(written.iam_role),
  }
})

function connectionOf(
  written: z.output<typeof schema>,
  site: TargetSite,
): DataApiConnection | PostgresConnection | undefined {
  const { cluster_id, workgroup, host, db_user, secret_arn } = written
  const said = Object.entries({ cluster_id, workgroup, host }).filter(
    ([, value]) => filled(value) !== undefined,
  )
  if (said.length === 0)
    return missing(
      site,
      "does not say where Redshift is",
      "Give workgroup (serverless) or cluster_id (provisioned) for the Data API, or host for the Postgres protocol.",
    )
  const [, second] = said
  if (second !== undefined)
    return missing(
      site,
      `has ${said.map(([key]) => `"${key}"`).join(" and ")}`,
      "It is one of them that it is reached by: take the others out.",
      second[0],
    )
  if (host !== undefined && filled(host) !== undefined) return overPostgres(written, host, "require")
  if (filled(cluster_id) !== undefined && filled(db_user) === undefined && filled(secret_arn) === undefined)
    return missing(
      site,
      'has a "cluster_id", and says not as whom to log in',
      "Give db_user, for which IAM gives a temporary password, or secret_arn.",
      "cluster_id",
    )
  return {
    kind: "data-api",
    clusterId: filled(cluster_id),
    workgroup: filled(workgroup),
    dbUser: filled(db_user),
    secretArn: filled(secret_arn),
    region: filled(written.region),
    endpoint: filled(written.endpoint),
    whenPaused: written.when_paused,
    availableWithin: written.available_within,
  }
}

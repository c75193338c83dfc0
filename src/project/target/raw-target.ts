import { resolve } from "node:path"
import { LuxError, type Place, type Problems } from "../../errors.ts"
import { safeFileName } from "../files/target-files.ts"
import { folderBeside } from "./target-place.ts"
import type { WrittenPostgres, WrittenRedshift, WrittenTarget } from "./target-schemas.ts"
import type { DataApiConnection, PostgresConnection, Target } from "./target-types.ts"

/** Where a target stands, for messages. */
export interface TargetSite {
  readonly name: string
  /** Absolute path of the project's folder. */
  readonly root: string
  /** Of the target's name, or of one of its keys. */
  readonly placeOf: (key?: string) => Place
  readonly problems: Problems
}

/** What a target's keys say together. Adds LUX-2630 for keys that do not belong together or are missing. */
export function targetOf(written: WrittenTarget, site: TargetSite): Target | undefined {
  const { name, root } = site
  const common = {
    name,
    schema: written.schema,
    schemaPrefix: written.schema_prefix,
    threads: written.threads,
    s3: { region: filled(written.s3_region), endpoint: filled(written.s3_endpoint) },
    place: site.placeOf(),
  }
  if (written.type === "duckdb") {
    if (written.path === ":memory:")
      return missing(
        site,
        "has no file: in memory nothing would be there after the command",
        "Leave path out, or name a file: data/lux.duckdb.",
        "path",
      )
    const path = resolve(root, written.path)
    return { ...common, type: "duckdb", path, batches: batchesOf(written.batches, folderBeside(path), root) }
  }
  const database = databaseOf(written, site)
  const batches = batchesOf(written.batches, resolve(root, "data", `${safeFileName(name)}.batches`), root)
  const { statement_timeout: statementTimeout, lease_expiry: leaseExpiry } = written
  const network = { statementTimeout, leaseExpiry }
  if (written.type === "postgres") {
    const { host } = written
    if (host === undefined)
      return missing(site, 'says no "host"', "host: db.example.com, or the folder of a socket.")
    if (database === undefined) return undefined
    const connection = overPostgres(written, host, "prefer")
    return { ...common, type: "postgres", database, batches, connection, ...network }
  }
  const connection = redshiftConnection(written, site)
  if (database === undefined || connection === undefined) return undefined
  const { query_group: queryGroup } = written
  const iamRole = filled(written.iam_role)
  const copying = { iamRole, batchFormat: written.batch_format }
  return { ...common, type: "redshift", database, batches, connection, queryGroup, ...copying, ...network }
}

function redshiftConnection(
  written: WrittenRedshift,
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
  }
}

function overPostgres(
  written: WrittenRedshift | WrittenPostgres,
  host: string,
  sslmode: PostgresConnection["sslmode"],
): PostgresConnection {
  const password = filled(written.password) ?? filled(written.pass)
  return {
    kind: "postgres",
    host,
    port: written.port,
    user: filled(written.user),
    password: () => password,
    sslmode: written.sslmode ?? sslmode,
    sslrootcert: filled(written.sslrootcert),
    connectTimeout: written.connect_timeout,
  }
}

function databaseOf(written: WrittenRedshift | WrittenPostgres, site: TargetSite): string | undefined {
  const database = filled(written.database) ?? filled(written.dbname)
  return database ?? missing(site, 'says no "database"', "database: dev")
}

/** An environment variable that is set to nothing is as good as none. */
function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value
}

function batchesOf(written: string, otherwise: string, root: string): string {
  if (written === "") return otherwise
  return /^s3:\/\//.test(written) ? written : resolve(root, written)
}

function missing(
  { name, placeOf, problems }: TargetSite,
  what: string,
  hint: string,
  key?: string,
): undefined {
  problems.add(new LuxError("LUX-2630", `target "${name}" ${what}`, { place: placeOf(key), hint }))
  return undefined
}

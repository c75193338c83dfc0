import { join } from "node:path"
import * as z from "zod"
import { safeFileName } from "../files/target-files.ts"
import { count, maybe, text } from "../yaml/value-schemas.ts"
import { commonKeys, commonOf, filled, missing, type TargetSite } from "./target-kind.ts"
import type { PostgresConnection } from "./target-types.ts"

/** A port that is this one unless another is said. */
export function portKey(port: number) {
  return count.refine((value) => value < 65_536, "a port: a whole number from 1 to 65535").default(port)
}

/** The keys of a target that is reached over the Postgres protocol, among them those that targets behind a network share. */
export const networkKeys = {
  host: maybe(text),
  user: maybe(text),
  password: maybe(text),
  pass: maybe(text),
  sslmode: maybe(z.enum(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])),
  sslrootcert: maybe(text),
  connect_timeout: count.default(10),
  statement_timeout: maybe(count),
  lease_expiry: count.default(60),
  database: maybe(text),
  dbname: maybe(text),
  ...commonKeys,
}

type Written = { readonly schema: string; readonly port: number } & {
  readonly [Key in keyof typeof networkKeys]: z.output<(typeof networkKeys)[Key]>
}

/** What the keys say that all targets behind a network have. */
export function networkOf(written: Written, site: TargetSite, formats: Parameters<typeof commonOf>[3]) {
  const { statement_timeout: statementTimeout, lease_expiry: leaseExpiry } = written
  return {
    ...commonOf(written, site, join("data", `${safeFileName(site.name)}.batches`), formats),
    statementTimeout,
    leaseExpiry,
  }
}

export function databaseOf(written: Written, site: TargetSite): string | undefined {
  const database = filled(written.database) ?? filled(written.dbname)
  return database ?? missing(site, 'says no "database"', "database: dev")
}

export function overPostgres(
  written: Written,
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

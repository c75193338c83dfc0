import * as z from "zod"
import { batchFormats } from "./target-types.ts"
import { count, maybe, name, text } from "../yaml/value-schemas.ts"

const common = {
  schema_prefix: text.default(""),
  threads: count.default(4),
  /** Empty: beside the database, or in `data/` of the project. */
  batches: text.default(""),
  s3_region: maybe(text),
  s3_endpoint: maybe(text),
}

const duckDbTarget = z.strictObject({
  type: z.literal("duckdb"),
  path: text.default("data/lux.duckdb"),
  schema: name.default("main"),
  ...common,
})

const port = count.refine((value) => value < 65_536, "a port: a whole number from 1 to 65535")
const sslmode = z.enum(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])

/** What a connection over the Postgres protocol takes. */
const connection = {
  host: maybe(text),
  user: maybe(text),
  password: maybe(text),
  pass: maybe(text),
  sslmode: maybe(sslmode),
  sslrootcert: maybe(text),
  connect_timeout: count.default(10),
  statement_timeout: maybe(count),
  lease_expiry: count.default(60),
  database: maybe(text),
  dbname: maybe(text),
}

const postgresTarget = z.strictObject({
  type: z.literal("postgres"),
  schema: name.default("public"),
  port: port.default(5432),
  ...connection,
  ...common,
})

const redshiftTarget = z.strictObject({
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
  batch_format: z.enum(batchFormats).default("parquet"),
  port: port.default(5439),
  ...connection,
  ...common,
})

/** A target, by its `type`; a further warehouse is a further option. */
export const targetSchema = z.discriminatedUnion("type", [duckDbTarget, redshiftTarget, postgresTarget])

export type WrittenTarget = z.output<typeof targetSchema>
export type WrittenRedshift = z.output<typeof redshiftTarget>
export type WrittenPostgres = z.output<typeof postgresTarget>

/** The types of targets, in the order in which messages name them. */
export const targetTypes = ["duckdb", "redshift", "postgres"] as const

import type { Place } from "../../errors.ts"
import type { StageEngineName } from "../stage-engines.ts"
import { type EmbeddedType, factsOf, type WarehouseType } from "../warehouses.ts"
import type { SparkSettings } from "./spark-settings.ts"

/** What every target says, whatever its warehouse. */
export interface TargetBase {
  readonly name: string
  /** Schema of whatever names none; `main` by default on DuckDB, `public` elsewhere. */
  readonly schema: string
  readonly schemaPrefix: string
  /** Nodes that may run at once. */
  readonly threads: number
  /** The place of stage batches: the absolute path of a folder, or an `s3://` address. */
  readonly batches: string
  /** Where what runs leave is kept: the absolute path of a folder, or an `s3://` address; undefined: nowhere. */
  readonly artifacts: string | undefined
  /** How old batches are that `lux janitor` may remove: `90d`, `12w` or `48h`; undefined: none. */
  readonly batchRetention: string | undefined
  /** Where S3 is, for lakes and batches there; what is undefined comes from the environment. */
  readonly s3: { readonly region: string | undefined; readonly endpoint: string | undefined }
  /** What the batches of stage models are written as. */
  readonly batchFormat: BatchFormat
  /** What runs the stage models. */
  readonly stageEngine: StageEngineName
  /** How Spark runs them, where it does. */
  readonly spark: SparkSettings | undefined
  readonly place: Place
}

/** A target behind a network. */
interface NetworkTarget extends TargetBase {
  readonly database: string
  /** How it is reached. */
  readonly connection: DataApiConnection | PostgresConnection
  /** Seconds after which the warehouse ends a statement; undefined: never. */
  readonly statementTimeout: number | undefined
  /** Seconds after which what a run leased is free again, unless the run says that it is there. */
  readonly leaseExpiry: number
  /** What the system tables file the run's statements under, where there are such tables. */
  readonly queryGroup?: string | undefined
  /** The role that the warehouse takes on to read and write S3, where it does. */
  readonly iamRole?: string | undefined
}

/** An embedded database file. */
interface DuckDbTarget extends TargetBase {
  readonly type: "duckdb"
  /** Absolute path of the database file. */
  readonly path: string
}

export const batchFormats = ["parquet", "json", "csv", "avro"] as const

export type BatchFormat = (typeof batchFormats)[number]

/** Amazon Redshift. */
export interface RedshiftTarget extends NetworkTarget {
  readonly type: "redshift"
}

export interface PostgresTarget extends NetworkTarget {
  readonly type: "postgres"
  readonly connection: PostgresConnection
}

/** The target of each warehouse. */
interface Targets {
  readonly duckdb: DuckDbTarget
  readonly redshift: RedshiftTarget
  readonly postgres: PostgresTarget
}

export type TargetOf<Type extends WarehouseType> = Targets[Type]
export type Target = TargetOf<WarehouseType>

/** The role that a target's warehouse takes on to read and write S3; undefined: its own. */
export function roleOf(target: Target): string | undefined {
  return isEmbedded(target) ? undefined : target.iamRole
}

/** True of a database file on this machine, which may not be there yet. */
export function isEmbedded(target: Target): target is TargetOf<EmbeddedType> {
  return factsOf(target).embedded
}

/** Through the Redshift Data API; what is undefined comes from the AWS SDK's own chain. */
export interface DataApiConnection {
  readonly kind: "data-api"
  readonly clusterId: string | undefined
  readonly workgroup: string | undefined
  readonly dbUser: string | undefined
  readonly secretArn: string | undefined
  readonly region: string | undefined
  readonly endpoint: string | undefined
  /** What a call does that meets a paused cluster. */
  readonly whenPaused: "fail" | "resume"
  /** Seconds to wait for a cluster that resumes, restarts or is resized. */
  readonly availableWithin: number
}

/** Over the Postgres protocol. */
export interface PostgresConnection {
  readonly kind: "postgres"
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  /** A function, so that no listing of the target shows it. */
  readonly password: () => string | undefined
  readonly sslmode: SslMode
  /** Path of a file with the certificates that are trusted. */
  readonly sslrootcert: string | undefined
  /** Seconds to wait for a connection. */
  readonly connectTimeout: number
}

/** libpq's words. `require` encrypts and checks nothing, `verify-ca` and `verify-full` check the certificate. */
type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full"

import type { RedshiftDataClient } from "@aws-sdk/client-redshift-data"

/** Where statements go and as whom. Credentials and what is left open come from the AWS SDK's own chain. */
export interface DataApiConfig {
  readonly database: string
  /** A provisioned cluster; with `dbUser` by IAM, or with `secretArn`. */
  readonly clusterIdentifier?: string | undefined
  /** A serverless workgroup. */
  readonly workgroupName?: string | undefined
  readonly dbUser?: string | undefined
  /** The secret that holds user and password. */
  readonly secretArn?: string | undefined
  readonly region?: string | undefined
  /** Of another service than AWS's own, such as the stand-in of tests. */
  readonly endpoint?: string | undefined
  /** How long the service keeps a session that nothing runs in; 300 by default. */
  readonly sessionKeepAliveSeconds?: number | undefined
  /** Statements under way at once, across all sessions; 50 by default. The service's own limit is 200 to 500. */
  readonly maxActiveStatements?: number | undefined
  /** Sessions open at once; 10 by default. */
  readonly maxSessions?: number | undefined
  /** False: asks for a statement's status by itself instead of letting the service wait. */
  readonly serviceWaits?: boolean | undefined
  /** Shown with every statement in the system tables. */
  readonly statementName?: string | undefined
  /** What becomes of a call that meets a paused cluster: `fail` by default, or `resume`. */
  readonly whenPaused?: "fail" | "resume" | undefined
  /** How long a cluster is waited for that resumes, restarts or is resized; 900 by default. */
  readonly availableWithinSeconds?: number | undefined
  /** Seconds between two looks at it; 10 by default. */
  readonly pollSeconds?: number | undefined
  /** Made from the above unless given. */
  readonly client?: (() => RedshiftDataClient) | undefined
}

/** The service's own limits. */
export const dataApiLimits = {
  /** Bytes of one statement. */
  statementBytes: 100_000,
  statementsInBatch: 40,
  waitSeconds: 30,
} as const

import { join } from "node:path"
import { startObjectStore } from "./object-store-process.ts"
import { startRedshiftServer } from "./redshift-server.ts"

export interface LocalRedshiftOptions {
  readonly port: number
  /** Where tables and objects stay; otherwise they go when it is stopped. */
  readonly folder?: string | undefined
  /** Of an object store to start; none without any. */
  readonly buckets: readonly string[]
  /** Of an object store that runs already. */
  readonly s3Endpoint?: string | undefined
}

/** What `lux dev redshift` runs: the server, and an object store where buckets are asked for. */
export interface LocalRedshift {
  readonly endpoint: string
  readonly database: string
  /** What a program needs to reach both, by environment variable. */
  readonly environment: Readonly<Record<string, string>>
  /** The target for lux_project.yml. */
  readonly target: string
  stop(): Promise<void>
}

/** Throws LUX-2620 to LUX-2622 where something to run it with is missing or taken. */
export async function startLocalRedshift({
  port,
  folder,
  buckets,
  s3Endpoint,
}: LocalRedshiftOptions): Promise<LocalRedshift> {
  const started =
    buckets.length === 0
      ? undefined
      : await startObjectStore(buckets, folder === undefined ? {} : { folder: join(folder, "objects") })
  const store = started ?? (s3Endpoint === undefined ? undefined : { endpoint: s3Endpoint })
  const region = process.env["AWS_REGION"] ?? "us-east-1"
  try {
    const server = await startRedshiftServer({
      port,
      folder: folder === undefined ? undefined : join(folder, "postgres"),
      objectStore: { region, ...store },
    })
    return {
      endpoint: server.endpoint,
      database: "dev",
      environment: environmentOf(server.endpoint, region, started, store?.endpoint),
      target: targetOf(server.endpoint, region),
      async stop() {
        await server.stop()
        await started?.stop()
      },
    }
  } catch (error) {
    await started?.stop()
    throw error
  }
}

function environmentOf(
  endpoint: string,
  region: string,
  started: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined,
  s3Endpoint: string | undefined,
): Readonly<Record<string, string>> {
  // With a store that runs elsewhere, its own credentials stay.
  const kept = s3Endpoint !== undefined && started === undefined
  return {
    AWS_REGION: region,
    ...(kept
      ? {}
      : {
          AWS_ACCESS_KEY_ID: started?.accessKeyId ?? "stand-in",
          AWS_SECRET_ACCESS_KEY: started?.secretAccessKey ?? "stand-in",
        }),
    AWS_ENDPOINT_URL_REDSHIFT_DATA: endpoint,
    ...(s3Endpoint === undefined ? {} : { AWS_ENDPOINT_URL_S3: s3Endpoint }),
    LUX_REDSHIFT_ENDPOINT: endpoint,
    LUX_REDSHIFT_WORKGROUP: "stand-in",
    // Nothing here plays EMR.
    LUX_SPARK_RUN_ON: "none",
    LUX_REDSHIFT_DATABASE: "dev",
  }
}

function targetOf(endpoint: string, region: string): string {
  return `targets:
  stand_in:
    type: redshift
    workgroup: stand-in
    database: dev
    region: ${region}
    endpoint: ${endpoint}
    iam_role: arn:aws:iam::000000000000:role/stand-in
`
}

/** For tests: a small project in a temporary folder, run through the programmatic interface on a warehouse behind a network. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createLux } from "../../api/create-lux.ts"
import type { Lux, RunCommand, RunOptions } from "../../api/types.ts"
import { usualStageEngine } from "../../project/stage-engines.ts"
import type { Target } from "../../project/types.ts"
import type { RunResult } from "../../run/results.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { openWarehouse } from "../../warehouse/warehouses.ts"
import type { ObjectStoreProcess } from "./object-store-process.ts"
import { type PostgresProcess, startPostgres } from "./postgres-process.ts"
import { type RedshiftServer, type RedshiftServerOptions, startRedshiftServer } from "./redshift-server.ts"

export interface Network {
  readonly server: RedshiftServer
  readonly postgres: PostgresProcess
  /** A target's YAML, on one line. */
  target(type: "redshift" | "postgres", more?: string): string
  /** The same warehouses without a project. */
  open(name: WarehouseName, threads?: number): Promise<Warehouse>
  stop(): Promise<void>
}

export type WarehouseName = "redshift" | "redshift over postgres" | "postgres"

/** Starts what stands in for Redshift, and a Postgres. */
export async function startNetwork(
  options: Pick<RedshiftServerOptions, "faultSeed"> & {
    readonly objectStore?: ObjectStoreProcess | undefined
  } = {},
): Promise<Network> {
  // The object store knows these keys; what stands in for the service takes any.
  process.env["AWS_ACCESS_KEY_ID"] = options.objectStore?.accessKeyId ?? "test"
  process.env["AWS_SECRET_ACCESS_KEY"] = options.objectStore?.secretAccessKey ?? "test"
  const server = await startRedshiftServer(options)
  const postgres = await startPostgres()
  return {
    server,
    postgres,
    target: (type, more = "threads: 4") =>
      type === "redshift"
        ? `{type: redshift, workgroup: w, database: dev, region: eu-west-1, endpoint: "${server.endpoint}", ${more}}`
        : `{type: postgres, host: ${postgres.host}, user: ${postgres.user}, database: ${postgres.database}, ${more}}`,
    open: (name, threads = 2) =>
      openWarehouse(targetOf(name, server, postgres), { threads, lockTimeoutSeconds: 0, settings: [] }),
    async stop() {
      await server.stop()
      await postgres.stop()
    },
  }
}

function targetOf(name: WarehouseName, server: RedshiftServer, postgres: PostgresProcess): Target {
  const common = {
    name,
    schema: "public",
    schemaPrefix: "",
    threads: 2,
    batches: "",
    artifacts: undefined,
    batchRetention: undefined,
    s3: { region: undefined, endpoint: undefined },
    stageEngine: usualStageEngine,
    spark: undefined,
    place: { file: "lux_project.yml", line: 1, column: 1 },
    statementTimeout: undefined,
    leaseExpiry: 60,
    queryGroup: undefined,
    iamRole: undefined,
    batchFormat: "parquet" as const,
  }
  if (name === "redshift")
    return {
      ...common,
      type: "redshift",
      database: "dev",
      connection: {
        kind: "data-api",
        clusterId: undefined,
        workgroup: "w",
        dbUser: undefined,
        secretArn: undefined,
        region: "eu-west-1",
        endpoint: server.endpoint,
        whenPaused: "fail",
        availableWithin: 900,
      },
    }
  return {
    ...common,
    type: name === "postgres" ? "postgres" : "redshift",
    database: postgres.database,
    connection: {
      kind: "postgres",
      host: postgres.host,
      port: 5432,
      user: postgres.user,
      password: () => undefined,
      sslmode: "disable",
      sslrootcert: undefined,
      connectTimeout: 10,
    },
  }
}

export interface NetworkProject {
  readonly folder: string
  write(files: Readonly<Record<string, string>>): void
  lux(): Lux
  execute(command: RunCommand, options?: RunOptions): Promise<RunResult>
  /** Runs a command and gives `name -> status` of its nodes, or `name -> status: message` where it went wrong. */
  statuses(command: RunCommand, options?: RunOptions): Promise<Record<string, string>>
  remove(): void
}

/** `settings` is the rest of lux_project.yml, with its targets. */
export function networkProject(settings: string, files: Readonly<Record<string, string>>): NetworkProject {
  const folder = mkdtempSync(join(tmpdir(), "lux-network-"))
  const project: NetworkProject = {
    folder,
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    lux: () => createLux({ projectDir: folder, env: {} }),
    execute: (command, options = {}) => project.lux().execute(command, options),
    async statuses(command, options) {
      const { nodes } = await project.execute(command, options)
      return Object.fromEntries(
        nodes.map(({ uniqueId, status, message }) => [
          uniqueId.split(".")[2] ?? uniqueId,
          ["ok", "warn", "skipped"].includes(status) ? status : `${status}: ${message}`,
        ]),
      )
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  project.write({ "lux_project.yml": `name: p\n${settings}`, ...files })
  return project
}

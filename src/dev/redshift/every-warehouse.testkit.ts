/** For tests: the same small project on DuckDB, on Postgres and on what stands in for Redshift. */
import { afterAll, beforeAll, onTestFinished } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

export const everyWarehouse = ["duckdb", "postgres", "redshift"] as const
export type EveryWarehouse = (typeof everyWarehouse)[number]

export interface ProjectAnywhere extends NetworkProject {
  readonly schema: string
  /** The text of lux_project.yml. */
  readonly settings: string
  /** The rows of a query, each as its values; numbers that arrive as texts are texts. */
  values(sql: string): Promise<readonly (readonly unknown[])[]>
  /** Runs statements as another program would. */
  change(...sqls: readonly string[]): Promise<void>
  /** What became of a node: `ok`, or `error LUX-2133: the message`. */
  outcome(command: "run" | "build" | "snapshot", name: string): Promise<string>
}

/** Started before the tests of a file and stopped after them; it can be asked for within a test. */
export function sharedNetwork(): () => Network {
  let network: Network | undefined
  beforeAll(async () => {
    network = await startNetwork()
  })
  afterAll(() => network?.stop())
  return () => {
    if (network === undefined) throw new Error("the network starts before the first test")
    return network
  }
}

/**
 * In a schema of its own, removed when the test has finished. `settings` is YAML. `expiry`: seconds after which the lease of
 * a run that was killed is free again.
 */
export function projectOn(
  type: EveryWarehouse,
  network: Network,
  files: Readonly<Record<string, string>>,
  settings = "",
  expiry = 60,
): ProjectAnywhere {
  const schema = `every_${++count}`
  const target =
    type === "duckdb"
      ? `{type: duckdb, path: test.duckdb, schema: ${schema}}`
      : network.target(type, `schema: ${schema}, threads: 2, lease_expiry: ${expiry}`)
  const written = `dialect: ${type}\ntargets: {prod: ${target}}\n${settings}`
  const project = networkProject(written, files)
  onTestFinished(() => project.remove())
  return {
    ...project,
    schema,
    settings: `name: p\n${written}`,
    async values(sql) {
      const { rows } = await project.lux().show({ inline: sql, limit: -1 })
      return rows.map((row) => Object.values(row))
    },
    async change(...sqls) {
      await project.lux().runOperation({ sql: sqls.join(";\n") })
    },
    async outcome(command, name) {
      const { nodes } = await project.execute(command)
      const node = nodes.find(({ uniqueId }) => uniqueId.split(".")[2] === name)
      if (node === undefined) return "not there"
      const { status, error } = node
      return error === undefined ? status : `${status} ${error.code}: ${error.message}`
    },
  }
}

let count = 0

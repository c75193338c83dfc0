/**
 * For tests and measurements: a project is changed at random again and again (names, kinds, columns, readers of its own and
 * of somebody else) and built after each change. It has to end built, or refused with a reason that names the culprit; nothing
 * half done, and nothing missing that lux did not make.
 */
import { join } from "node:path"
import { LuxError, LuxErrors } from "../../errors.ts"
import { seededRandom } from "../seeded-random.ts"
import { type Command, mutatedWorld } from "./mutated-world.testkit.ts"
import { type Outcome, type State, type Thing, wrongAfter } from "./mutation-judge.testkit.ts"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

export const mutatedWarehouses = ["duckdb", "postgres", "redshift"] as const
export type MutatedWarehouse = (typeof mutatedWarehouses)[number]

export interface Mutations {
  /** How often runs ended so: `built`, `rejected`, or the codes of what was refused. */
  readonly outcomes: ReadonlyMap<string, number>
  /** What must not be: each with the mutation that it was found after. */
  readonly wrong: readonly string[]
}

/**
 * On one warehouse after another. `told` hears what came of each.
 *
 * @public bench/acceptance imports it from a bundle.
 */
export async function mutateEverywhere(
  options: {
    readonly mutations: number
    readonly seed: number
    readonly only?: readonly MutatedWarehouse[] | undefined
  },
  told: (warehouse: MutatedWarehouse, found: Mutations) => void,
): Promise<void> {
  const network = await startNetwork()
  try {
    for (const warehouse of options.only ?? mutatedWarehouses)
      told(warehouse, await mutatePublishing({ ...options, warehouse, network }))
  } finally {
    await network.stop()
  }
}

/** `network` is there for all but DuckDB. */
export async function mutatePublishing(options: {
  readonly warehouse: MutatedWarehouse
  readonly network: Network | undefined
  readonly mutations: number
  readonly seed: number
}): Promise<Mutations> {
  const { warehouse, network, seed } = options
  const schema = `mutated_${warehouse}_${seed}`
  // Without a model: it reads and changes what is there, also while the project that changes cannot be read.
  const outside = networkProject("", {})
  const target =
    warehouse === "duckdb" || network === undefined
      ? `{type: duckdb, path: ${join(outside.folder, "w.duckdb")}, schema: ${schema}}`
      : network.target(warehouse, `schema: ${schema}, threads: 2`)
  const settings = `dialect: ${warehouse}\ntargets: {prod: ${target}}\n`
  outside.write({ "lux_project.yml": `name: outside\n${settings}` })
  const project = networkProject(`${settings}models: {+bind: true}\n`, {})
  const outcomes = new Map<string, number>()
  const wrong: string[] = []
  const world = mutatedWorld(project, outside, schema, seededRandom(seed))
  try {
    await outside.lux().runOperation({ sql: `create schema if not exists ${schema}` })
    let before = await stateOf(outside, schema, warehouse)
    for (let step = 1; step <= options.mutations; step++) {
      const { what, mutated, command } = await world.next(before)
      const there = await stateOf(outside, schema, warehouse)
      const outcome = await build(project, command)
      const after = await stateOf(outside, schema, warehouse)
      const isChecked = command.command === "build"
      const judged = { mutated, isChecked, outcome, before: there, after, bindsViews: warehouse !== "duckdb" }
      for (const text of wrongAfter(judged))
        wrong.push(
          `${warehouse}, seed ${seed}, mutation ${step} (${what}, ${JSON.stringify(command)}): ${text}`,
        )
      outcomes.set(outcome.summary, (outcomes.get(outcome.summary) ?? 0) + 1)
      before = after
      // What comes after a wrong state follows from it, or cannot even be made.
      if (wrong.length > 0) break
    }
    return { outcomes, wrong }
  } finally {
    project.remove()
    outside.remove()
  }
}

async function build(project: NetworkProject, { command, ...options }: Command): Promise<Outcome> {
  try {
    const { nodes } = await project.execute(command, options)
    const codes = new Set(nodes.flatMap(({ error }) => (error === undefined ? [] : [error.code])))
    const isRejected = nodes.some(({ status }) => status === "rejected")
    return {
      summary: codes.size > 0 ? [...codes].sort().join(" ") : isRejected ? "rejected" : "built",
      nodes: new Map(nodes.map((node) => [node.uniqueId.split(".")[2] ?? "", node])),
    }
  } catch (error) {
    const errors: readonly unknown[] = error instanceof LuxErrors ? error.errors : [error]
    const refused = errors.filter((each) => each instanceof LuxError)
    if (refused.length === 0) throw error
    return { summary: refused.map(({ code }) => code).join(" "), nodes: new Map(), refused }
  }
}

async function stateOf(project: NetworkProject, schema: string, warehouse: MutatedWarehouse): Promise<State> {
  const lux = project.lux()
  const show = async (inline: string) => (await lux.show({ inline, limit: -1 })).rows
  const relations = await show(
    warehouse === "duckdb"
      ? `select table_name as name, 'table' as kind from duckdb_tables() where schema_name = '${schema}' union all select view_name, 'view' from duckdb_views() where schema_name = '${schema}' order by 1`
      : `select c.relname as name, case c.relkind when 'r' then 'table' when 'm' then 'materialized view' else 'view' end as kind from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relkind in ('r', 'v', 'm') order by 1`,
  )
  const state = new Map<string, Thing>()
  for (const { name, kind } of relations) {
    const rows = await show(`select * from ${schema}.${String(name)}`).catch((error: unknown) => {
      if (!(error instanceof LuxError)) throw error
      return undefined
    })
    state.set(String(name), { kind: String(kind), columns: Object.keys(rows?.[0] ?? {}), rows })
  }
  return state
}

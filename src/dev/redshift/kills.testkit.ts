/**
 * For tests and acceptance: commands are killed at moments at random, lose their connections or run twice at once, and then run
 * once more. After that everything has to be as if nothing had happened, with nothing left over.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import pg from "pg"
import { type Finished, lux, spawnLux } from "../lux-process.testkit.ts"
import { seededRandom } from "../seeded-random.ts"
import { type EveryWarehouse, everyWarehouse } from "./every-warehouse.testkit.ts"
import { type KilledCommand, killedFiles, killedWorld, stations } from "./killed-world.testkit.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"
import type { PostgresProcess } from "./postgres-process.ts"

const signals = ["SIGKILL", "SIGTERM", "SIGINT"] as const
/** What befalls a command: a signal, the end of its connections, or the same command at the same time. */
type Blow = (typeof signals)[number] | "lost connections" | "twice at once"

/** Signals as often as all else together, and connections only where there are some. */
const blowsOf = (type: EveryWarehouse): readonly Blow[] => [
  ...signals,
  ...(type === "postgres" ? (["lost connections"] as const) : []),
  "twice at once",
]

export interface Kills {
  /** How often what was struck ended so: by command, with the blow and how it ended. */
  readonly outcomes: ReadonlyMap<string, number>
  /** What must not be: each with the kill that it was found after. */
  readonly wrong: readonly string[]
}

export interface KillsOptions {
  readonly kills: number
  readonly seed: number
  /** Names of commands; undefined: all of them, in turn. */
  readonly commands?: readonly string[] | undefined
  readonly told?: (text: string) => void
}

/**
 * On one warehouse after another, `kills` in all. `told` hears what came of each.
 *
 * @public bench/acceptance imports it from a bundle.
 */
export async function killEverywhere(
  options: KillsOptions & { readonly only?: readonly EveryWarehouse[] | undefined },
  told: (warehouse: EveryWarehouse, found: Kills) => void,
): Promise<void> {
  await withKillNetwork(async (places) => {
    const warehouses = options.only ?? everyWarehouse
    const kills = Math.ceil(options.kills / warehouses.length)
    for (const warehouse of warehouses)
      told(warehouse, await killOn(warehouse, places, { ...options, kills }))
  })
}

export interface KillPlaces {
  readonly network: Network
  readonly store: ObjectStoreProcess
}

/** With a Postgres, what stands in for Redshift, and an object store for its batches and exports. */
export async function withKillNetwork<T>(work: (places: KillPlaces) => Promise<T>): Promise<T> {
  const store = await startObjectStore(["batches"])
  try {
    const network = await startNetwork({ objectStore: store })
    try {
      return await work({ network, store })
    } finally {
      await network.stop()
    }
  } finally {
    await store.stop()
  }
}

export async function killOn(
  type: EveryWarehouse,
  { network, store }: KillPlaces,
  { kills, seed, commands: named, told }: KillsOptions,
): Promise<Kills> {
  const random = seededRandom(seed)
  const prefix = `k${seed}_`
  const s3 = `s3_endpoint: "${store.endpoint}", s3_region: us-east-1`
  const targetOf = (schema: string): string => {
    const common = `schema: ${schema}, schema_prefix: ${prefix}, threads: 2`
    if (type === "duckdb") return `{type: duckdb, path: test.duckdb, batches: batches, ${common}}`
    return type === "postgres"
      ? network.target(type, `${common}, lease_expiry: 2, batches: batches`)
      : network.target(type, `${common}, lease_expiry: 2, batches: "s3://batches/k", ${s3}`)
  }
  const { address, server } = await stations()
  const project = networkProject(
    `dialect: ${type}\ntargets:\n  prod: ${targetOf("s")}\n  copy: ${targetOf("copy")}\ntarget: prod\nquality: {schema: quality}\n`,
    killedFiles(address),
  )
  const world = killedWorld({
    project,
    type,
    prefix,
    exports: type === "redshift" ? "s3://batches/exports" : "out",
    batches: type === "redshift" ? undefined : join(project.folder, "batches"),
    server,
  })
  const outcomes = new Map<string, number>()
  const wrong: string[] = []
  /** Milliseconds of the last whole run. */
  const took = new Map<string, number>()
  const run = (args: readonly string[]) => lux(args, { cwd: project.folder })

  /** Runs it to its end, and says what is wrong after it. */
  const whole = async (command: KilledCommand): Promise<readonly string[]> => {
    const start = performance.now()
    const { code, stdout, stderr } = await run(command.args)
    took.set(command.name, performance.now() - start)
    if (code !== 0) return [`ends with ${code}: ${(stderr + stdout).slice(-1500)}`]
    command.done()
    return [...(await world.wrong()), ...((await command.wrong?.()) ?? [])]
  }

  try {
    const commands = world.commands.filter(({ name }) => named?.includes(name) ?? true)
    await run(["deps"])
    // Each once without being killed: how long it takes, and that nothing is wrong before.
    for (const command of [...world.commands.filter(({ name }) => name === "build"), ...commands]) {
      await command.prepare()
      const found = await whole(command)
      if (found.length > 0)
        return { outcomes, wrong: found.map((text) => `before any kill, ${command.name}: ${text}`) }
    }
    for (let index = 0; index < kills; index++) {
      const command = commands[index % commands.length]
      const blows = blowsOf(type)
      const blow = blows[Math.floor(random() * blows.length)]
      if (command === undefined || blow === undefined) break
      const after = 80 + random() * (took.get(command.name) ?? 1000)
      await command.prepare()
      const leases = command.isApart ? undefined : await world.watchLeases()
      const ended = await struckAfter(project.folder, command.args, blow, after, network.postgres)
      const key = `${command.name} ${blow} ${ended.how}`
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
      const held = ended.inOrder && leases !== undefined ? await leases() : []
      const found = [...ended.wrong, ...held, ...(await whole(command))]
      told?.(`${type} ${index} ${key} after ${Math.round(after)} ms`)
      wrong.push(...found.map((text) => `${type} ${index} ${key} after ${Math.round(after)} ms: ${text}`))
      for (const text of found) told?.(`  WRONG ${text}`)
      // What is wrong now is wrong after every later one, too.
      if (wrong.length > 20) break
    }
    return { outcomes, wrong }
  } finally {
    world.stop()
    project.remove()
    rmSync(project.folder, { recursive: true, force: true })
  }
}

async function struckAfter(
  cwd: string,
  args: readonly string[],
  blow: Blow,
  milliseconds: number,
  postgres: PostgresProcess,
): Promise<{ readonly how: string; readonly inOrder: boolean; readonly wrong: readonly string[] }> {
  const { child, finished } = spawnLux(args, { cwd })
  const signal = signals.find((each) => each === blow)
  let other: Promise<Finished> | undefined
  const strike = async (): Promise<void> => {
    if (signal !== undefined) child.kill(signal)
    else if (blow === "lost connections") await endConnections(postgres)
    else other = lux(args, { cwd })
  }
  let struck: Promise<void> | undefined
  const timer = setTimeout(() => (struck = strike()), milliseconds)
  const hung = setTimeout(() => child.kill("SIGKILL"), milliseconds + 120_000)
  const ended = await finished
  clearTimeout(timer)
  clearTimeout(hung)
  await struck
  const all = [ended, ...(other === undefined ? [] : [await other])]
  const wrong = all.flatMap(({ code, stdout, stderr }) => {
    const said = stdout + stderr
    const trace = /internal error|\n\s+at .*:\d+:\d+/.test(said)
    // 0: it was done before. Ended by the signal itself: before it could hear any.
    const asked = signal === "SIGTERM" ? 143 : 130
    const fits =
      signal === undefined ? [0, 1, 75] : [0, asked, ...(child.signalCode === signal ? [null] : [])]
    return trace || !fits.includes(code)
      ? [`it ended with ${code ?? child.signalCode}: ${said.slice(-1500)}`]
      : []
  })
  const inOrder = all.every(({ code }) => code !== null)
  return {
    how: all.map(({ code }) => (code === null ? "killed" : `ended with ${code}`)).join(", "),
    inOrder,
    wrong,
  }
}

/** Of everybody but this one. */
async function endConnections({ host, user, database }: PostgresProcess): Promise<void> {
  const client = new pg.Client({ host, user, database })
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()",
  )
  await client.end()
}

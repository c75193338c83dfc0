/**
 * For tests and acceptance: commands are killed at moments at random, and run once more. After that everything has to be as if
 * nothing had been killed, with nothing left over.
 */
import { spawn } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { lux, luxFile } from "../lux-process.testkit.ts"
import { seededRandom } from "../seeded-random.ts"
import { type EveryWarehouse, everyWarehouse } from "./every-warehouse.testkit.ts"
import { type KilledCommand, killedFiles, killedWorld, stations } from "./killed-world.testkit.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"

const signals = ["SIGKILL", "SIGTERM", "SIGINT"] as const

export interface Kills {
  /** How often what was killed ended so: by command, with the signal and how it ended. */
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
      const signal = signals[Math.floor(random() * signals.length)]
      if (command === undefined || signal === undefined) break
      const after = 80 + random() * (took.get(command.name) ?? 1000)
      await command.prepare()
      const ended = await killedAfter(project.folder, command.args, signal, after)
      const key = `${command.name} ${signal} ${ended.how}`
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
      const found = [...ended.wrong, ...(await whole(command))]
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

async function killedAfter(
  cwd: string,
  args: readonly string[],
  signal: (typeof signals)[number],
  milliseconds: number,
): Promise<{ readonly how: string; readonly wrong: readonly string[] }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LUX_")))
  const child = spawn(process.execPath, [luxFile, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const timer = setTimeout(() => child.kill(signal), milliseconds)
  const hung = setTimeout(() => child.kill("SIGKILL"), milliseconds + 60_000)
  const [code, by] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((done, fail) => {
    child.on("error", fail)
    child.on("close", (...ended) => done(ended))
  })
  clearTimeout(timer)
  clearTimeout(hung)
  const wrong: string[] = []
  if (/internal error|\n\s+at .*:\d+:\d+/.test(said)) wrong.push(`it said ${said.slice(-800)}`)
  // 0: it was done before. Killed by the signal itself: before it could hear any.
  const asItShould = code === 0 || code === 130 || by === signal
  if (!asItShould) wrong.push(`it ended with ${code ?? by}: ${said.slice(-800)}`)
  return { how: code === null ? "killed" : `ended with ${code}`, wrong }
}

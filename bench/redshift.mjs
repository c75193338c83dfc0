// What a run costs in calls to the Redshift Data API, against the server that stands in for it, with a network's delay.
// node bench/redshift.mjs [--models 40] [--threads 4] [--delay 40] [--relations 0] [--seconds 0]
// Prints for each kind of model the calls and round trips that one took (calls that are under way at once are one), and
// the milliseconds that it waited above the statements' own time. With --relations 10000 it then reads a catalog that has
// as many tables of one schema, and with --seconds 60 it rebuilds tables for a minute
// while another connection reads them.
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { bundle } from "./bundle.mjs"

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "40" },
    threads: { type: "string", default: "4" },
    delay: { type: "string", default: "40" },
    relations: { type: "string", default: "0" },
    seconds: { type: "string", default: "0" },
  },
})
const root = resolve(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))
const models = Number(values.models)
process.env.AWS_ACCESS_KEY_ID ??= "test"
process.env.AWS_SECRET_ACCESS_KEY ??= "test"
const { createLux, openWarehouse, startRedshiftServer } = await bundle("bench-redshift", [
  "api/create-lux.ts",
  "warehouse/warehouses.ts",
  "dev/redshift/redshift-server.ts",
])
const server = await startRedshiftServer()
const wire = await startWire(server.endpoint, Number(values.delay))

try {
  console.log(
    `${models} models of each kind, ${values.threads} threads, ${values.delay} ms to the service and back`,
  )
  const kinds = [
    ["view", 'materialized="view"'],
    ["table", 'materialized="table"'],
    ["table, swapped", 'materialized="table" publish="swap"'],
    ["incremental", 'materialized="incremental" unique_key="id"'],
  ]
  const found = []
  for (const [kind, config] of kinds) {
    const lux = writeProject(kind, config)
    for (const run of ["first", "again"]) found.push({ kind, run, ...(await measure(lux)) })
  }
  console.table(found)
  if (values.relations !== "0") console.table(await catalog(Number(values.relations)))
} finally {
  await wire.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
if (values.seconds !== "0")
  spawnSync("npx", ["vitest", "run", "src/dev/redshift/readers.test.ts", "--disable-console-intercept"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, LUX_READERS_SECONDS: values.seconds },
  })

async function measure(lux) {
  wire.calls.length = 0
  const { success, nodes } = await lux().execute("run")
  if (!success) throw new Error(nodes.map(({ message }) => message).join("\n"))
  const durations = new Map(server.calls().map(({ id, duration }) => [id, duration / 1e6]))
  const own = wire.calls.filter(({ model }) => model !== undefined)
  const trips = new Map()
  for (const call of own) trips.set(call.model, [...(trips.get(call.model) ?? []), call])
  const each = [...trips.values()].map(together)
  const statements = own.reduce((sum, { id, starts }) => sum + (starts ? (durations.get(id) ?? 0) : 0), 0)
  const waited = each.flat().reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    "calls a model": rounded(own.length / models),
    "round trips a model": rounded(each.flat().length / models),
    "most round trips": Math.max(...each.map(({ length }) => length)),
    "ms a model above its statements": Math.round((waited - statements) / models),
  }
}

/** What it takes to read the catalog of a schema, with a few relations and with many. */
async function catalog(relations) {
  const opened = (endpoint) =>
    openWarehouse(
      {
        type: "redshift",
        name: "prod",
        schema: "crowded",
        database: "dev",
        connection: { kind: "data-api", workgroup: "w", region: "eu-west-1", endpoint },
      },
      { threads: 1, lockTimeoutSeconds: 0, settings: [] },
    )
  const [near, far] = [await opened(server.endpoint), await opened(wire.endpoint)]
  const make = async (from, to) => {
    for (let index = from; index < to; index += 40)
      await near.withSession((session) => session.run(tables(index, Math.min(to, index + 40))))
  }
  const measured = async (count) => {
    wire.calls.length = 0
    const started = performance.now()
    const found = [...(await far.readCatalog(["crowded"])).entries()].length
    return { relations: count, found, calls: wire.calls.length, ms: Math.round(performance.now() - started) }
  }
  try {
    await near.withSession((session) => session.run("create schema crowded"))
    await make(0, 10)
    const few = await measured(10)
    await make(10, relations)
    return [few, await measured(relations)]
  } finally {
    await near.close()
    await far.close()
  }
}

function tables(from, to) {
  return Array.from(
    { length: to - from },
    (_, each) => `create table crowded.table_${from + each} (id int, word varchar(20))`,
  ).join(";\n")
}

/** Calls that are under way at once are one round trip. */
function together(calls) {
  const trips = []
  for (const { from, to } of calls.toSorted((a, b) => a.from - b.from)) {
    const last = trips.at(-1)
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to)
    else trips.push({ from, to })
  }
  return trips
}

function rounded(number) {
  return Math.round(number * 100) / 100
}

function writeProject(kind, config) {
  const at = join(folder, kind.replace(/\W+/g, "-"))
  mkdirSync(join(at, "models"), { recursive: true })
  const schema = `bench_${kind.replace(/\W+/g, "_")}`
  const target = `{type: redshift, workgroup: w, database: dev, region: eu-west-1, endpoint: "${wire.endpoint}", schema: ${schema}, threads: ${values.threads}}`
  writeFileSync(join(at, "lux_project.yml"), `name: bench\ndialect: redshift\ntargets: {prod: ${target}}\n`)
  for (let index = 0; index < models; index++)
    writeFileSync(
      join(at, "models", `bench_model_${index}.sql`),
      `{{config ${config}}}\nselect ${index} as id, 'x' as word`,
    )
  return () => createLux({ projectDir: at, env: {} })
}

/** Passes calls on after a while, and notes of each for which model it was and how long it took. */
async function startWire(endpoint, delay) {
  const calls = []
  const modelOf = new Map()
  const proxy = createServer(async (incoming, outgoing) => {
    const chunks = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const from = performance.now()
    await sleep(delay / 2)
    const { host, connection, ...headers } = incoming.headers
    const answer = await fetch(endpoint, { method: "POST", headers, body })
    const text = await answer.text()
    await sleep(delay / 2)
    const to = performance.now()
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
    outgoing.end(text)
    note(JSON.parse(body.toString() || "{}"), JSON.parse(text), from, to)
  })
  await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready))
  return {
    endpoint: `http://127.0.0.1:${proxy.address().port}`,
    calls,
    async stop() {
      proxy.closeAllConnections()
      await new Promise((ended) => proxy.close(ended))
    },
  }

  function note(input, output, from, to) {
    const sql = input.Sql ?? input.Sqls?.join("\n") ?? ""
    const id = (output.Id ?? input.Id ?? "").split(":")[0]
    // The history is written of all models at once.
    const named = new Set([...sql.matchAll(/\bbench_model_\d+(?=__|\b)/g)].map(([name]) => name))
    const model = modelOf.get(id) ?? (named.size === 1 ? [...named][0] : undefined)
    if (model !== undefined) modelOf.set(id, model)
    calls.push({ id, model, starts: sql !== "", from, to })
  }
}

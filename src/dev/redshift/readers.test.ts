/**
 * Tables are rebuilt in a loop while another connection reads them without pause. LUX_READERS_SECONDS=60 goes on for a
 * minute; by default it is a few builds.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import type { Session, Warehouse } from "../../warehouse/warehouse.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

const seconds = Number(process.env["LUX_READERS_SECONDS"] ?? 0)
const fewestBuilds = 4
let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const rows = 200
const numbers = `(
  select a.n * 20 + b.n as n
  from {{ref "twenty"}} as a
  cross join {{ref "twenty"}} as b
  where a.n < ${rows / 20}
)`
const versioned = (config: string) =>
  `{{config materialized="table" ${config}}}\nselect n, {{var "version"}} as version from ${numbers} as numbers`
const files = {
  "seeds/twenty.csv": `n\n${Array.from({ length: 20 }, (_, n) => n).join("\n")}\n`,
  "models/plain.sql": versioned(""),
  "models/checked.sql": versioned(""),
  "models/one.sql": versioned('publish_together="pair"'),
  "models/other.sql": versioned('publish_together="pair"'),
  "models/seen.sql": '{{config materialized="view"}}\nselect n, version from {{ref "plain"}}',
  "models/swapped.sql": versioned('publish="swap"'),
  "models/schema.yml":
    "models:\n  - name: checked\n    columns:\n      - name: n\n        data_tests: [unique, not_null]\n",
}
const whole = ["plain", "checked", "one", "other", "seen"]

describe.each(["redshift", "postgres"] as const)("while tables are rebuilt on %s", (type) => {
  it(
    "a reader never meets an error, an empty table or a mix, in transactions neither",
    async () => {
      const settings = `dialect: ${type}\nvars: {version: 0}\ntargets: {prod: ${network.target(type, "schema: marts, threads: 2")}}\n`
      const project = networkProject(settings, files)
      onTestFinished(() => project.remove())
      const readers = await network.open(type)
      onTestFinished(() => readers.close())
      expect((await project.execute("build")).success).toBe(true)

      let building = true
      const builds = (async () => {
        const until = Date.now() + seconds * 1000
        let count = 0
        try {
          while (count < fewestBuilds || Date.now() < until) {
            project.write({
              "lux_project.yml": `name: p\n${settings.replace("version: 0", `version: ${++count}`)}`,
            })
            const result = await project.execute(count % 2 === 0 ? "run" : "build")
            if (!result.success) throw new Error(result.nodes.map(({ message }) => message).join("\n"))
          }
          return count
        } finally {
          building = false
        }
      })()
      const [count, alone, together] = await Promise.all([
        builds,
        readAlone(readers, () => building),
        readInTransactions(readers, () => building),
      ])
      expect([count, alone, together].every((each) => each > 0)).toBe(true)
      if (seconds > 0) console.log(`${type}: ${count} builds, ${alone} reads alone, ${together} transactions`)
    },
    (seconds + 120) * 1000,
  )
})

/** Each query by itself. */
async function readAlone(warehouse: Warehouse, goesOn: () => boolean): Promise<number> {
  let reads = 0
  await warehouse.withSession(async (session) => {
    while (goesOn())
      for (const table of [...whole, "swapped"]) {
        await readVersion(session, table)
        reads++
      }
  })
  return reads
}

/** Several queries in one transaction see one state of the world, and of the pair one version. */
async function readInTransactions(warehouse: Warehouse, goesOn: () => boolean): Promise<number> {
  let transactions = 0
  await warehouse.withSession(async (session) => {
    while (goesOn()) {
      await session.transaction(async () => {
        // What Redshift gives to every transaction, and its stand-in to those that ask for it.
        await session.run("set transaction isolation level repeatable read")
        const first = await readAll(session)
        expect(await readAll(session)).toEqual(first)
        expect(first["one"]).toBe(first["other"])
        expect(first["seen"]).toBe(first["plain"])
      })
      transactions++
    }
  })
  return transactions
}

async function readAll(session: Session): Promise<Record<string, number>> {
  const versions: Record<string, number> = {}
  for (const table of whole) versions[table] = await readVersion(session, table)
  return versions
}

/** The version that a table has: all its rows, all of them of one version. */
async function readVersion(session: Session, table: string): Promise<number> {
  const { rows: found } = await session.query(
    `select count(*) as n, min(version) as oldest, max(version) as newest from marts.${table}`,
  )
  const [row] = found
  expect([table, row?.["n"], row?.["oldest"]]).toEqual([table, rows, row?.["newest"]])
  return Number(row?.["newest"])
}

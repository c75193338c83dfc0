/** A build whose way to Postgres is cut at one of its messages, before or after the server has done what it asks. */
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { sized } from "../acceptance.testkit.ts"
import { lux } from "../lux-process.testkit.ts"
import { type Cut, type CutNetwork, cutNetwork } from "./cut-network.testkit.ts"
import { type NetworkProject, networkProject } from "./network-project.testkit.ts"
import { type PostgresProcess, startPostgres } from "./postgres-process.ts"

let server: PostgresProcess
let network: CutNetwork
let client: pg.Client
let project: NetworkProject
let run = 0

beforeAll(async () => {
  server = await startPostgres()
  network = await cutNetwork(server)
  client = new pg.Client({ host: server.host, user: server.user, database: server.database })
  await client.connect()
  project = networkProject(
    `dialect: postgres
targets: {prod: {type: postgres, host: 127.0.0.1, port: ${network.port}, user: ${server.user}, database: ${server.database}, schema: s, threads: 2, lease_expiry: 2}}
quality: {schema: quality}
vars: {run: 0}
`,
    {
      "seeds/ids.csv": "id\n1\n2\n",
      "models/kept.sql": `{{config materialized="table"}} select id, cast({{var "run"}} as int) as run from {{ref "ids"}}`,
      "models/shown.sql": `select count(*) as n, max(run) as run from {{ref "kept"}}`,
      "models/merged.sql": `{{config materialized="incremental" unique_key="id"}} select id, run from {{ref "kept"}}`,
      "models/added.sql": `{{config materialized="incremental" incremental_strategy="append"}} select run from {{ref "kept"}} where id = 1 {{#if (is_incremental)}} and run > (select max(run) from {{self}}){{/if}}`,
      "models/all.yml": "models: [{name: kept, columns: [{name: id, data_tests: [unique, not_null]}]}]\n",
    },
  )
  expect((await build()).code).toBe(0)
})
afterAll(async () => {
  await client.end()
  await network.stop()
  await server.stop()
  project.remove()
})

const build = () => lux(["build", "--vars", `{run: ${run}}`], { cwd: project.folder })
const state = async () =>
  (
    await client.query(`select (select n || ' of ' || run from s.shown) as shown,
  (select count(*) || ' of ' || min(run) || ' to ' || max(run) from s.merged) as merged,
  (select count(*) - count(distinct run) from s.added) as twice,
  (select max(run) from s.added) as added,
  (select count(*) from quality.invocation) - (select count(distinct invocation_id) from quality.invocation) as invocations,
  (select count(*) from pg_class where relname like '%\\_\\_lux%') as left_over`)
  ).rows[0]

/** All of a build, each in another build; in the suite a few of them. */
const every = sized({ suite: 15, whole: 1 })
/** More than a build sends: one that is not cut any more is the last. */
const most = 400

it.each(["request lost", "reply lost", "server gone"] satisfies Cut[])(
  "%s: an error that passes, and the next build is right",
  async (cut) => {
    let cuts = 0
    for (let message = 1 + Math.floor(every / 2); message < most; message += every) {
      run++
      network.cutAt(cut, message)
      const { code, stdout, stderr } = await build()
      const isCut = network.messages >= message
      network.cutAt(undefined)
      const said = `message ${message}: ${stdout}${stderr}`
      expect(said).not.toMatch(/internal error|\n\s+at |not queryable/)
      // 0: what was cut was the history, which the next run delivers, or nothing.
      expect([0, 75], said).toContain(code)
      if (code !== 0) expect(stderr).toMatch(/LUX-2631 /)
      run++
      const again = await build()
      expect(again.code, `after ${said}: ${again.stderr}`).toBe(0)
      expect(await state(), said).toEqual({
        shown: `2 of ${run}`,
        merged: `2 of ${run} to ${run}`,
        twice: "0",
        added: run,
        invocations: "0",
        left_over: "0",
      })
      if (!isCut) break
      cuts++
    }
    expect(cuts).toBeGreaterThan(3)
  },
  sized({ suite: 120_000, whole: 3_600_000 }),
)

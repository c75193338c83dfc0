/** The pages on Redshift and Postgres, followed: their project files, with what stands in for the warehouses behind them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { createLux } from "../api/create-lux.ts"
import type { Lux } from "../api/types.ts"
import { lux as command, repositoryRoot } from "../dev/lux-process.testkit.ts"
import { type PostgresProcess, startPostgres } from "../dev/redshift/postgres-process.ts"
import { type RedshiftServer, startRedshiftServer } from "../dev/redshift/redshift-server.ts"

let server: RedshiftServer
let postgres: PostgresProcess

beforeAll(async () => {
  server = await startRedshiftServer()
  postgres = await startPostgres()
})

afterAll(async () => {
  await server.stop()
  await postgres.stop()
})

const pages = ["redshift", "postgres"] as const

function environment(page: (typeof pages)[number]): Readonly<Record<string, string>> {
  return page === "redshift"
    ? {
        LUX_REDSHIFT_WORKGROUP: "shop",
        LUX_REDSHIFT_ENDPOINT: server.endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      }
    : { PGHOST: postgres.host, PGUSER: postgres.user, PGPASSWORD: "never-shown" }
}

/** The page's project, with the page's files. */
function projectOf(page: (typeof pages)[number]): { readonly folder: string; readonly lux: () => Lux } {
  const folder = mkdtempSync(join(tmpdir(), "lux-target-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of filesOf(page)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const env = environment(page)
  for (const [name, value] of Object.entries(env)) if (name.startsWith("AWS_")) process.env[name] = value
  return { folder, lux: () => createLux({ projectDir: folder, env }) }
}

function filesOf(page: string): readonly (readonly [string, string])[] {
  const text = readFileSync(join(repositoryRoot, "docs/guides", `${page}.md`), "utf8")
  return [...text.matchAll(/```\w+ title=(\S+)\n([\s\S]*?)```/g)].map(
    ([, path = "", content = ""]) => [path, content] as const,
  )
}

describe.each(pages)("a project on %s", (page) => {
  it("says how its target is reached, and of secrets only that they are set", async () => {
    const checks = await projectOf(page).lux().debug()
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    const details = Object.fromEntries(checks.map(({ name, detail }) => [name, detail]))
    expect(details["target"]).toBe(`prod (${page})`)
    expect(details["connection"]).toContain(page === "redshift" ? "workgroup shop" : "password set")
    expect(details["warehouse"]).toContain("PostgreSQL")
    expect(JSON.stringify(checks)).not.toContain("never-shown")
  })

  it("shows a query's rows", async () => {
    const shown = await projectOf(page)
      .lux()
      .show({ inline: "select 1 as one, cast('1.50' as numeric(9, 2)) as price" })
    expect(shown.rows).toEqual([{ one: 1, price: "1.50" }])
  })

  it("shows them on the command line too", async () => {
    const { folder } = projectOf(page)
    const { code, stdout, stderr } = await command(["show", "--inline", "select 1 as one"], {
      cwd: folder,
      env: environment(page),
    })
    expect([code, stderr]).toEqual([0, expect.stringMatching(new RegExp(`^1 row from ${page}:`))])
    expect(stdout).toContain("one")
  })
})

it("a warehouse that cannot be reached is told as such", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-target-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const target = "{type: postgres, host: 127.0.0.1, port: 1, database: d, user: u, password: never-shown}"
  writeFileSync(join(folder, "lux_project.yml"), `name: shop\ndialect: postgres\ntargets: {dev: ${target}}\n`)
  const failed = (await createLux({ projectDir: folder, env: {} }).debug()).filter(({ ok }) => !ok)
  expect(failed).toEqual([
    expect.objectContaining({
      name: "warehouse",
      detail: expect.stringContaining("LUX-2631 there is no connection to 127.0.0.1:1/d"),
    }),
  ])
  expect(JSON.stringify(failed)).not.toContain("never-shown")
})

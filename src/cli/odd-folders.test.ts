/** Projects in folders whose names mean something to shells, engines or patterns. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { type Finished, lux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const place = mkdtempSync(join(tmpdir(), "lux-odd-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const files: Readonly<Record<string, string>> = {
  "lux_project.yml":
    "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb, batches: batches}}\n",
  "seeds/ids.csv": "id\n1\n2\n",
  "macros/one.mjs": 'export const one = () => "1"\n',
  "models/a.sql": 'select id, {{one}} as one from {{ref "ids"}}\n',
  "models/lake.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: notes
        external: {format: json, path: "raw/*.json", collected_at: "n_%Y-%m-%d.json"}
        columns: [{name: id, data_type: bigint}]
`,
  "lake/raw/n_2024-01-01.json": '[{"id": 1}]',
  "models/staged.sql": '{{config materialized="stage"}}\nselect id from {{source "lake" "notes"}}\n',
  "models/kept.sql":
    '{{config materialized="incremental" incremental_strategy="append"}}\nselect id from {{ref "staged"}}\n',
}

async function inFolder(name: string, ...args: readonly string[]): Promise<Finished> {
  const folder = join(place, name)
  for (const [path, text] of Object.entries(files)) {
    // Node imports no module from there.
    if (name.includes("\\") && /\.mjs$|models\/a\.sql$/.test(path)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return lux(args, { cwd: folder })
}

needing("a system whose folders may have any name", process.platform !== "win32").it(
  "each has its own files alone",
  async () => {
    const names = [
      "plain",
      "with blank",
      "new\nline",
      "ünï ☃",
      "quote'\"s",
      "**",
      "*",
      "glob[ab]*",
      "[!a]",
      "{a,b}",
      "%20#",
      "c:d",
      "$HOME",
      "-dash",
    ]
    for (const name of names) {
      const { code, stdout, stderr } = await inFolder(name, "build")
      expect(stderr, name).toBe("")
      expect(code, name).toBe(0)
      expect(stdout, name).toMatch(/main\.kept \S+ 1 row$/m)
      await inFolder(name, "export", "--select", "kept", "--to", "out", "--format", "csv", "--overwrite")
      expect(readFileSync(join(place, name, "out/kept.csv"), "utf8"), name).toBe("id\n1\n")
      expect(readdirSync(join(place, name, "batches/staged")).length, name).toBe(1)
    }
  },
  120_000,
)

it("a raw file may have the name of a pattern", async () => {
  mkdirSync(join(place, "files/lake/raw"), { recursive: true })
  writeFileSync(join(place, "files/lake/raw/n_2024-01-0?.json"), '[{"id": 7}]')
  const { code, stdout, stderr } = await inFolder("files", "profile", "lake/raw/n_2024-01-0[?].json")
  expect(code, stderr).toBe(0)
  expect(stdout + stderr).toMatch(/\b1 row\b/)
})

needing("a system whose folders may have any name", process.platform !== "win32").it(
  "a question mark in the path of a DuckDB file and a backslash in that of a lake are refused",
  async () => {
    expect(await inFolder("q?m", "build")).toMatchObject({
      code: 2,
      stderr: `LUX-2990 ${join(place, "q?m/test.duckdb")} cannot be a database: there is a "?" in its path
  hint: Rename the folder, or set path of the target to a file elsewhere.
`,
    })
    const { code, stderr } = await inFolder("back\\slash", "build", "--select", "staged")
    expect(stderr).toContain(`LUX-2991 `)
    expect(stderr).toContain("there is a backslash in its name\n")
    expect(code).not.toBe(0)
  },
)

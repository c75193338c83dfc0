import { execFileSync } from "node:child_process"
import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { createLux } from "../create-lux.ts"
import { folderOf } from "../packages/package-sources.testkit.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/a.sql": "select 1 as id",
  "models/a.yml":
    "models: [{name: a}]\nunit_tests: [{name: u, model: a, given: [], expect: {format: csv, fixture: rows}}]",
  "models/b.py": "def model(dbt, session): ...",
  "models/c.SQL": "select 1 as id",
  "models/d.sql.bak": "select 1 as id",
  "models/e.csv": "id\n1\n",
  "models/docs.md": "Text.",
  "models/.hidden.py": "",
  "models/.hidden/x.py": "",
  "seeds/s.csv": "id\n1\n",
  "seeds/t.sql": "select 1 as id",
  "seeds/u.tsv": "id\n1\n",
  "snapshots/v.sql": "select 1 as id",
  "macros/w.mjs": 'import { y } from "./lib/y.js"\nexport const w = () => y',
  "macros/lib/y.js": "export const y = 1\nexport function z() { return 1 }",
  "macros/words.json": "{}",
  "macros/package.json": "{}",
  "tests/fixtures/rows.csv": "id\n1\n",
  "tests/loose.csv": "id\n1\n",
  ...Object.fromEntries(["1", "2", "3", "4"].map((name) => [`models/notes/${name}.txt`, ""])),
}

it("warns of every file that is ignored, from the record too", async () => {
  const project = temporaryProject(files)
  const warnings = async () => {
    const lux = createLux({ projectDir: project.folder, env: {} })
    await lux.parse()
    return lux.warnings.map(({ code, message, hint }) => `${code} ${message} | ${hint}`)
  }
  const first = await warnings()
  expect(first).toMatchInlineSnapshot(`
    [
      "LUX-1087 lux ignores models/b.py | Models are SQL: write it as SQL, or run it outside of lux and read its table as a source.",
      "LUX-1087 lux ignores models/c.SQL | Write the ending as .sql.",
      "LUX-1087 lux ignores models/d.sql.bak | Move it out of models/, or let its name start with a dot.",
      "LUX-1087 lux ignores models/e.csv | Seeds are in the folders of seed-paths, rows for unit tests in tests/fixtures/.",
      "LUX-1087 lux ignores 4 files with the ending .txt under models/: models/notes/1.txt, models/notes/2.txt, models/notes/3.txt and 1 more | Move it out of models/, or let its name start with a dot.",
      "LUX-1087 lux ignores seeds/t.sql | Models are in the folders of model-paths; snapshots are written in YAML.",
      "LUX-1087 lux ignores seeds/u.tsv | Move it out of seeds/, or let its name start with a dot.",
      "LUX-1087 lux ignores snapshots/v.sql | Models are in the folders of model-paths; snapshots are written in YAML.",
      "LUX-1087 lux ignores tests/loose.csv | Seeds are in the folders of seed-paths, rows for unit tests in tests/fixtures/.",
    ]
  `)
  expect(await warnings()).toEqual(first)
  project.write({ "models/new.py": "" })
  expect((await warnings()).filter((each) => each.includes(".py"))).toHaveLength(2)
  project.remove("models/new.py")
  expect(await warnings()).toEqual(first)
  const strict = createLux({
    projectDir: project.folder,
    env: {},
    warnErrorOptions: { include: ["LUX-1087"] },
  })
  await expect(strict.parse()).rejects.toThrow()
})

it.each([
  ["a link that leads nowhere", (path: string) => symlinkSync("nowhere.sql", path)],
  ["a link to itself", (path: string) => symlinkSync("gone.sql", path)],
  ["a named pipe", (path: string) => execFileSync("mkfifo", [path])],
  ["a device", (path: string) => symlinkSync("/dev/zero", path)],
])("refuses %s that has the name of a model", async (_, make) => {
  const project = temporaryProject({ "models/a.sql": "select 1 as x" })
  make(join(project.folder, "models/gone.sql"))
  const parse = createLux({ projectDir: project.folder, env: {} }).parse()
  await expect(parse).rejects.toMatchObject({ code: "LUX-1009", place: { file: "models/gone.sql" } })
})

it("warns of the files that a package's folders hold, and names the package", async () => {
  const sales = folderOf({
    "lux_project.yml": "name: sales\nmodel-paths: [sql]\n",
    "sql/b.py": "",
    "sql/c.sql": "select 1 as id",
    "models/not-a-folder-of-models.py": "",
    "README.txt": "",
    ...Object.fromEntries(["1", "2", "3", "4"].map((name) => [`seeds/${name}.txt`, ""])),
  })
  const project = temporaryProject({
    "models/a.sql": "select 1 as id",
    "packages.yml": `packages:\n  - local: ${sales}\n`,
  })
  await project.lux().deps()
  for (const time of ["first", "from the record"]) {
    const lux = createLux({ projectDir: project.folder, env: {} })
    await lux.parse()
    expect([time, ...lux.warnings.map(({ code, message }) => `${code} ${message}`)]).toEqual([
      time,
      'LUX-1087 package "sales": lux ignores 4 files with the ending .txt under lux_packages/sales/seeds/: lux_packages/sales/seeds/1.txt, lux_packages/sales/seeds/2.txt, lux_packages/sales/seeds/3.txt and 1 more',
      'LUX-1087 package "sales": lux ignores lux_packages/sales/sql/b.py',
    ])
  }
})

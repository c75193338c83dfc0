/** What people type first, where nothing is built: one error, and a command that works. Every command that lux names is run. */
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

const files = {
  "seeds/regions.csv": "region\nnorth\nsouth\n",
  "models/raw/orders.sql": "{{config materialized='table'}}\nselect 1 as id, 'north' as region, 5 as amount",
  "models/raw/log.sql": "{{config materialized='table'}}\nselect 1 as id",
  "models/light.sql": "{{config materialized='ephemeral'}}\nselect * from {{ref 'orders'}}",
  "models/marts/sums.sql":
    "{{config materialized='table'}}\nselect region, sum(amount) as amount from {{ref 'light'}} join {{ref 'regions'}} using (region) group by region",
  "models/marts/shares.sql":
    "{{config materialized='table'}}\nselect amount / sum(amount) over () as share from {{ref 'sums'}}",
  "models/all.yml": `models:
  - name: orders
    columns:
      - {name: id, data_tests: [unique, not_null, {relationships: {arguments: {to: ref('log'), field: id}}}]}
      - {name: region, data_tests: [{relationships: {arguments: {to: ref('regions'), field: region}, config: {severity: warn}}}]}
  - {name: sums, columns: [{name: region, data_tests: [unique]}]}
  - {name: shares, columns: [{name: share, data_tests: [not_null]}]}
`,
}

const shop = (more = {}) => temporaryProject({ ...files, ...more })

interface Told {
  readonly code: number | null
  readonly text: string
  readonly lines: number
}

async function told({ folder }: TemporaryProject, line: string): Promise<Told> {
  const { code, stdout, stderr } = await warmLux(wordsOf(line), { cwd: folder })
  const text = stdout + stderr
  return { code, text, lines: text.trimEnd().split("\n").length }
}

/** As a shell takes them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "")
}

/** The command that a text names: behind a hint, or in the brackets of the last lines. */
function commandIn(text: string, before: string): string {
  const found = text.split("\n").find((line) => line.includes(before) && line.includes("lux "))
  const [, command = ""] = /lux (.+?)\)?$/.exec(found ?? "") ?? []
  return command
}

describe("on an empty warehouse", () => {
  it.each([
    ["run --select marts", "hint:", "build --select +marts"],
    ["test", "hint:", "build"],
    ["test --select sums", "hint:", "build --select +sums"],
    ["build --select shares", "hint:", "build --select +shares"],
    ["build --select marts,sums", "hint:", "build --select +regions +orders"],
    ["show sums", "hint:", "build"],
    ["export --to out", "hint:", "build"],
    ["quality", "hint:", "build"],
    ["profile sums", "hint:", "build --select +sums"],
    ["test --create-unit-test sums", "hint:", "build"],
  ])("%s says in a few lines what to build", async (line, before, expected) => {
    const project = shop()
    const first = await told(project, line)
    expect(first.code, first.text).not.toBe(0)
    expect(first.lines).toBeLessThanOrEqual(20)
    const command = commandIn(first.text, before)
    expect(command).toBe(expected)
    const followed = await told(project, command)
    expect(followed.code, followed.text).toBe(0)
    const again = await told(project, line)
    expect(again.code, again.text).toBe(0)
  })

  it("a hint opens the project as it was opened", async () => {
    const project = shop()
    const flags = "--project-dir . --target dev --target-path out --vars '{a: 1}'"
    const first = await told(project, `run --select marts ${flags}`)
    const command = commandIn(first.text, "hint:")
    expect(command).toBe("build --select +marts --target dev --target-path out --vars '{a: 1}'")
    expect(await told(project, command)).toMatchObject({ code: 0 })
  })
})

describe("packages", () => {
  const withPackage = () => shop({ "packages.yml": "packages:\n  - local: more\n", ...more })
  const more = { "more/lux_project.yml": "name: more\n", "more/models/extra.sql": "select 1 as id" }
  /** The command in backquotes, or behind a colon. */
  const hinted = (text: string): string =>
    /hint: .*?(?:`lux |: lux )([^`\n]+?)(?:`|\.?$)/m.exec(text)?.[1] ?? ""

  it.each<[string, (project: TemporaryProject) => void, string, string]>([
    ["that were never installed", () => undefined, "build", "deps"],
    [
      "that packages.yml no longer names alike",
      (project) => project.write({ "packages.yml": "packages:\n  - local: ./more/\n  - local: other\n" }),
      "build",
      "deps",
    ],
    [
      "with a lock file that is not one",
      (project) => project.write({ "package-lock.yml": "packages: 5\n" }),
      "build",
      "deps --upgrade",
    ],
  ])("%s", async (which, change, line, expected) => {
    const project = withPackage()
    project.write({ "other/lux_project.yml": "name: other\n" })
    if (which !== "that were never installed") expect(await told(project, "deps")).toMatchObject({ code: 0 })
    change(project)
    const first = await told(project, line)
    expect(first.code, first.text).not.toBe(0)
    expect(hinted(first.text), first.text).toBe(expected)
    const followed = await told(project, expected)
    expect(followed.code, followed.text).toBe(0)
    const again = await told(project, line)
    expect(again.code, again.text).toBe(0)
  })
})

it("a build of a part asks what can be asked, and names the rest", async () => {
  const project = shop()
  const part = await told(project, "build --select orders")
  expect(part.code, part.text).toBe(0)
  expect(part.text).toContain("WARN relationships_orders_id__id__ref_log_ not asked: log is not built")
  expect(part.text).toContain(
    "WARN relationships_orders_region__region__ref_regions_ not asked: regions is not built",
  )
  const command = commandIn(part.text, "not asked: 2")
  expect(command).toBe("build --select +log +regions")
  const rest = await told(project, command)
  expect(rest).toMatchObject({ code: 0 })
  expect(rest.text).toContain("checks: 2 pass")
  const broken = { "models/raw/log.sql": "{{config materialized='table'}}\nselect 2 as id" }
  project.write(broken)
  expect(await told(project, "build --select orders log")).toMatchObject({ code: 1 })
})

it("run ends with what is unchecked, and the command that checks it", async () => {
  const project = shop()
  await told(project, "seed")
  for (const [line, count, expected] of [
    ["run --select +sums", 2, "test --select +sums"],
    ["run", 4, "test"],
    ["run --select marts --exclude shares", 1, "test --select marts --exclude shares"],
  ] as const) {
    const run = await told(project, line)
    expect(run.text.trimEnd().split("\n").at(-1)).toBe(`unchecked: ${count} (lux ${expected})`)
    const checked = await told(project, expected)
    expect(checked.code, checked.text).toBe(0)
  }
})

it("a rejected version is shown, and a retry comes through once it is fixed", async () => {
  const project = shop()
  await told(project, "build")
  project.write({
    "models/raw/orders.sql":
      "{{config materialized='table'}}\nselect null as id, 'north' as region, 5 as amount",
  })
  const rejected = await told(project, "build")
  expect(rejected.code).toBe(1)
  expect(await told(project, commandIn(rejected.text, "rejected:"))).toMatchObject({ code: 0 })
  project.write(files)
  expect(await told(project, commandIn(rejected.text, "Retry:"))).toMatchObject({ code: 0 })
})

describe("another state", () => {
  const kept = async () => {
    const project = shop()
    expect(await told(project, "build --target-path kept")).toMatchObject({ code: 0 })
    return project
  }

  it.each([
    ["ls --select state:modified --state kept", "{}"],
    ["run --select shares --defer --state kept", "not JSON"],
    ["clone --state kept", '{"schema_version": 99, "lux_version": "9.0.0"}'],
  ])("%s: a lux.json that cannot be read is written again", async (line, text) => {
    const project = await kept()
    project.write({ "kept/lux.json": text })
    const first = await told(project, line)
    expect(first.code, first.text).not.toBe(0)
    const command = /lux (parse --write-json)/.exec(first.text)?.[1] ?? ""
    expect(await told(project, command)).toMatchObject({ code: 0 })
    copyFileSync(join(project.folder, "target/lux.json"), join(project.folder, "kept/lux.json"))
    const again = await told(project, line)
    expect(again.code, again.text).toBe(0)
  })

  it.each(["clone", "run --select shares --defer", "ls --select state:modified", "clone --state empty"])(
    "%s asks for a folder",
    async (line) => {
      const project = await kept()
      project.write({ "empty/note.txt": "" })
      const first = await told(project, line)
      expect(first.code, first.text).not.toBe(0)
      expect(first.text).toMatch(/hint: .*(--state FOLDER|keep a copy of that folder)/)
      const again = await told(project, `${line.replace(" --state empty", "")} --state kept`)
      expect(again.code, again.text).toBe(0)
    },
  )
})

describe("a lake", () => {
  const lake = () =>
    temporaryProject({
      "models/lake.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: sales
        external: {format: csv, path: raw/sales/*.csv}
        columns: [{name: id, data_type: integer}]
`,
      "models/staged.sql": "{{config materialized='stage'}}\nselect id from {{source 'lake' 'sales'}}",
      "models/sales.sql": "{{config materialized='table'}}\nselect id from {{ref 'staged'}}",
    })

  it("that is missing is made by the command that the hint names", async () => {
    const project = lake()
    const first = await told(project, "build")
    expect(first.code, first.text).not.toBe(0)
    const command = /lux (dev lake)/.exec(first.text)?.[1] ?? ""
    const made = await told(project, `${command} --hours 1`)
    expect(made.code, made.text).toBe(0)
    project.write({ "lake/raw/sales/one.csv": "id\n1\n" })
    const again = await told(project, "build")
    expect(again.code, again.text).toBe(0)
  })
})

/** Packages from git, folders and npm: installed, locked, and used by a project that is built. */
import { spawnSync } from "node:child_process"
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors, Problems } from "../../errors.ts"
import { valueContext } from "../../project/config/value-context.ts"
import { writerId } from "../../project/files/abandoned.ts"
import { ProjectInputs } from "../../project/files/project-inputs.ts"
import { readAsked } from "../../project/packages/read-asked.ts"
import { createLux } from "../create-lux.ts"
import { type TemporaryProject, temporaryProject } from "../tests/temporary-project.testkit.ts"
import { type Files, folderOf, repositoryOf, startRegistry } from "./package-sources.testkit.ts"

/** The commonest package: generic tests alone. */
const checks = (least: number): Files => ({
  "lux_project.yml": "name: checks\nversion: 1.0.0\n",
  "tests/generic/at_least.sql": `{{#test "at_least" "model" "column_name" least=${least}}}
select * from {{model}} where {{limit_of column_name least}}
{{/test}}`,
  "macros/limit.sql": '{{#macro "limit_of" "column" "least"}}{{column}} < {{least}}{{/macro}}\n',
})

const orders = {
  "models/orders.sql": "select 1 as order_id, 5 as amount\n",
  "models/orders.yml":
    "models:\n  - name: orders\n    columns:\n      - name: amount\n        data_tests: [checks.at_least]\n",
}

async function told(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return "nothing"
  } catch (error) {
    const errors = error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : undefined
    if (errors === undefined) throw error
    return errors.map(({ code, message, hint }) => `${code} ${message}${hint ? ` | ${hint}` : ""}`).join("\n")
  }
}

const lockOf = (project: TemporaryProject) => readFileSync(join(project.folder, "package-lock.yml"), "utf8")

describe("a package of generic tests", () => {
  it("is used by its package and name, and by its name alone", async () => {
    const local = folderOf(checks(10))
    const project = temporaryProject({ ...orders, "packages.yml": `packages:\n  - local: ${local}\n` })
    expect(await told(project.lux().parse())).toBe(
      "LUX-1080 the packages are not installed | Run `lux deps`.",
    )
    const { packages } = await project.lux().deps()
    expect(packages).toMatchObject([{ name: "checks", status: "linked" }])
    expect(lstatSync(join(project.folder, "lux_packages/checks")).isSymbolicLink()).toBe(true)
    const { nodes } = await project.execute("build")
    const [built] = nodes
    expect(built).toMatchObject({ status: "rejected" })
    expect(built?.checks.map(({ name, status }) => [name, status])).toEqual([
      ["checks_at_least_orders_amount", "fail"],
    ])

    project.write({
      "models/orders.yml": orders["models/orders.yml"].replace("checks.at_least", "{at_least: {least: 3}}"),
    })
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
  })

  it("is seen as it is now where it is a folder", async () => {
    const local = folderOf(checks(10))
    const project = temporaryProject({ ...orders, "packages.yml": `packages:\n  - local: ${local}\n` })
    await project.lux().deps()
    expect(await project.statuses("build")).toEqual({ orders: "rejected" })
    appendFileSync(join(local, "macros/limit.sql"), "-- more\n")
    expect(await project.statuses("build")).toEqual({ orders: "rejected" })
    writeFileSync(join(local, "tests/generic/at_least.sql"), checks(1)["tests/generic/at_least.sql"] ?? "")
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
  })
})

describe("a package from git", () => {
  it("is what the lock says until it is upgraded", async () => {
    const repository = repositoryOf(checks(10), "v1")
    const packages = `packages:\n  - git: ${repository.url}\n    revision: v1\n`
    const project = temporaryProject({ ...orders, "packages.yml": packages })
    expect((await project.lux().deps()).packages).toMatchObject([{ name: "checks", status: "installed" }])
    const first = lockOf(project)
    expect(first).toMatch(/resolved: "[0-9a-f]{40}"\n {4}hash: "sha256-[0-9a-f]{64}"/)
    expect(existsSync(join(project.folder, "lux_packages/checks/.git"))).toBe(false)
    expect(readFileSync(join(project.folder, "lux_packages/.gitignore"), "utf8")).toBe("*\n")
    expect(await project.statuses("build")).toEqual({ orders: "rejected" })

    repository.commit(checks(1), "v1")
    rmSync(join(project.folder, "lux_packages"), { recursive: true })
    expect((await project.lux().deps()).packages).toMatchObject([{ status: "installed" }])
    expect(lockOf(project)).toBe(first)
    expect(await project.statuses("build")).toEqual({ orders: "rejected" })

    expect((await project.lux().deps({ upgrade: true })).packages).toMatchObject([{ status: "installed" }])
    expect(lockOf(project)).not.toBe(first)
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
    expect((await project.lux().deps()).packages).toMatchObject([{ status: "unchanged" }])
  })

  it("takes away what one that was killed left", async () => {
    const repository = repositoryOf(checks(10), "v1")
    const project = temporaryProject({
      ...orders,
      "packages.yml": `packages:\n  - git: ${repository.url}\n    revision: v1\n`,
    })
    const { pid } = spawnSync(process.execPath, ["--version"])
    const killed = writerId.replace(/\d+$/, String(pid))
    const mine = `.fetched-${writerId}-1`
    for (const name of [`.fetched-${killed}-1`, mine])
      mkdirSync(join(project.folder, "lux_packages", name, "macros"), { recursive: true })
    await project.lux().deps()
    expect(readdirSync(join(project.folder, "lux_packages")).sort()).toEqual([mine, ".gitignore", "checks"])
  })

  it("is an error where it was edited, and put back", async () => {
    const repository = repositoryOf(checks(10), "v1")
    const project = temporaryProject({
      ...orders,
      "packages.yml": `packages:\n  - git: ${repository.url}\n    revision: v1\n`,
    })
    await project.lux().deps()
    appendFileSync(join(project.folder, "lux_packages/checks/macros/limit.sql"), "-- edited\n")
    expect(await told(project.lux().parse())).toMatch(
      /^LUX-1082 package "checks" is not what package-lock.yml says/,
    )
    await project.lux().deps()
    expect(await told(project.lux().parse())).toBe("nothing")
  })

  it("may be a branch, a commit, a part of its digest, or a folder of a repository", async () => {
    const inside = Object.fromEntries(Object.entries(checks(1)).map(([path, text]) => [`lux/${path}`, text]))
    const repository = repositoryOf(inside, "v1")
    const commit = repository.commit({ "README.md": "more" })
    const project = temporaryProject(orders)
    for (const revision of ["main", commit, commit.slice(0, 8), "v1"]) {
      project.write({
        "packages.yml": `packages:\n  - git: ${repository.url}\n    revision: "${revision}"\n    subdirectory: lux\n`,
      })
      expect(await told(project.lux().deps()), revision).toBe("nothing")
      expect(await project.statuses("build"), revision).toEqual({ orders: "ok" })
    }
  })

  it("never tells the password of its address", async () => {
    const project = temporaryProject({
      "packages.yml": `packages:\n  - git: 'http://ada:{{env "TOKEN"}}@127.0.0.1:1/checks.git'\n`,
    })
    const lux = createLux({ projectDir: project.folder, env: { TOKEN: "s3cret" } })
    const said = await told(lux.deps())
    expect(said).toMatch(/^LUX-2006 git http:\/\/127.0.0.1:1\/checks.git cannot be fetched: /)
    expect(said).not.toContain("s3cret")
  })

  it.each([
    [
      "revision: v9",
      /LUX-2006 git file:.* cannot be fetched: couldn't find remote ref v9 \| Is the address right/,
    ],
    ["revision: v1\n    subdirectory: no", /LUX-2006 git file:.* no has no folder "no"/],
    ["revision: --upload-pack=x", /LUX-1083 "--upload-pack=x" is no such thing/],
    ["revison: v1", /LUX-1004 "revison" is not known here \| Did you mean "revision"\?/],
  ])("with %s is an error", async (text, expected) => {
    const { url } = repositoryOf(checks(1), "v1")
    const project = temporaryProject({ "packages.yml": `packages:\n  - git: ${url}\n    ${text}\n` })
    expect(await told(project.lux().deps())).toMatch(expected)
  })
})

describe("a package from npm", () => {
  it("is the newest of its range, locked", async () => {
    const registry = await startRegistry()
    registry.publish("@acme/checks", "1.0.0", checks(10))
    const project = temporaryProject({
      ...orders,
      "packages.yml": "packages:\n  - npm: '@acme/checks'\n    version: ^1.0.0\n",
    })
    const cache = folderOf({})
    const env = { npm_config_registry: registry.url, npm_config_cache: cache, npm_config_fetch_retries: "0" }
    const lux = () => createLux({ projectDir: project.folder, env })
    expect((await lux().deps()).packages).toMatchObject([
      { name: "checks", from: "npm @acme/checks", resolved: "1.0.0", status: "installed" },
    ])
    expect(registry.requests).toContain("@acme/checks/-/checks-1.0.0.tgz")
    expect(await project.statuses("build")).toEqual({ orders: "rejected" })

    registry.publish("@acme/checks", "1.1.0", checks(1))
    rmSync(join(project.folder, "lux_packages"), { recursive: true })
    expect((await lux().deps()).packages).toMatchObject([{ resolved: "1.0.0", status: "installed" }])
    expect((await lux().deps({ upgrade: true })).packages).toMatchObject([{ resolved: "1.1.0" }])
    expect(await project.statuses("build")).toEqual({ orders: "ok" })

    registry.publish("@acme/checks", "1.1.0", checks(2))
    rmSync(join(project.folder, "lux_packages"), { recursive: true })
    rmSync(cache, { recursive: true })
    expect(await told(lux().deps())).toMatch(
      /^LUX-1082 npm @acme\/checks 1.1.0 is not what package-lock.yml says/,
    )

    project.write({ "packages.yml": "packages:\n  - npm: '@acme/none'\n    version: ^1.0.0\n" })
    expect(await told(lux().deps())).toMatch(/^LUX-2006 npm @acme\/none cannot be fetched: .*404/)
  })
})

/** A package that has something of everything, and uses one itself. */
const sales = (base: string): Files => ({
  "lux_project.yml": `name: sales
version: 2.0.0
vars: {least: 1, sales: {currency: EUR}}
models: {sales: {+materialized: view, marts: {+materialized: table}}}
seeds: {sales: {+schema: sales_seeds}}
`,
  "packages.yml": `packages:\n  - local: ${base}\n`,
  "seeds/rates.csv": "currency,rate\nEUR,1\nUSD,2\n",
  "models/marts/paid.sql": `{{config tags=(list "own")}}
select rate, {{checks.limit_of "rate" 9}} as low, {{helper}} as helped, '{{var "currency"}}' as currency
from {{ref "rates"}} where rate >= {{var "least"}}
`,
  "models/extra.sql": "select 1 as one\n",
  "models/sales.yml":
    "models:\n  - name: paid\n    columns:\n      - name: rate\n        data_tests: [{checks.at_least: {least: 1}}]\n",
  "macros/helper.sql": "{{#macro \"helper\"}}'of sales'{{/macro}}\n",
  "tests/paid_has_rows.sql": 'select 1 as none where not exists (select 1 from {{ref "paid"}})\n',
})

describe("what a package brings", () => {
  it("is part of the project: models, seeds, tests, macros, vars and configuration", async () => {
    const base = folderOf(checks(10))
    const local = folderOf(sales(base))
    const project = temporaryProject(
      {
        "packages.yml": `packages:\n  - local: ${local}\n`,
        "macros/helper.sql": "{{#macro \"helper\"}}'of the project'{{/macro}}\n",
        "models/mine.sql": `select low, helped, currency, {{helper}} as mine, {{sales.helper}} as theirs from {{ref "sales" "paid"}}`,
      },
      `dialect: duckdb
targets: {dev: {type: duckdb, path: test.duckdb}}
vars: {sales: {currency: USD}, least: 2}
models: {sales: {extra: {+enabled: false}, marts: {+schema: sales_marts, +tags: [theirs]}}}
`,
    )
    const { packages } = await project.lux().deps()
    expect(packages.map(({ name }) => name)).toEqual(["checks", "sales"])
    expect(await project.statuses("build")).toEqual({ rates: "ok", paid: "ok", mine: "ok" })
    expect(await project.query("select * from main.mine")).toEqual([
      { low: true, helped: "of sales", currency: "USD", mine: "of the project", theirs: "of sales" },
    ])
    expect(await project.query("select rate from sales_marts.paid")).toEqual([{ rate: "2" }])
    const select = async (type: string, selector: string) =>
      (await project.lux().list({ select: [selector] }))
        .filter(({ resourceType }) => resourceType === type)
        .map((node) => node.selector)
    expect(await select("model", "package:sales")).toEqual(["sales.marts.paid"])
    expect(await select("model", "tag:theirs")).toEqual(["sales.marts.paid"])
    expect(await select("test", "sales")).toEqual([
      expect.stringMatching(/^sales.marts.checks_at_least_paid_rate/),
      "sales.paid_has_rows",
    ])
    expect(existsSync(join(project.folder, "target/compiled/sales/models/marts/paid.sql"))).toBe(true)
    const { packages: again } = await project.lux().deps()
    expect(again).toHaveLength(2)
  })

  it("that several have is named with its package", async () => {
    const other = { ...checks(1), "lux_project.yml": "name: other\n" }
    const project = temporaryProject({
      "packages.yml": `packages:\n  - local: ${folderOf(checks(1))}\n  - local: ${folderOf(other)}\n`,
      "models/a.sql": `select {{checks.limit_of "1" 2}} as a, {{other.limit_of "1" 2}} as b`,
    })
    await project.lux().deps()
    expect(await project.statuses("build")).toEqual({ a: "ok" })
    project.write({ "models/a.sql": 'select {{limit_of "1" 2}} as a' })
    expect(await told(project.lux().compile())).toBe(
      'LUX-1102 unknown helper or macro "limit_of" | Several packages have it: write checks.limit_of or other.limit_of.',
    )
  })

  it("goes with the package", async () => {
    const project = temporaryProject({
      ...orders,
      "packages.yml": `packages:\n  - local: ${folderOf(checks(1))}\n`,
    })
    await project.lux().deps()
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
    project.write({ "packages.yml": "packages: []\n" })
    expect(await told(project.lux().parse())).toMatch(
      /^LUX-1081 the packages that are asked for are not those/,
    )
    expect((await project.lux().deps()).packages).toEqual([])
    expect(existsSync(join(project.folder, "lux_packages/checks"))).toBe(false)
    expect(await told(project.lux().parse())).toMatch(/^LUX-1041 there is no generic test "checks.at_least"/)
  })
})

it("is asked for as docs/guides/packages.md shows", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/guides/packages.md"), "utf8")
  const [, text = ""] = /```yaml\n(packages:.*?)```/s.exec(page) ?? []
  const inputs = new ProjectInputs(folderOf({ "packages.yml": text }))
  const problems = new Problems()
  const asked = readAsked(inputs, { folder: "", origin: "" }, valueContext({}, {}), problems)
  expect(problems.found).toEqual([])
  expect(asked.map(({ key, version }) => `${key} @ ${version}`)).toEqual([
    "git https://example.com/acme/checks.git @ v1.2.0",
    "git https://example.com/acme/data.git packages/calendar @ main",
    "npm @acme/lux-money @ ^2.1.0",
    "local ../shared @ ",
  ])
})

describe("packages that do not go together", () => {
  it("ask for two versions of one: the project decides", async () => {
    const repository = repositoryOf(checks(10), "v1")
    repository.commit(checks(1), "v2")
    const using = (name: string, revision: string) =>
      folderOf({
        "lux_project.yml": `name: ${name}\n`,
        "packages.yml": `packages:\n  - git: ${repository.url}\n    revision: ${revision}\n`,
      })
    const both = `packages:\n  - local: ${using("a", "v1")}\n  - local: ${using("b", "v2")}\n`
    const project = temporaryProject({ ...orders, "packages.yml": both })
    expect(await told(project.lux().deps())).toMatch(
      /^LUX-1085 git file:.* is asked for twice: as "v2" and as "v1" \|/,
    )
    project.write({ "packages.yml": `${both}  - git: ${repository.url}\n    revision: v2\n` })
    expect((await project.lux().deps()).packages.map(({ name }) => name)).toEqual(["checks", "a", "b"])
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
  })

  it.each([
    [
      "of one name",
      { "lux_project.yml": "name: p\n" },
      /LUX-1085 two packages have the name "p" \| It is the name of this project/,
    ],
    [
      "of another dialect",
      { "lux_project.yml": "name: a\ndialect: redshift\n" },
      /LUX-1086 package "a" is written in redshift/,
    ],
    ["that are none", {}, /LUX-1084 local .* is not a package: it has no lux_project.yml/],
    [
      "for dbt",
      { "dbt_project.yml": "name: a\n" },
      /LUX-1084 .* \| It is a package for dbt, whose macros are Jinja/,
    ],
  ])("%s", async (_, files: Files, expected) => {
    const project = temporaryProject({ "packages.yml": `packages:\n  - local: ${folderOf(files)}\n` })
    expect(
      await told(
        project
          .lux()
          .deps()
          .then(() => project.lux().parse()),
      ),
    ).toMatch(expected)
  })

  it("as dbt's hub has them", async () => {
    const project = temporaryProject({
      "packages.yml": "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n",
    })
    expect(await told(project.lux().deps())).toBe(
      "LUX-1083 a package is from git, local or npm | lux has no hub, and packages of dbt's hub are none for lux: their macros are Jinja. Most tests of dbt_utils and dbt_expectations are built in: docs/guides/from-other-tools.md. Of a package for lux, name the repository, git: https://..., and its revision.",
    )
  })
})

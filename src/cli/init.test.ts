/** `lux init`, and a day with the project that it makes, through the real command. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Finished, warmLux } from "../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-init-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const place = (name: string): string => {
  mkdirSync(join(folder, name))
  return join(folder, name)
}

async function well(cwd: string, ...args: string[]): Promise<Finished> {
  const finished = await warmLux(args, { cwd })
  expect(finished, args.join(" ")).toMatchObject({ code: 0 })
  return finished
}

const summary = (counts: string) => expect.stringContaining(`: ${counts}`)
const allPass = (nodes: number, checks: number) =>
  summary(`${nodes} ok, 0 warn, 0 rejected, 0 error, 0 skipped; checks: ${checks} pass`)

it("makes a project in an empty folder that builds at once, and that a new user edits", async () => {
  const shop = place("my-shop")
  const { stdout } = await well(shop, "init")
  expect(stdout).toContain("made the project my_shop:\n  lux_project.yml\n")
  expect(stdout).toContain("\nNext:\n  lux build\n  lux show customer_revenue\n")
  expect((await well(shop, "build")).stdout).toEqual(allPass(3, 6))
  const { stdout: shown } = await well(shop, "show", "customer_revenue", "--output", "json")
  expect(JSON.parse(shown).show).toEqual(
    expect.arrayContaining([{ customer: "Grace", orders: 2, revenue: 105 }]),
  )
  // No warnings: a new project is as one should be.
  expect(await well(shop, "parse")).toMatchObject({ stderr: "" })

  // A model of one's own, with a check.
  const edit = (path: string, change: (text: string) => string): void =>
    writeFileSync(join(shop, path), change(readFileSync(join(shop, path), "utf8")))
  writeFileSync(
    join(shop, "models/marts/monthly_revenue.sql"),
    `select date_trunc('month', ordered_on) as month, sum(amount) as revenue
from {{ref "stg_orders"}}
group by 1
`,
  )
  edit(
    "models/marts/marts.yml",
    (text) =>
      `${text}  - name: monthly_revenue\n    columns:\n      - name: month\n        data_tests: [unique, not_null]\n`,
  )
  expect((await well(shop, "build")).stdout).toEqual(allPass(4, 8))

  // Another name for a column, everywhere but in one place: the build says where, and keeps the tables.
  edit("models/staging/stg_orders.sql", (text) => text.replace("as amount", "as price"))
  edit("models/staging/staging.yml", (text) => text.replace("name: amount", "name: price"))
  edit("models/marts/monthly_revenue.sql", (text) => text.replace("sum(amount)", "sum(price)"))
  const broken = await warmLux(["build"], { cwd: shop })
  expect(broken.code).toBeGreaterThan(0)
  expect(broken.stdout + broken.stderr).toMatch(/models\/marts\/customer_revenue\.sql:4:9 .*amount/)
  edit("models/marts/customer_revenue.sql", (text) => text.replace("sum(amount)", "sum(price)"))
  expect((await well(shop, "build")).stdout).toEqual(allPass(4, 8))

  // A row that must not be.
  edit("seeds/raw_orders.csv", (text) => `${text}5,Ada,2026-02-02,lost,100\n`)
  const rejected = await warmLux(["build"], { cwd: shop })
  expect(rejected.code).toBe(1)
  expect(rejected.stdout).toMatch(/REJECTED .*stg_orders/)
}, 120_000)

it("makes a folder of the name", async () => {
  const { stdout } = await well(folder, "init", "shop")
  expect(stdout).toContain("Next:\n  cd shop\n  lux build\n")
  expect(existsSync(join(folder, "shop/.gitignore"))).toBe(true)
  expect(
    (await well(join(folder, "shop"), "ls", "--resource-type", "model", "--output", "name")).stdout,
  ).toBe("stg_orders\ncustomer_revenue\n")
})

it("leaves what a fresh repository has", async () => {
  const repository = place("fresh")
  mkdirSync(join(repository, ".git"))
  writeFileSync(join(repository, "README.md"), "# mine\n")
  const { stdout } = await well(repository, "init")
  expect(stdout).not.toContain("README.md")
  expect(readFileSync(join(repository, "README.md"), "utf8")).toBe("# mine\n")
})

describe("refuses", () => {
  it.each([
    [
      "a folder with something in it",
      "full",
      { "notes.txt": "" },
      [],
      /is not empty: it holds notes.txt\n.*lux init NAME/,
    ],
    ["a project", "project", { "lux_project.yml": "" }, [], /there is a project already in /],
    ["a name that is none", "odd", {}, ["2nd!"], /"2nd!" is not a name for a project/],
    [
      "a folder of such a name",
      "3d",
      {},
      [],
      /"3d" is not a name for a project\n.*Give it one: lux init shop/,
    ],
  ])("%s", async (_, name, files: Record<string, string>, args, expected) => {
    const full = place(name)
    for (const [path, text] of Object.entries(files)) writeFileSync(join(full, path), text)
    const { code, stdout, stderr } = await warmLux(["init", ...args], { cwd: full })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(expected)
    expect(existsSync(join(full, "models"))).toBe(false)
  })
})

/** What `lux ls` prints. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-ls-"))
const shop = join(folder, "shop")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  cpSync(join(repositoryRoot, "fixtures", "shop"), shop, { recursive: true })
  const { code } = await warmLux(["parse", "--write-json", "--target-path", "before"], { cwd: shop })
  expect(code).toBe(0)
  const revenue = join(shop, "models/marts/revenue.sql")
  writeFileSync(revenue, readFileSync(revenue, "utf8").replace("sum(amount)", "sum(amount) * 2"))
  const properties = join(shop, "models/marts/marts.yml")
  const text = readFileSync(properties, "utf8")
  writeFileSync(
    properties,
    text.replace("  - name: revenue\n", "  - name: revenue\n    config: {on_schema_change: fail}\n"),
  )
})

async function ls(...args: readonly string[]) {
  const { code, stdout, stderr } = await warmLux(
    ["ls", "--select", "revenue", "--resource-type", "model", ...args],
    { cwd: shop },
  )
  return { code, stdout, stderr }
}

describe("lux ls --output", () => {
  it.each([
    [[], "shop.marts.revenue\n"],
    [["--output", "text"], "shop.marts.revenue\n"],
    [["--output", "selector"], "shop.marts.revenue\n"],
    [["--output", "name"], "revenue\n"],
    [["--output", "path"], "models/marts/revenue.sql\n"],
    [
      ["--output", "json", "--output-keys", "name resource_type config.materialized"],
      '{"name":"revenue","resource_type":"model","config.materialized":"table"}\n',
    ],
    [
      ["--output", "json", "--output-keys", "alias", "depends_on"],
      '{"alias":"revenue","depends_on":{"nodes":["model.shop.order_lines"]}}\n',
    ],
    [
      ["--output", "json", "--output-keys", "database schema alias relation_name primary_key"],
      '{"database":"shop","schema":"main","alias":"revenue","relation_name":"\\"shop\\".\\"main\\".\\"revenue\\""}\n',
    ],
  ])("%j", async (args, stdout) => {
    expect(await ls(...args)).toEqual({ code: 0, stdout, stderr: "" })
  })

  it("json has dbt's keys", async () => {
    const { stdout } = await ls("--output", "json")
    expect(Object.keys(JSON.parse(stdout))).toEqual(
      expect.arrayContaining([
        "unique_id",
        "resource_type",
        "package_name",
        "original_file_path",
        "tags",
        "config",
      ]),
    )
  })

  it("reason tells both values and the lines that differ", async () => {
    const { code, stdout } = await ls("--output", "reason", "--state", "before")
    expect(code).toBe(0)
    expect(stdout).toBe(`shop.marts.revenue
  body sql
    -select customer, count(*) as orders, sum(amount) as revenue
    +select customer, count(*) as orders, sum(amount) * 2 as revenue
     from {{ref "order_lines"}}
     group by customer
  configs on_schema_change: nothing -> "fail"
`)
  })

  it.each([
    [["--output", "json", "--output-keys", "nam"], "LUX-9004", 'Did you mean "name"'],
    [["--output", "reason"], "LUX-1214", "--state"],
    [["--output", "reason", "--state", "nowhere"], "LUX-1240", "There is no such folder."],
  ])("%j is an error", async (args, code, hint) => {
    const found = await ls(...args)
    expect(found.code).toBe(2)
    expect(found.stderr).toContain(code)
    expect(found.stderr).toContain(hint)
  })
})

/** Every command on the small project `fixtures/shop`, run as a user runs it. */
import { spawn } from "node:child_process"
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { type Finished, lux, luxFile, repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-shop-"))
let shop = ""
let copies = 0
beforeEach(() => {
  shop = join(folder, String(copies++))
  cpSync(join(repositoryRoot, "fixtures", "shop"), shop, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: string[]): Promise<Finished> {
  return warmLux(args, { cwd: shop })
}

async function revenue(): Promise<unknown> {
  // The table as it is published, not the model's query run again.
  const published = 'select * from {{ref "revenue"}} order by customer'
  const { code, stdout, stderr } = await run("show", "--inline", published, "--output", "json", "-q")
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  return JSON.parse(stdout)
}

function edit(file: string, from: string, to: string): void {
  const path = join(shop, file)
  const text = readFileSync(path, "utf8")
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

describe("build", () => {
  it("tells a line a node, totals and where the tables are", async () => {
    const { code, stdout, stderr } = await run("build")
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const lines = stdout.trim().split("\n")
    expect(lines).toHaveLength(6)
    expect(lines[2]).toMatch(/^3\/4 OK {7}table {7}main\.revenue \d+\.\d\ds 3 rows$/)
    expect(lines[4]).toMatch(/^Done in .*: 4 ok, 0 warn, 0 rejected, 0 error, 0 skipped; checks: 5 pass$/)
    expect(lines[5]).toBe(`Warehouse: ${join(shop, "data", "shop.duckdb")}`)
  })

  it("keeps out what a check rejects, says why, and leaves what was there", async () => {
    await run("build")
    const before = await revenue()
    appendFileSync(join(shop, "seeds", "orders.csv"), "4,Ada,1\n")
    const { code, stdout, stderr } = await run("build")
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /REJECTED view {8}main\.order_lines .*\n +FAIL unique_order_lines_order_id 1 row\n/,
    )
    expect(stdout).toContain("SKIP     table       main.revenue")
    expect(stderr).toContain("    unique_field  n_records\n    ────────────  ─────────\n")
    expect(stderr).toContain("Retry: lux retry\n")
    expect(await revenue()).toEqual(before)
  })

  it("publishes what only a warning was found in; --warn-error makes it a failure", async () => {
    appendFileSync(join(shop, "seeds", "orders.csv"), "5,Ada,1\n")
    const { code, stdout } = await run("build")
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ +WARN accepted_values_revenue_orders\w+ 1 row$/m)
    expect((await run("build", "--warn-error")).code).toBe(1)
  })

  it("says what the engine refuses, and skips what depends on it and nothing else", async () => {
    edit("models/marts/revenue.sql", "sum(amount)", "sum(customer)")
    const { code, stdout, stderr } = await run("build")
    expect(code).toBe(1)
    expect(stdout).toMatch(/ERROR +table +main\.revenue .*LUX-20/)
    expect(stdout).toContain("2 ok, 0 warn, 0 rejected, 1 error, 1 skipped")
    expect(stderr).toContain("Retry: lux retry\n")
  })

  it("a dry run prints a script and touches nothing", async () => {
    const { code, stdout, stderr } = await run("build", "--dry-run")
    expect(code).toBe(0)
    expect(stdout).toContain("insert into main.orders")
    expect(stdout).not.toContain("Warehouse:")
    expect(stderr).toMatch(/^dry run: \d+ statements, nothing was touched\n$/)
    expect(existsSync(join(shop, "data"))).toBe(false)
  })

  it("tells events as JSON lines", async () => {
    const { code, stdout } = await run("build", "--log-format", "json")
    expect(code).toBe(0)
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(events[0]).toMatchObject({ type: "run-started", total: 4 })
    expect(events.at(-1)).toMatchObject({ type: "run-finished", success: true, nodes: { ok: 4 } })
  })

  it("quiet says the totals only", async () => {
    const { stdout } = await run("build", "--quiet")
    expect(stdout.trim().split("\n")).toHaveLength(2)
  })

  it("takes several words after one flag, flags in dbt's short forms, and --vars", async () => {
    await run("build", "-q")
    const { stdout } = await run(
      "run",
      "-s",
      "order_lines",
      "revenue+",
      "--exclude",
      "best_customer",
      "--vars",
      "{least_amount: 20}",
    )
    expect(stdout).toMatch(/^1\/2 OK .*order_lines.*\n2\/2 OK .*revenue .* 2 rows\n/)
  })
})

describe("errors of the project", () => {
  it("come all together, with places and near names, before anything is touched", async () => {
    edit("models/marts/revenue.sql", '"order_lines"', '"order_line"')
    edit("models/marts/best_customer.sql", '"revenue"', '"revenu"')
    const { code, stdout, stderr } = await run("build", "--no-color")
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(
      /^LUX-1201 models\/marts\/best_customer\.sql:2:\d+ {2}model "revenu" does not exist\n {2}2 \| from \{\{ref "revenu"\}\}\n {4}\| +\^+\n/,
    )
    expect(stderr).toContain('Did you mean "order_lines"')
    expect(stderr).toMatch(/\n2 errors\n$/)
    expect(existsSync(join(shop, "data"))).toBe(false)
  })
})

describe("show", () => {
  it("prints a table with its rows' number and place on standard error", async () => {
    await run("build", "-q")
    const { code, stdout, stderr } = await run(
      "show",
      "--inline",
      'select * from {{ref "revenue"}} order by customer',
    )
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "customer  orders  revenue\n────────  ──────  ───────\nAda            2    42.50\nGrace          1    80.00\nZoë, 雪        1     5.00\n",
    })
    expect(stderr).toBe(`3 rows from ${join(shop, "data", "shop.duckdb")}\n`)
  })

  it("prints one JSON document", async () => {
    await run("build", "-q")
    const { stdout } = await run("show", "best_customer", "--output", "json")
    expect(JSON.parse(stdout)).toEqual({
      node: "best_customer",
      show: [{ customer: "Grace", revenue: "80.00" }],
    })
  })

  it("--limit is 5 when nothing is said, -1 is all", async () => {
    await run("seed", "-q")
    const rows = async (...args: string[]): Promise<number> => {
      const { stdout } = await run("show", "--inline", "select * from range(9)", "--output", "json", ...args)
      return JSON.parse(stdout).show.length
    }
    expect([await rows(), await rows("--limit", "2"), await rows("--limit", "-1")]).toEqual([5, 2, 9])
  })

  it("of a name that is not there says what is near", async () => {
    const { code, stderr } = await run("show", "revenu")
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean "revenue"')
  })
})

describe("what needs no warehouse", () => {
  it.each([
    [
      ["ls", "--output", "name", "--select", "+revenue", "--resource-type", "model", "seed"],
      "orders\norder_lines\nrevenue\n",
    ],
    [["ls", "-s", "tag:marts", "--resource-type", "model"], "shop.marts.revenue\nshop.marts.best_customer\n"],
    [["ls", "-s", "revenue", "--resource-type", "model", "--output", "path"], "models/marts/revenue.sql\n"],
    [
      [
        "ls",
        "-s",
        "orders",
        "--resource-type",
        "seed",
        "--output",
        "json",
        "--output-keys",
        "unique_id name",
      ],
      '{"unique_id":"seed.shop.orders","name":"orders"}\n',
    ],
    [["compile", "--inline", 'select 1 from {{ref "revenue"}}'], "select 1 from main.revenue\n"],
    [
      ["compile", "-q", "-s", "best_customer"],
      "select customer, revenue\nfrom main.revenue\norder by revenue desc, customer\nlimit 1\n",
    ],
    [["parse"], "shop: 1 exposure, 3 models, 1 seed, 5 tests\n"],
  ])("%j", async (args, expected) => {
    expect(await run(...args)).toEqual({ code: 0, stdout: expected, stderr: "" })
    expect(existsSync(join(shop, "data"))).toBe(false)
  })

  it("a selection that means nothing warns, and fails with --warn-error", async () => {
    const { code, stdout, stderr } = await run("ls", "-s", "revenu")
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" })
    expect(stderr).toContain("warning LUX-1212")
    const asError = await run("ls", "-s", "revenu", "--warn-error")
    expect(asError.code).toBe(2)
    expect(asError.stderr).toMatch(/^LUX-1212 /)
    const left = ["--warn-error-options", "{include: all, exclude: [LUX-1212]}"]
    expect((await run("ls", "-s", "revenu", ...left)).code).toBe(0)
  })

  it("clean removes target and leaves the database", async () => {
    await run("build", "-q")
    await run("compile")
    expect(await run("clean")).toEqual({ code: 0, stdout: "removed target\n", stderr: "" })
    expect(existsSync(join(shop, "target"))).toBe(false)
    expect(existsSync(join(shop, "data", "shop.duckdb"))).toBe(true)
  })

  it("debug says what is well", async () => {
    const { code, stdout } = await run("debug")
    expect(code).toBe(0)
    expect(stdout).toMatch(/^OK +project +shop 1\.0\.0/m)
  })
})

describe("interruptions", () => {
  const endless =
    "select count(*) as n from range(100000000) as a, range(1000000) as b where (a.range + b.range) % 7 = 3\n"

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a build in order, with %i", async (signal, exitCode) => {
    writeFileSync(join(shop, "models", "marts", "best_customer.sql"), `${endless}-- {{ref "revenue"}}\n`)
    let sent = false
    const { code, stdout, stderr } = await lux(["build"], {
      cwd: shop,
      onOutput: (text, kill) => {
        if (sent || !text.includes("main.revenue")) return
        sent = true
        kill(signal)
      },
    })
    expect(code, stderr).toBe(exitCode)
    expect(stderr).toContain("cancelling ...")
    expect(stdout).toContain("CANCELLED")
    expect(stdout).toMatch(/\nCancelled after .*: 3 ok, .* 1 cancelled/)
    expect(await revenue()).toMatchObject({ node: "inline_query" })
  })

  it("a database that another process holds is waited for, then said to be held by whom", async () => {
    writeFileSync(join(shop, "models", "marts", "best_customer.sql"), `${endless}-- {{ref "revenue"}}\n`)
    let second: Promise<Finished> | undefined
    await lux(["build"], {
      cwd: shop,
      onOutput: (text, kill) => {
        if (second !== undefined || !text.includes("main.revenue")) return
        second = run("show", "revenue", "--lock-timeout", "0").finally(() => kill("SIGINT"))
      },
    })
    const { code, stdout, stderr } = (await second) ?? { code: undefined, stdout: "", stderr: "" }
    expect({ code, stdout }).toEqual({ code: 75, stdout: "" })
    expect(stderr).toMatch(/LUX-20\d\d .*process \d+/)
  })

  it("a reader that goes away is not an error", async () => {
    await run("seed", "-q")
    const child = spawn(
      process.execPath,
      [luxFile, "show", "--inline", "select * from range(200000)", "--limit", "-1"],
      {
        cwd: shop,
        stdio: ["ignore", "pipe", "pipe"],
      },
    )
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.stdout.once("data", () => child.stdout.destroy())
    const code = await new Promise((done) => child.on("close", done))
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^200000 rows from .*\n$/) })
  })
})

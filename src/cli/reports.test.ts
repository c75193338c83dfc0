/** Reports of runs, each read by a reader of its kind. */
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { toldIn } from "../../lambdas/notify-slack/events.ts"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { pythonPackages, pythonReaders } from "./python-readers.testkit.ts"

const readers = pythonReaders()
const secret = "s3cr3t<&>value"

const shop = () =>
  temporaryProject({
    "models/orders.sql": "select 1 as id union all select 1 as id",
    "models/orders.yml":
      "models: [{name: orders, columns: [{name: id, data_tests: [unique, not_null, {accepted_values: {values: [2], config: {severity: warn}}}]}]}]\n",
    "models/broken.sql": `{{config materialized="table"}}\nselect cast('{{env "SHOP_TOKEN"}}' as integer) as id`,
    "models/behind.sql": 'select * from {{ref "broken"}}',
  })

/** What is posted to it; it answers with a status. */
async function receiver(status = 200) {
  const asked: { path: string; body: unknown }[] = []
  const server = createServer((request, response) => {
    let text = ""
    request.on("data", (part) => {
      text += String(part)
    })
    request.on("end", () => {
      asked.push({ path: request.url ?? "", body: JSON.parse(text) })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, asked }
}

const env = { SHOP_TOKEN: secret }

describe("reports of a run that failed", () => {
  needing(pythonPackages, readers !== undefined).it(
    "are read by readers of JUnit XML and of Prometheus textfiles, without secrets",
    async () => {
      const { folder } = shop()
      const reports = [
        "--junit",
        "out/junit.xml",
        "--metrics-file",
        "out/lux.prom",
        "--log-file",
        "out/lux.log",
      ]
      const done = await warmLux(["build", ...reports], { cwd: folder, env })
      expect(done.code).toBe(1)
      const file = (name: string): string => join(folder, "out", name)
      for (const name of ["junit.xml", "lux.prom", "lux.log"])
        expect(readFileSync(file(name), "utf8")).not.toContain("s3cr3t")
      const junit = readers?.junit(file("junit.xml"))
      const suites = junit?.suites.map(({ name, cases, tests, failures, errors, skipped }) => [
        name,
        [tests, failures, errors, skipped],
        cases.map(([, called, outcome]) => `${called} ${outcome}`),
      ])
      expect(suites?.sort()).toEqual([
        ["main.behind", [1, 0, 0, 1], ["view main.behind skipped"]],
        ["main.broken", [1, 0, 1, 0], ["table main.broken error"]],
        [
          "main.orders",
          [4, 2, 0, 0],
          [
            "view main.orders failure",
            "accepted_values_orders_id__2 passed",
            "not_null_orders_id passed",
            "unique_orders_id failure",
          ],
        ],
      ])
      const metrics = readers?.prometheus(file("lux.prom"))
      const run = { project: "p", target: "dev", command: "build" }
      expect(metrics?.["lux_run_success"]).toEqual([[run, 0]])
      expect(metrics?.["lux_run_nodes"]).toContainEqual([{ ...run, status: "skipped" }, 1])
      expect(metrics?.["lux_node_success"]).toContainEqual([{ ...run, node: "model.p.orders" }, 0])
      expect(metrics?.["lux_run_duration_seconds"]?.[0]?.[1]).toBeGreaterThan(0)
      const log = readFileSync(file("lux.log"), "utf8")
      expect(log).toMatch(/^--- \d{4}-\d\d-\d\dT\S+ lux build\n/)
      expect(log).toContain("REJECTED")
      expect(log).toContain("Done in")
      // A second run is appended; files of the others are written again.
      await warmLux(["run", "--select", "orders", ...reports], { cwd: folder, env })
      expect(readFileSync(file("lux.log"), "utf8").match(/^--- /gm)).toHaveLength(2)
      expect(readers?.prometheus(file("lux.prom"))["lux_run_success"]).toEqual([
        [{ ...run, command: "run" }, 1],
      ])
    },
    120_000,
  )

  it("are posted to a webhook and to the notifier; a run that is well posts nothing", async () => {
    const { folder } = shop()
    const { address, asked } = await receiver()
    const build = ["build", "--on-failure", `${address}/hook`]
    expect((await warmLux(build, { cwd: folder, env })).code).toBe(1)
    expect(asked).toHaveLength(1)
    expect(JSON.stringify(asked)).not.toContain("s3cr3t")
    expect(asked[0]?.body).toMatchObject({
      text: expect.stringMatching(/^lux build of p on dev failed: Done in /),
      args: { which: "build", project: "p", target: "dev" },
      results: expect.arrayContaining([
        expect.objectContaining({ unique_id: "model.p.broken", status: "error" }),
      ]),
    })
    expect(toldIn(asked[0]?.body)).toEqual([expect.objectContaining({ type: "run", hasFailed: true })])

    await warmLux(["run", "--select", "orders", "--on-failure", address], { cwd: folder, env })
    expect(asked).toHaveLength(1)

    const aws = {
      AWS_ENDPOINT_URL_LAMBDA: address,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test-secret-key",
    }
    await warmLux(["build", "--select", "broken"], {
      cwd: folder,
      env: { ...env, ...aws, LUX_ON_FAILURE: "lambda:notify-slack" },
    })
    expect(asked[1]).toMatchObject({ path: "/2015-03-31/functions/notify-slack/invocations" })
    expect(toldIn(asked[1]?.body)).toEqual([expect.objectContaining({ type: "run", hasFailed: true })])
  }, 120_000)
})

describe("a report that cannot be made", () => {
  it("is a warning, and the run ends as it would", async () => {
    const { folder } = temporaryProject({ "models/one.sql": "select 1 as id" })
    mkdirSync(join(folder, "taken"))
    const { address } = await receiver(503)
    const reports = ["--junit", "taken", "--metrics-file", "taken", "--log-file", "taken"]
    const well = await warmLux(["build", ...reports, "--on-failure", address], { cwd: folder })
    expect(well.code).toBe(0)
    expect(well.stderr.match(/LUX-3430/g)).toHaveLength(3)
    const failed = await warmLux(
      ["build", "--select", "nothing_of_it+", "--warn-error", "--on-failure", address],
      {
        cwd: folder,
      },
    )
    expect(failed.stderr).toMatch(/LUX-3431.*the receiver answered 503/)
  }, 60_000)
})

describe("errors that end a command before anything runs", () => {
  needing(pythonPackages, readers !== undefined).it(
    "are reported too",
    async () => {
      const { folder } = temporaryProject({ "models/one.sql": 'select * from {{ref "two"}}' })
      const { address, asked } = await receiver()
      const done = await warmLux(
        [
          "build",
          "--junit",
          "j.xml",
          "--metrics-file",
          "m.prom",
          "--log-file",
          "l.log",
          "--on-failure",
          address,
        ],
        { cwd: folder },
      )
      expect(done.code).toBe(2)
      expect(readers?.junit(join(folder, "j.xml")).suites[0]).toMatchObject({ tests: 1, errors: 1 })
      expect(readers?.prometheus(join(folder, "m.prom"))["lux_run_success"]).toEqual([
        [{ command: "build" }, 0],
      ])
      expect(readFileSync(join(folder, "l.log"), "utf8")).toContain("LUX-1")
      expect(asked[0]?.body).toMatchObject({ text: expect.stringContaining("lux build failed: 1 error") })
    },
    60_000,
  )

  it("leave no report of a dry run", async () => {
    const { folder } = temporaryProject({ "models/one.sql": "select 1 as id" })
    await warmLux(["build", "--dry-run", "--junit", "j.xml"], { cwd: folder })
    expect(existsSync(join(folder, "j.xml"))).toBe(false)
  })
})

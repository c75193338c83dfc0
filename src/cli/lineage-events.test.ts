/** Events of OpenLineage, judged by the typed classes of its client, and receivers that are gone. */
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { pythonPackages, pythonReaders } from "./python-readers.testkit.ts"

const readers = pythonReaders()

const shop = () =>
  temporaryProject({
    "seeds/raw.csv": "id,price\n1,10\n2,20\n",
    "models/orders.sql": '{{config materialized="table"}}\nselect id, price * 2 as twice from {{ref "raw"}}',
    "models/sums.sql": 'select sum(twice) as total from {{ref "orders"}}',
    "models/models.yml":
      "models: [{name: orders, description: What is ordered., columns: [{name: id, description: Its number., data_tests: [unique]}]}]\n",
    "models/broken.sql": `{{config materialized="table"}}\nselect cast('one' as integer) as id`,
  })

describe("events of OpenLineage", () => {
  needing(pythonPackages, readers !== undefined).it(
    "are of the run, its nodes and their checks, with columns and where they come from",
    async () => {
      const { folder, database } = shop()
      const parent = "0190f0e2-1d2c-7c3e-9a44-5b2a3c4d5e6f"
      const env = {
        OPENLINEAGE__TRANSPORT__TYPE: "file",
        OPENLINEAGE__TRANSPORT__LOG_FILE_PATH: "events.jsonl",
        OPENLINEAGE_PARENT_ID: `airflow/dag.task/${parent}`,
      }
      expect((await warmLux(["build"], { cwd: folder, env })).code).toBe(1)
      const file = join(folder, "events.jsonl")
      const events = readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      expect(events.map(({ eventType, job }) => `${job.name} ${eventType}`).sort()).toEqual([
        "p.build FAIL",
        "p.build START",
        "p.model.p.broken FAIL",
        "p.model.p.broken START",
        "p.model.p.orders COMPLETE",
        "p.model.p.orders START",
        "p.model.p.orders.checks COMPLETE",
        "p.model.p.sums COMPLETE",
        "p.model.p.sums START",
        "p.seed.p.raw COMPLETE",
        "p.seed.p.raw START",
      ])
      const of = (job: string, type: string) =>
        events.find((event) => event.job.name === job && event.eventType === type)
      expect(of("p.build", "START").run.facets.parent).toMatchObject({
        run: { runId: parent },
        job: { namespace: "airflow", name: "dag.task" },
      })
      const orders = of("p.model.p.orders", "COMPLETE")
      const namespace = `duckdb://${database}`
      expect(orders.run.runId).toBe(of("p.model.p.orders", "START").run.runId)
      expect(orders.run.facets.parent.run.runId).toBe(of("p.build", "START").run.runId)
      expect(orders.job.facets.sql.query).toContain("price * 2")
      expect(orders.inputs).toMatchObject([{ namespace, name: "test.main.raw" }])
      expect(orders.outputs[0]).toMatchObject({
        namespace,
        name: "test.main.orders",
        facets: {
          schema: { fields: [{ name: "id", description: "Its number." }, { name: "twice" }] },
          columnLineage: {
            fields: {
              twice: {
                inputFields: [
                  {
                    name: "test.main.raw",
                    field: "price",
                    transformations: [{ type: "DIRECT", subtype: "TRANSFORMATION" }],
                  },
                ],
              },
            },
          },
        },
        outputFacets: { outputStatistics: { rowCount: 2 } },
      })
      const total = of("p.model.p.sums", "COMPLETE").outputs[0].facets.columnLineage.fields.total
      expect(total.inputFields[0].transformations[0].subtype).toBe("AGGREGATION")
      expect(of("p.model.p.orders.checks", "COMPLETE").inputs[0].inputFacets).toMatchObject({
        dataQualityAssertions: {
          assertions: [{ assertion: "unique_orders_id", success: true, column: "id" }],
        },
      })
      expect(of("p.model.p.broken", "FAIL").run.facets.errorMessage.message).toContain("one")
      expect(readers?.openLineage(file).flat()).toEqual([])
    },
    120_000,
  )

  it("go to a receiver with its key", async () => {
    const asked: unknown[] = []
    const address = await receiver((path, key) => void asked.push([path, key]), 200)
    const { folder } = temporaryProject({ "models/one.sql": "select 1 as id" })
    const env = { OPENLINEAGE_URL: address, OPENLINEAGE_API_KEY: "a-key-of-lineage" }
    const { code, stderr } = await warmLux(["run"], { cwd: folder, env })
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(asked).toEqual(Array.from({ length: 4 }, () => ["/api/v1/lineage", "Bearer a-key-of-lineage"]))
  })
})

describe("a receiver that is gone", () => {
  it.each([
    ["refuses", async () => "http://127.0.0.1:9"],
    ["never answers", () => receiver(() => undefined, undefined)],
    ["answers with an error", () => receiver(() => undefined, 500)],
  ])("%s: a warning, and the run is well", async (_, start) => {
    const { folder } = temporaryProject({ "models/one.sql": "select 1 as id" })
    const { code, stderr } = await warmLux(["run"], { cwd: folder, env: { OPENLINEAGE_URL: await start() } })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^warning LUX-3440 4 events of OpenLineage were not delivered/)
  })

  it("of another kind is reported", async () => {
    const { folder } = temporaryProject({ "models/one.sql": "select 1 as id" })
    const { stderr } = await warmLux(["run"], { cwd: folder, env: { OPENLINEAGE__TRANSPORT__TYPE: "kafka" } })
    expect(stderr).toContain("LUX-3441")
  })
})

/** `undefined`: it takes what is sent and says nothing. */
async function receiver(
  onAsked: (path: string | undefined, key: string | undefined) => void,
  status: number | undefined,
): Promise<string> {
  const server = createServer((request, response) => {
    onAsked(request.url, request.headers.authorization)
    request.resume()
    if (status !== undefined) response.writeHead(status).end()
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

/** Traces and metrics of OpenTelemetry, as a receiver of OTLP/HTTP gets them, and receivers that are gone. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it, onTestFinished } from "vitest"
import * as z from "zod"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

/** JSON of the messages of opentelemetry-proto: ids in hexadecimal, 64-bit numbers as texts, nothing else. */
const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
])
const attributes = z.array(z.strictObject({ key: z.string().min(1), value }))
const nanos = z.string().regex(/^\d{19}$/)
const scope = z.strictObject({ name: z.literal("lux"), version: z.string() })
const resource = z.strictObject({ attributes })
const traces = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource,
      scopeSpans: z.array(
        z.strictObject({
          scope,
          spans: z.array(
            z.strictObject({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z
                .string()
                .regex(/^[0-9a-f]{16}$/)
                .optional(),
              name: z.string().min(1),
              kind: z.union([z.literal(1), z.literal(3)]),
              startTimeUnixNano: nanos,
              endTimeUnixNano: nanos,
              attributes,
              status: z.strictObject({
                code: z.union([z.literal(1), z.literal(2)]),
                message: z.string().optional(),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
})
const metrics = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource,
      scopeMetrics: z.array(
        z.strictObject({
          scope,
          metrics: z.array(
            z.strictObject({
              name: z.string(),
              unit: z.string(),
              gauge: z.strictObject({
                dataPoints: z.array(
                  z.strictObject({ timeUnixNano: nanos, asDouble: z.number(), attributes }),
                ),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
})

const shop = () =>
  temporaryProject({
    "models/orders.sql": '{{config materialized="table"}}\nselect 1 as id',
    "models/sums.sql": 'select count(*) as total from {{ref "orders"}}',
    "models/models.yml": "models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]\n",
    "models/broken.sql": `{{config materialized="table"}}\nselect cast('one' as integer) as id`,
  })

interface Receiver {
  readonly address: string
  readonly got: { readonly path: string; readonly headers: unknown; readonly body: string }[]
}

async function receiver(status = 200): Promise<Receiver> {
  const got: Receiver["got"] = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text
    })
    request.on("end", () => {
      got.push({ path: request.url ?? "", headers: request.headers, body })
      response.writeHead(status, { "content-type": "application/json" }).end("{}")
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, got }
}

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

it("are of the run, its nodes and what was sent for them", async () => {
  const { address, got } = await receiver()
  const { folder } = shop()
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${address}/`,
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b",
    OTEL_RESOURCE_ATTRIBUTES: "team=brands",
    TRACEPARENT: parent,
  }
  const done = await warmLux(["build"], { cwd: folder, env })
  expect([done.code, done.stderr.includes("LUX-235")]).toEqual([1, false])
  expect(got[0]?.headers).toMatchObject({ "x-key": "a b", "content-type": "application/json" })
  const bodies = (path: string) =>
    got.filter((each) => each.path === path).map(({ body }) => JSON.parse(body))
  const spans = bodies("/v1/traces").flatMap((body) =>
    traces.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      expect(textsOf(resource.attributes)).toMatchObject({ "service.name": "lux", team: "brands" })
      return scopeSpans.flatMap((each) => each.spans)
    }),
  )
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(["0af7651916cd43dd8448eb211c80319c"]))
  const named = new Map(spans.map((span) => [span.name, span]))
  const root = named.get("lux build")
  expect([root?.parentSpanId, root?.status.code]).toEqual(["b7ad6b7169203331", 2])
  const orders = named.get("table main.orders")
  expect([orders?.parentSpanId, orders?.status.code]).toEqual([root?.spanId, 1])
  expect(textsOf(orders?.attributes ?? [])).toMatchObject({
    "lux.status": "ok",
    "lux.node": "model.p.orders",
  })
  expect(named.get("table main.broken")?.status.code).toBe(2)
  const sent = spans.filter(({ kind, parentSpanId }) => kind === 3 && parentSpanId === orders?.spanId)
  const sqls = sent.map((span) => textsOf(span.attributes)["db.query.text"])
  expect(sqls.join("\n")).toContain("select 1 as id")
  for (const { startTimeUnixNano: from, endTimeUnixNano: to } of spans) expect(from <= to).toBe(true)

  const gauges = bodies("/v1/metrics").flatMap((body) =>
    metrics
      .parse(body)
      .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics)),
  )
  const points = (name: string) =>
    gauges
      .find((gauge) => gauge.name === name)
      ?.gauge.dataPoints.map((point) => [textsOf(point.attributes)["lux.status"], point.asDouble])
  expect(points("lux.run.nodes")?.sort()).toEqual([
    ["error", 1],
    ["ok", 2],
  ])
  expect(points("lux.run.checks")).toEqual([["pass", 1]])
})

it.each([
  ["refuses", async () => "http://127.0.0.1:9"],
  ["fails", async () => (await receiver(500)).address],
])("a receiver that %s is a warning, and the run is as it is", async (_, addressOf) => {
  const project = shop()
  project.remove("models/broken.sql")
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: await addressOf() }
  const done = await warmLux(["build"], { cwd: project.folder, env })
  expect([done.code, done.stderr + done.stdout]).toEqual([0, expect.stringContaining("LUX-2353")])
})

it("is off unless it is configured, and tells what it cannot send", async () => {
  const { address, got } = await receiver()
  const project = shop()
  project.remove("models/broken.sql")
  const run = (env: Readonly<Record<string, string>>) =>
    warmLux(["build"], { cwd: project.folder, env: { OTEL_EXPORTER_OTLP_ENDPOINT: address, ...env } })
  expect((await run({ OTEL_SDK_DISABLED: "true" })).code).toBe(0)
  expect((await run({ OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" })).code).toBe(0)
  const grpc = await run({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })
  expect([grpc.code, grpc.stderr + grpc.stdout]).toEqual([0, expect.stringContaining("LUX-2354")])
  expect(got).toEqual([])
})

function textsOf(found: z.output<typeof attributes>): Readonly<Record<string, string>> {
  return Object.fromEntries(found.map(({ key, value }) => [key, String(Object.values(value)[0])]))
}

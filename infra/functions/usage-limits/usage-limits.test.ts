import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { handler } from "./index.ts"

type Limit = { usageLimitId: string; period: string; amount: number; breachAction: string }

/** Redshift Serverless as far as its limits go, and the address that CloudFormation is answered at. */
const limits = new Map<string, Limit>()
const answers: unknown[] = []
let refusing = false
let made = 0
const server = createServer(async (request, response) => {
  const body = JSON.parse(await text(request))
  if (request.method === "PUT") {
    answers.push(body)
    response.end()
    return
  }
  const operation = `${request.headers["x-amz-target"]}`.replace(/^RedshiftServerless\./, "")
  response.setHeader("content-type", "application/x-amz-json-1.1")
  if (refusing) {
    response.statusCode = 400
    response.end(JSON.stringify({ __type: "ValidationException", message: "not today" }))
    return
  }
  const { usageLimitId = `limit-${++made}`, period, amount, breachAction } = body
  if (operation === "CreateUsageLimit")
    limits.set(usageLimitId, { usageLimitId, period, amount, breachAction })
  if (operation === "UpdateUsageLimit") {
    const before = limits.get(usageLimitId)
    if (before !== undefined) limits.set(usageLimitId, { ...before, amount, breachAction })
  }
  if (operation === "DeleteUsageLimit") limits.delete(usageLimitId)
  const known = limits.get(usageLimitId)
  response.end(
    JSON.stringify(
      operation === "ListUsageLimits" ? { usageLimits: [...limits.values()] } : { usageLimit: known },
    ),
  )
})
let url = ""
const environment = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "eu-west-1",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL: url })
})
afterAll(() => {
  for (const name of [...Object.keys(environment), "AWS_ENDPOINT_URL"]) delete process.env[name]
  server.close()
})
beforeEach(() => {
  limits.clear()
  answers.length = 0
  refusing = false
})

const WorkgroupArn = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/1"
const asked = (RequestType: string, Limits: readonly unknown[]) => ({
  RequestType,
  ResponseURL: url,
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "UsageLimits",
  ResourceType: "Custom::UsageLimits",
  ResourceProperties: { ServiceToken: "arn", WorkgroupArn, Limits },
})
const daily = { Period: "daily", RpuHours: "40", BreachAction: "emit-metric" }
const monthly = { Period: "monthly", RpuHours: "600", BreachAction: "deactivate" }
const held = () =>
  [...limits.values()].map(({ period, amount, breachAction }) => [period, amount, breachAction])

describe("the usage limits of a workgroup", () => {
  it("are made, changed and removed as the template says", async () => {
    await handler(asked("Create", [daily, monthly]))
    expect(held()).toEqual([
      ["daily", 40, "emit-metric"],
      ["monthly", 600, "deactivate"],
    ])
    await handler(asked("Update", [{ ...monthly, RpuHours: "900" }]))
    expect(held()).toEqual([["monthly", 900, "deactivate"]])
    await handler(asked("Delete", [monthly]))
    expect(held()).toEqual([])
    expect(answers).toEqual(
      Array(3).fill({
        Status: "SUCCESS",
        PhysicalResourceId: `${WorkgroupArn}/usage-limits`,
        StackId: "stack",
        RequestId: "request",
        LogicalResourceId: "UsageLimits",
      }),
    )
  })

  it("are the same after a call that is repeated", async () => {
    await handler(asked("Create", [daily]))
    await handler(asked("Create", [daily]))
    expect(held()).toEqual([["daily", 40, "emit-metric"]])
  })

  it("fail the deployment with the service's reason", async () => {
    refusing = true
    await handler(asked("Create", [daily]))
    expect(answers).toMatchObject([{ Status: "FAILED", Reason: "not today" }])
  })
})

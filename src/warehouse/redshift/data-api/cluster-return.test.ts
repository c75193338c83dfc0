/** A cluster that comes and goes, by the protocols of the Data API and of Redshift itself. */
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { createDataApi } from "./data-api.ts"
import type { DataApiConfig } from "./data-api-config.ts"

/** What the service says of the cluster, one for each call; empty: it runs. */
let states: string[] = []
let resumed = 0
let refusing: string | undefined
let statements = 0

const server = createServer(async (request, response) => {
  const body = await text(request)
  if (body.includes("Action=ResumeCluster")) {
    resumed++
    response.statusCode = refusing === undefined ? 200 : 400
    response.setHeader("content-type", "text/xml")
    response.end(
      refusing === undefined
        ? "<ResumeClusterResponse><ResumeClusterResult><Cluster><ClusterIdentifier>c</ClusterIdentifier></Cluster></ResumeClusterResult></ResumeClusterResponse>"
        : `<ErrorResponse><Error><Type>Sender</Type><Code>${refusing}</Code><Message>no</Message></Error></ErrorResponse>`,
    )
    return
  }
  response.setHeader("content-type", "application/x-amz-json-1.1")
  const state = states.shift()
  if (state === undefined) {
    statements++
    response.end(JSON.stringify({ Id: "1", Status: "FINISHED", HasResultSet: false }))
    return
  }
  response.statusCode = 400
  response.end(JSON.stringify({ __type: "ValidationException", Message: state }))
})
let endpoint = ""
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  endpoint = `http://127.0.0.1:${address.port}`
})
afterAll(() => server.close())
beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a")
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b")
  states = []
  resumed = 0
  refusing = undefined
  statements = 0
})

async function select(config: Partial<DataApiConfig> = {}): Promise<void> {
  const api = createDataApi({
    database: "dev",
    clusterIdentifier: "c",
    dbUser: "lux",
    pollSeconds: 0.001,
    region: "eu-west-1",
    endpoint,
    ...config,
  })
  try {
    await api.execute({ sql: "select 1" })
  } finally {
    api.close()
  }
}
const resume = { whenPaused: "resume" } as const

describe("a cluster", () => {
  it("that is paused is resumed, and the statement runs once", async () => {
    states = ["Cluster c is paused", "Cluster c is resuming", "Cluster c is currently unavailable"]
    await select(resume)
    expect({ resumed, statements }).toEqual({ resumed: 1, statements: 1 })
  })

  it("that is on its way to a pause is resumed as soon as that is possible", async () => {
    refusing = "InvalidClusterState"
    states = ["Cluster c is pausing", "Cluster c is paused", "Cluster c is resuming"]
    await select(resume)
    expect({ resumed, statements }).toEqual({ resumed: 2, statements: 1 })
  })

  it("that is resized, restarts or resumes is waited for, also where it is not to be resumed", async () => {
    states = ["Cluster c is currently being resized", "Cluster c is rebooting", "Cluster c is resuming"]
    await select()
    expect({ resumed, statements }).toEqual({ resumed: 0, statements: 1 })
  })

  it("that is paused fails a run that may not resume it, as something that may go well later", async () => {
    states = ["Cluster c is paused"]
    await expect(select()).rejects.toMatchObject({ code: "LUX-2681", transient: true })
    expect({ resumed, statements }).toEqual({ resumed: 0, statements: 0 })
  })

  it("that does not come back within the limit fails it", async () => {
    states = Array(100_000).fill("Cluster c is resuming")
    await expect(select({ availableWithinSeconds: 0.05 })).rejects.toMatchObject({
      code: "LUX-2680",
      transient: true,
      message: expect.stringContaining("Cluster c is resuming"),
    })
  })

  it("that the role may not resume fails it for good", async () => {
    refusing = "AccessDenied"
    states = ["Cluster c is paused"]
    await expect(select(resume)).rejects.toMatchObject({ code: "LUX-2682", transient: false })
  })

  it("is not waited for where a session is gone, or the call is wrong", async () => {
    for (const message of ["Session 1 is not available.", "Database dev does not exist"]) {
      states = [message]
      await expect(select(resume)).rejects.toMatchObject({ code: "LUX-2604" })
    }
  })
})

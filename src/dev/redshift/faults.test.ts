/** What goes wrong on the way to the service and in it, on command. */
import { BatchExecuteStatementCommand, RedshiftDataClient } from "@aws-sdk/client-redshift-data"
import { CompiledQuery } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { createFaults } from "./faults.ts"
import { type StandIn, startStandIn } from "./stand-in.testkit.ts"

let standIn: StandIn
const run = (...statements: string[]) => standIn.run(...statements)

beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(async () => standIn[Symbol.asyncDispose]())
beforeEach(async () => {
  standIn.server.faults.set([])
  await run("drop schema if exists s cascade", "create schema s", "create table s.t (id int)")
})

function client(credentials: RedshiftDataClient["config"]["credentials"] | undefined = undefined) {
  return new RedshiftDataClient({
    endpoint: standIn.server.endpoint,
    region: "eu-west-1",
    credentials: credentials ?? { accessKeyId: "a", secretAccessKey: "b" },
  })
}

describe("a call", () => {
  it.each([
    ["throttled"],
    ["error-before"],
    ["error-after"],
    ["lost-reply"],
    ["too-many-statements"],
    ["expired-credentials"],
    ["latency"],
  ] as const)("%s: every statement is applied once", async (kind) => {
    const { faults } = standIn.server
    const before = faults.injected.get(kind) ?? 0
    for (let id = 1; id <= 4; id++) {
      faults.set([{ kind, times: 1, milliseconds: 1 }])
      await run(`insert into s.t values (${id})`)
    }
    faults.set([])
    expect(await run("select count(*) as n from s.t")).toEqual([{ n: 4 }])
    expect((faults.injected.get(kind) ?? 0) - before).toBe(4)
  })

  it("tells credentials that stay refused", async () => {
    const refused = async () => {
      throw Object.assign(new Error("no credentials here"), { name: "CredentialsProviderError" })
    }
    await using own = standIn.open({ client: () => client(refused) })
    await expect(own.executeQuery(CompiledQuery.raw("select 1"))).rejects.toMatchObject({ code: "LUX-2602" })
  })

  it("meets the same faults for the same seed", async () => {
    const met = async (seed: number) => {
      const faults = createFaults(seed)
      faults.set([
        { kind: "lost-reply", probability: 0.4 },
        { kind: "conflict", probability: 0.5 },
      ])
      return Array.from({ length: 40 }, () => [faults.after("X"), faults.statement("X", 9)])
    }
    expect(await met(1)).toEqual(await met(1))
    expect(await met(1)).not.toEqual(await met(2))
  })

  it("takes rules by HTTP, and tells how often they struck", async () => {
    const url = `${standIn.server.endpoint}/faults`
    const put = (body: unknown) => fetch(url, { method: "PUT", body: JSON.stringify(body) })
    expect((await put([{ kind: "throttled", operation: "ExecuteStatement", times: 2 }])).status).toBe(200)
    const before = standIn.server.faults.injected.get("throttled") ?? 0
    await run("select 1")
    expect(await (await fetch(url)).json()).toMatchObject({ throttled: before + 2 })
    expect((await put([{ kind: "earthquake" }])).status).toBe(400)
  })
})

describe("a statement", () => {
  it.each([
    ["conflict", "LUX-2605"],
    ["dropped-relation", "LUX-2605"],
  ] as const)("%s: is told as something to run again", async (kind, code) => {
    standIn.server.faults.set([{ kind, times: 1 }])
    await expect(run("insert into s.t values (1)")).rejects.toMatchObject({ code })
    expect(await run("select * from s.t")).toEqual([])
  })

  it("ends its batch, of which nothing stays", async () => {
    const { faults } = standIn.server
    const Sqls = Array.from({ length: 20 }, (_, id) => `insert into s.t values (${id})`)
    const direct = client()
    for (const kind of ["conflict", "aborted", "dropped-relation"] as const) {
      faults.set([{ kind, times: 1 }])
      const { Status } = await direct.send(
        new BatchExecuteStatementCommand({ WorkgroupName: "w", Database: "dev", Sqls, WaitTimeSeconds: 10 }),
      )
      expect(Status).toBe(kind === "aborted" ? "ABORTED" : "FAILED")
    }
    expect(await run("select * from s.t")).toEqual([])
    direct.destroy()
  })

  it("ends the transaction that it stands in", async () => {
    const ended = standIn.db.transaction().execute(async (open) => {
      await open.executeQuery(CompiledQuery.raw("insert into s.t values (1)"))
      standIn.server.faults.set([{ kind: "conflict", times: 1 }])
      await open.executeQuery(CompiledQuery.raw("insert into s.t values (2)")).catch(() => undefined)
      await open.executeQuery(CompiledQuery.raw("insert into s.t values (3)"))
    })
    await expect(ended).rejects.toThrow("current transaction is aborted")
    expect(await run("select * from s.t")).toEqual([])
  })

  it("that changes what another transaction changed is a real conflict", async () => {
    await run("insert into s.t values (1)")
    const conflict = standIn.db.transaction().execute(async (open) => {
      await open.executeQuery(CompiledQuery.raw("select * from s.t"))
      await run("update s.t set id = 2")
      await open.executeQuery(CompiledQuery.raw("update s.t set id = 3"))
    })
    await expect(conflict).rejects.toMatchObject({
      code: "LUX-2605",
      message: expect.stringContaining("1023"),
    })
    expect(await run("select * from s.t")).toEqual([{ id: 2 }])
    expect(await run("select count(*) as n from stl_tr_conflict")).toEqual([{ n: 1 }])
  })
})

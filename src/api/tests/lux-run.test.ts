/** A run as a program sees it: its result, its events, its end before time. */
import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import type { RunEvent } from "../../run/events.ts"
import { createLux } from "../create-lux.ts"
import { startRun } from "../lux-run.ts"
import type { LuxRun, WarnErrorOptions } from "../types.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const models = {
  "models/a.sql": "select 1 as id\n",
  "models/b.sql": '{{config materialized="table"}}\nselect id from {{ref "a"}}\n',
}

async function typesOf(run: LuxRun): Promise<readonly string[]> {
  const types: string[] = []
  for await (const event of run.events) types.push(event.type)
  return types
}

const whole = [
  "run-started",
  "node-started",
  "node-finished",
  "node-started",
  "node-finished",
  "run-finished",
]

describe("the events of a run", () => {
  it("come as they happen, and the result is there when they have ended", async () => {
    const run = temporaryProject(models).lux().build()
    expect(await typesOf(run)).toEqual(whole)
    const result = await run
    expect([result.success, result.nodes.map(({ label }) => label)]).toEqual([true, ["main.a", "main.b"]])
  })

  it("are told to each loop from the beginning, also after the end", async () => {
    const run = temporaryProject(models).lux().run()
    const [first, second] = await Promise.all([typesOf(run), typesOf(run)])
    await run
    expect([first, second, await typesOf(run)]).toEqual([whole, whole, whole])
  })

  it("may be left early: the run goes on", async () => {
    const run = temporaryProject(models).lux().build()
    for await (const event of run.events) if (event.type === "run-started") break
    expect((await run).nodes).toHaveLength(2)
  })

  it("end with the error of a run that cannot be, which is nobody's unhandled rejection meanwhile", async () => {
    const run = temporaryProject({ "models/a.sql": 'select * from {{ref "nothing"}}\n' }).lux().build()
    const seen: RunEvent[] = []
    const loop = (async () => {
      for await (const event of run.events) seen.push(event)
    })()
    await expect(loop).rejects.toMatchObject({ code: "LUX-1201" })
    await expect(run).rejects.toBeInstanceOf(LuxError)
    expect(seen).toEqual([])
  })

  it("wait for a slow reader", async () => {
    let emit: (event: RunEvent) => void = () => undefined
    const result = await temporaryProject(models).execute("build")
    const run = startRun((given) => {
      emit = given
      return new Promise((resolve) => setImmediate(() => resolve(result)))
    })
    emit({ type: "notice", message: "1" })
    const reader = run.events[Symbol.asyncIterator]()
    expect(await reader.next()).toEqual({ done: false, value: { type: "notice", message: "1" } })
    const next = reader.next()
    emit({ type: "notice", message: "2" })
    emit({ type: "notice", message: "3" })
    expect((await next).value).toEqual({ type: "notice", message: "2" })
    await run
    expect((await reader.next()).value).toEqual({ type: "notice", message: "3" })
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })
})

describe("a run that is ended", () => {
  it("by a signal says that it was cancelled", async () => {
    const project = temporaryProject(models)
    const controller = new AbortController()
    const { cancelled, success, nodes } = await project.lux().build({
      threads: 1,
      signal: controller.signal,
      onEvent: (event) => event.type === "node-finished" && controller.abort(),
    })
    expect([cancelled, success, nodes.map(({ status }) => status)]).toEqual([
      true,
      false,
      ["ok", "cancelled"],
    ])
  })

  it("by a listener that throws ends in order and rejects with what was thrown", async () => {
    const project = temporaryProject(models)
    const run = project.lux().build({
      threads: 1,
      onEvent: (event) => {
        if (event.type === "node-finished") throw new RangeError("of the listener")
      },
    })
    await expect(run).rejects.toThrow(new RangeError("of the listener"))
    // Nothing holds the database any more.
    expect(await project.statuses("build")).toEqual({ a: "ok", b: "ok" })
  })
})

describe("warnings", () => {
  const project = () => temporaryProject(models)
  const cases: readonly (readonly [what: string, options: WarnErrorOptions, told: number | "LUX-1212"])[] = [
    ["are reported", {}, 1],
    ["that are all errors end the command", { include: "all" }, "LUX-1212"],
    ["that are errors by their code end the command", { include: ["LUX-1212"] }, "LUX-1212"],
    ["are told when others are errors", { include: ["LUX-2402"] }, 1],
    ["are told when they are left out of all", { include: "all", exclude: ["LUX-1212"] }, 1],
    ["that are silenced are not told", { include: "all", silence: ["LUX-1212"] }, 0],
  ]
  it.each(cases)("%s", async (_what, warnErrorOptions, told) => {
    const { folder } = project()
    const lux = () => createLux({ projectDir: folder, env: {}, warnErrorOptions })
    const selection = { select: ["nothing_like_it"] }
    if (typeof told === "string") {
      await expect(lux().build(selection)).rejects.toMatchObject({ code: told })
      await expect(lux().list(selection)).rejects.toMatchObject({ code: told })
      return
    }
    expect((await typesOf(lux().build(selection))).filter((type) => type === "warning")).toHaveLength(told)
    const listing = lux()
    await listing.list(selection)
    expect(listing.warnings).toHaveLength(told)
  })

  it("are named by codes that there are", () => {
    expect(() => createLux({ warnErrorOptions: { include: ["LUX-1999"] } })).toThrowError(
      expect.objectContaining({
        code: "LUX-9004",
        hint: expect.stringContaining("docs/reference/errors.md"),
      }),
    )
  })
})

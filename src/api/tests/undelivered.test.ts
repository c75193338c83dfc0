/** History that waits in the target folder for a run that can write it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RunEvent } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/orders.sql": `{{config materialized="table"}}\nselect 1 as id`,
  "models/doubled.sql": `{{config materialized="table"}}\nselect id * 2 as id from {{ref "orders"}}`,
  "models/doubled.yml": `unit_tests:
  - name: doubles
    model: doubled
    given: [{input: ref('orders'), rows: [{id: 3}]}]
    expect: {rows: [{id: 7}]}
`,
}

function waiting({ folder }: TemporaryProject): readonly string[] {
  const kept = join(folder, "target", "undelivered")
  return existsSync(kept) ? readdirSync(kept) : []
}

describe("a run of nothing but unit tests", () => {
  it("opens no database, and is in the history after the next run that does", async () => {
    const project = temporaryProject(files)
    const warnings: string[] = []
    const result = await project.execute("test", {
      onEvent: (event) => event.type === "warning" && warnings.push(event.error.code),
    })
    expect([result.success, existsSync(project.database), warnings]).toEqual([false, false, []])
    expect(waiting(project)).toHaveLength(1)
    await project.execute("build", { select: ["orders"] })
    expect(waiting(project)).toEqual([])
    const checks = await project.query(
      "select command, check_name, test, c.status from quality.check_result c join quality.invocation using (invocation_id)",
    )
    expect(checks).toEqual([{ command: "test", check_name: "doubles", test: "unit", status: "fail" }])
  })
})

describe("a profile", () => {
  it("is shown where it cannot be kept, with a warning, and kept by the next run", async () => {
    const project = temporaryProject(files)
    await project.execute("build", { select: ["orders"] })
    await project.change("alter table quality.metric rename to hidden")
    await project.change("create view quality.metric as select * from quality.hidden")
    const lux = project.lux()
    const profile = await lux.profile({ of: "orders" })
    expect([profile.rows, profile.recorded]).toEqual([1, false])
    expect(lux.warnings.map(({ code }) => code)).toEqual(["LUX-2402"])
    expect(waiting(project)).toHaveLength(1)
    await project.change("drop view quality.metric")
    await project.change("alter table quality.hidden rename to metric")
    await project.execute("build", { select: ["orders"] })
    expect(waiting(project)).toEqual([])
    const [kept] = await project.query("select count(*) as n from quality.metric where source = 'profile'")
    expect(Number(kept?.["n"])).toBe(profile.metrics.filter(({ value }) => !Array.isArray(value)).length)
  })
})

describe("a file of history that waits and is damaged", () => {
  it.each([
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    [
      "with another byte in a text",
      (bytes: Buffer) => Buffer.from(bytes.toString().replace("doubles", "troubles")),
    ],
    [
      "with a flipped bit",
      (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte))),
    ],
  ])("%s is moved aside and reported; what is whole is delivered", async (_, damage) => {
    const project = temporaryProject(files)
    await project.execute("test")
    const [damaged = ""] = waiting(project)
    await project.execute("test")
    const path = join(project.folder, "target/undelivered", damaged)
    const broken = damage(readFileSync(path))
    writeFileSync(path, broken)
    const warnings: string[] = []
    const onEvent = (event: RunEvent) =>
      event.type === "warning" && warnings.push(`${event.error.code} ${event.error.message}`)
    const result = await project.execute("build", { select: ["orders"], onEvent })
    expect([result.success, warnings]).toEqual([
      true,
      [`LUX-2690 target/undelivered/${damaged} is damaged: its run is not in the quality history`],
    ])
    expect(waiting(project)).toEqual([`${damaged}.damaged`])
    expect(readFileSync(`${path}.damaged`)).toEqual(broken)
    const runs = await project.query("select command from quality.invocation order by started_at")
    expect(runs.map(({ command }) => command)).toEqual(["test", "build"])
    await project.execute("build", { select: ["orders"], onEvent })
    expect(warnings).toHaveLength(1)
  })
})

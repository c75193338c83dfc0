/** What goes on around models on the warehouses behind a network: hooks, operations, clones, unit tests, dry runs. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { createLux } from "../../api/create-lux.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const files = {
  "models/t.sql": `{{config materialized="table" pre_hook="create table if not exists {{target.schema}}.log (word varchar(20))" post_hook="insert into {{target.schema}}.log values ('built')"}}\nselect 1 as id`,
  "models/v.sql": '{{config materialized="view"}}\nselect id from {{ref "t"}}',
  "macros/forget.sql":
    '{{#macro "forget" "word"}}delete from {{target.schema}}.log where word = \'{{word}}\'{{/macro}}',
}

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  it("runs hooks and operations, clones a state, and tells what it would send", async () => {
    const settings = `dialect: ${type}
targets:
  prod: ${network.target(type, `schema: prod_${type}, threads: 2`)}
  copy: ${network.target(type, `schema: copy_${type}, threads: 2`)}
on-run-start: ["create schema if not exists around_${type}"]
on-run-end: ["drop schema around_${type}"]
`
    const project = networkProject(settings, files)
    onTestFinished(() => project.remove())
    expect(await project.statuses("build")).toEqual({ t: "ok", v: "ok" })
    const log = async () =>
      (await project.lux().show({ inline: `select count(*) as n from prod_${type}.log` })).rows[0]?.["n"]
    expect(await log()).toBe(1)
    const operation = await project
      .lux()
      .runOperation({ sql: `delete from prod_${type}.log; select count(*) as n from prod_${type}.log` })
    expect(operation.result?.rows).toEqual([{ n: 0 }])

    const copy = createLux({
      projectDir: project.folder,
      target: "copy",
      targetPath: `${project.folder}/copied`,
      env: {},
    })
    const cloned = await copy.clone({ state: `${project.folder}/target` })
    expect(cloned.nodes.map(({ label, status, message }) => [label, status, message])).toEqual([
      [`copy_${type}.t`, "ok", "1 row"],
      [`copy_${type}.v`, "ok", ""],
    ])

    const dry: string[] = []
    await project.execute("build", {
      dryRun: true,
      onEvent: (event) => void (event.type === "dry-run-sql" ? dry.push(event.sql) : undefined),
    })
    expect(dry.join("\n")).toContain(`delete from prod_${type}.t`)
    expect(await log()).toBe(0)
  })
})

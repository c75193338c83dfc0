/** Groups, versions and what is said of macros are the same with the record of an earlier parse as without it. */
import { expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { projectReader } from "../read/read-project.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const groups = (name: string): string => `groups: [{name: ${name}, owner: {name: Ann, chat: here}}]\n`
const versions = (latest: number, more = ""): string =>
  `models: [{name: a, latest_version: ${latest}, versions: [{v: 1${more}}, {v: 2}]}]\n`

async function answer(folder: string, cache: boolean): Promise<string> {
  const options = { projectDir: folder, env: {}, cache }
  try {
    const { project, graph } = await projectReader(options).whole()
    const lux = createLux(options)
    const { counts } = await lux.parse()
    const warnings = lux.warnings.map(({ code, message, place }) => ({ code, message, place }))
    const reads = [...graph.nodes].map(([id, { dependsOn, resource }]) => [id, dependsOn, resource.group])
    const { groups: declared, macroProperties } = project
    return JSON.stringify({ counts, reads, warnings, declared, macroProperties }, undefined, 1)
  } catch (error) {
    const all = error instanceof LuxErrors ? error.errors : [error]
    return `refused ${all.map((each) => (each instanceof LuxError ? [each.code, each.message, JSON.stringify(each.place)].join(" ") : String(each))).join("\n")}`
  }
}

it("after each edit", async () => {
  const project = temporaryProject({
    "models/groups.yml": groups("g"),
    "models/versions.yml": versions(1),
    "models/a_v1.sql": "select 1 as id",
    "models/a_v2.sql": "select 2 as id",
    "models/reader.sql": "select * from {{ref 'a'}}",
    "models/member.sql": "{{config group='g' access='private'}}select 1 as id",
    "models/fellow.sql": "{{config group='g'}}select * from {{ref 'member'}}",
    "macros/m.sql": '{{#macro "cents" "x"}}{{x}}{{/macro}}',
    "models/macros.yml": "macros: [{name: cents, arguments: [{name: x, description: what}]}]\n",
  })
  const told: string[] = []
  const edits: readonly Readonly<Record<string, string>>[] = [
    {},
    { "models/reader.sql": "select id from {{ref 'a'}}" },
    { "models/versions.yml": versions(2) },
    { "models/versions.yml": versions(2, ", deprecation_date: 2000-01-01") },
    { "models/reader.sql": "select id from {{ref 'a' v=1}}" },
    { "models/groups.yml": groups("h") },
    { "models/groups.yml": groups("g"), "models/more.yml": groups("h") },
    { "models/fellow.sql": "{{config group='h'}}select * from {{ref 'member'}}" },
    { "models/fellow.sql": "{{config group='g'}}select id from {{ref 'member'}}" },
    { "models/macros.yml": "macros: [{name: cents, description: In cents.}]\n" },
    { "models/member.sql": "{{config group='g' access='protected'}}select 1 as id" },
    { "models/fellow.sql": "select id from {{ref 'member'}}" },
    // Its reader is as it was, and may not read it any more.
    { "models/member.sql": "{{config group='g' access='private'}}select 1 as id" },
    { "models/member.sql": "{{config group='g' access='public'}}select 1 as id" },
    { "models/reader.sql": "select id from {{ref 'a' v=3}}" },
  ]
  for (const [index, edit] of edits.entries()) {
    project.write(edit)
    const fresh = await answer(project.folder, false)
    expect(await answer(project.folder, true), `edit ${index}`).toBe(fresh)
    expect(await answer(project.folder, true), `again, edit ${index}`).toBe(fresh)
    told.push(/^refused (\S+)/.exec(fresh)?.[1] ?? "loads")
  }
  expect(told).toEqual([
    ...["loads", "loads", "loads", "loads", "loads", "LUX-1063"],
    ...["loads", "LUX-1204", "loads", "loads"],
    ...["loads", "loads", "LUX-1204", "loads", "LUX-1208"],
  ])
})

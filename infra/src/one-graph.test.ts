import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readProject } from "./project.ts"
import { root, type Synthesised, synthesised } from "./synthesised.testkit.ts"
import { writeProject } from "./write-project.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-infra-graph-"))
let changed: Synthesised

beforeAll(() => {
  for (const part of ["lux_project.yml", "models", "macros", "tests", "seeds", "lambdas", "package.json"])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  change("lambdas/collectors.yml", (text) =>
    text.replace(
      "collectors:\n",
      `collectors:
  - name: stories
    function: collect-hashtags
    schedule: { every: { count: 30, period: minute } }
    units: brands
    settings: { api_version: v27.0, pages: 1, posts: 50 }
    writes:
      - source: lake.story
        key: [media_id]
        fields:
          - { name: media_id, from: id, data_type: varchar(30), required: true }
`,
    ),
  )
  writeFileSync(
    join(folder, "models/stage/stage_story.sql"),
    '{{config materialized="stage"}}\nselect media_id, _collected_at\nfrom {{source "lake" "story"}}\n',
  )
  writeProject(folder, "target/infra", "prod")
  changed = synthesised("production", readProject(join(folder, "target/infra"), folder))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function change(path: string, by: (text: string) => string): void {
  const file = join(folder, path)
  const before = readFileSync(file, "utf8")
  expect(by(before)).not.toBe(before)
  writeFileSync(file, by(before))
}

describe("a collector and a model that are added to the project", () => {
  it("are scheduled and watched, with no other edit", () => {
    const schedules = changed
      .ofType("AWS::Scheduler::Schedule")
      .map(({ Properties }) => [Properties["Name"], Properties["ScheduleExpression"]])
    expect(schedules).toContainEqual(["luxury-brands-production-stories", "cron(0/30 * * * ? *)"])
    expect(schedules).toContainEqual(["luxury_brands_story", "cron(0 * * * ? *)"])
    const alarms = changed.ofType("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties["AlarmName"])
    for (const kind of ["no-data", "rejects", "token-ending", "quota", "unusual-records"])
      expect(alarms).toContain(`luxury-brands-production-${kind}-stories`)
    expect(changed.violations).toEqual([])
  })

  it("go on whatever it costs, unless they say that they may wait", () => {
    const found = changed
      .ofType("AWS::Scheduler::Schedule")
      .find(({ Properties }) => Properties["Name"] === "luxury-brands-production-stories")
    expect(found?.Properties["GroupName"]).toEqual({ Ref: "Essential" })
  })
})

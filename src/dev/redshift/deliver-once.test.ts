/** History that was kept is written once, also where two runs deliver it at once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { sealOf } from "../../record/sealed.ts"
import { projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

it.each(["postgres", "redshift"] as const)(
  "on %s",
  async (type) => {
    const files = { "models/orders.sql": "select 1 as id" }
    const kept = mkdtempSync(join(tmpdir(), "lux-kept-"))
    onTestFinished(() => rmSync(kept, { recursive: true, force: true }))
    const projects = [1, 2, 3].map(() => {
      const project = projectOn(type, network(), files)
      project.write({ "lux_project.yml": project.settings.replace("{type:", `{artifacts: "${kept}", type:`) })
      return project
    })
    const [first] = projects
    await first?.execute("build")
    mkdirSync(join(kept, "undelivered"), { recursive: true })
    const invocation = {
      command: "build",
      project: "p",
      target: "prod",
      lux_version: "0",
      selection: null,
      started_at: "2024-01-01 00:00:00.000",
      finished_at: "2024-01-01 00:00:01.000",
      duration_seconds: 1,
      status: "ok",
      nodes: 0,
      nodes_failed: 0,
      checks: 0,
      checks_failed: 0,
    }
    const ids = Array.from({ length: 5 }, (_, at) => `kept_${type}_${at}`)
    for (const [at, id] of ids.entries()) {
      const written = { invocation: { ...invocation, invocation_id: id }, nodes: [], checks: [], metrics: [] }
      const text = JSON.stringify({ invocationId: id, ...written })
      const file = join(kept, "undelivered", `2024010100000${at}-${id}.json`)
      writeFileSync(file, Buffer.concat([Buffer.from(text), sealOf([text])]))
    }
    const results = await Promise.all(projects.map((project) => project.execute("build")))
    expect(results.map(({ success }) => success)).toEqual([true, true, true])
    expect(
      await first?.values(
        `select invocation_id, cast(count(*) as varchar(5)) from quality.invocation where invocation_id like 'kept_${type}%' group by 1 order by 1`,
      ),
    ).toEqual(ids.map((id) => [id, "1"]))
  },
  120_000,
)

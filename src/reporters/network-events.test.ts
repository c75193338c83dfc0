/** What a run on Redshift or Postgres tells besides. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import type { RunEvent } from "../run/events.ts"
import { plainColors } from "./colors.ts"
import { jsonLines } from "./json-lines.ts"
import { plainLines } from "./plain-lines.ts"

const waits: RunEvent = {
  type: "node-waits",
  uniqueId: "model.p.sales",
  label: "analytics.sales",
  kind: "table",
  run: "0d8a3c1e",
  since: "2024-03-04 05:00:00",
}
const cost: RunEvent = {
  type: "run-cost",
  costs: [
    {
      uniqueId: "model.p.sales",
      label: "analytics.sales",
      statements: 3,
      queuedMs: 1,
      compiledMs: 2,
      executedMs: 3,
      scannedBytes: 4,
      rows: 5,
      spilledBytes: 6,
    },
  ],
}

it.each([waits, cost])("has the keys that the page tells: $type", (event) => {
  const lines: string[] = []
  const reporter = jsonLines({ write: (line) => lines.push(line), now: () => new Date(0) })
  reporter.onEvent({ type: "run-started", invocationId: "id", total: 1, threads: 1 })
  reporter.onEvent(event)
  const { nodes: [node] = [], ...line } = JSON.parse(lines[1] ?? "")
  const page = readFileSync(join(import.meta.dirname, "../../docs/reference/output.md"), "utf8")
  const row = page.split("\n").find((each) => each.startsWith(`| \`${event.type}\` |`)) ?? ""
  const told = [...row.matchAll(/`(\w+)`/g)].map(([, key]) => key)
  const common = ["time", "level", "type", "message"]
  expect([...Object.keys(line), ...Object.keys(node ?? {})].sort()).toEqual(
    [...common, ...told.filter((key) => key !== "nodes")].sort(),
  )
})

it("is a line, and a table", () => {
  let out = ""
  const reporter = plainLines({
    sink: { out: (text) => (out += text), err: () => undefined },
    outColors: plainColors,
    errColors: plainColors,
    columns: () => 80,
    quiet: false,
    again: "lux retry",
    show: () => "",
  })
  reporter.onEvent(waits)
  expect(out).toBe("waits for table analytics.sales, which run 0d8a3c1e builds since 2024-03-04 05:00:00\n")
  reporter.onEvent(cost)
  expect(out).toMatch(/^analytics\.sales +0\.00s +0\.00s +0\.00s +4 B +5 +6 B$/m)
})

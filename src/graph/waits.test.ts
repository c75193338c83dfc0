/** The order of a run on random projects: whatever is grouped, tested and selected, nothing waits for itself. */
import { expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { placeGates, withoutGates } from "./gates.ts"
import { loadGraph } from "./loaded-graph.testkit.ts"
import { areTogether, publishGroups } from "./publish-groups.ts"
import { reachable, topologicalOrder } from "./topology.ts"
import type { Graph } from "./types.ts"
import { waitsOf } from "./waits.ts"

const projects = 200
const models = 12

function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
}

/** Models that read earlier ones, of every kind, some of them grouped; tests that read whatever there is. */
function randomProject(random: (below: number) => number): Record<string, string> {
  const files: Record<string, string> = {}
  let yaml = "models:\n"
  for (let at = 0; at < models; at++) {
    const reads = Array.from({ length: random(3) }, () => `{{ref 'm${random(Math.max(at, 1))}'}}`)
    const kind = ["table", "view", "ephemeral"][random(3)]
    const group = random(2) === 0 ? `publish_together='g${random(2)}'` : ""
    files[`models/m${at}.sql`] =
      `{{config materialized='${kind}' ${group}}}\nselect 1 as n ${at === 0 ? "" : reads.map((read) => `, (select 1 from ${read})`).join("")}\n`
    const tests = Array.from(
      { length: random(3) },
      (_, index) => `{relationships: {name: r${at}_${index}, to: ref('m${random(models)}'), field: n}}`,
    )
    yaml += `  - name: m${at}\n    columns: [{name: n, data_tests: [${tests.join(", ")}]}]\n`
  }
  for (let at = 0; at < 3; at++) {
    const reads = Array.from({ length: 1 + random(3) }, () => `{{ref 'm${random(models)}'}}`)
    files[`tests/t${at}.sql`] = `select * from ${reads.join(", ")}\n`
  }
  return { ...files, "models/models.yml": yaml }
}

function idsOf(graph: Graph, type: "model" | "test"): readonly string[] {
  return graph.order.filter((id) => graph.nodes.get(id)?.resource.type === type)
}

it("is one in which all gets its turn, each after what it reads", async () => {
  const random = randomNumbers(20240304)
  const seen = { planned: 0, circles: 0, grouped: 0, standalone: 0 }
  for (let project = 0; project < projects; project++) {
    const { graph, remove } = await loadGraph(randomProject(random))
    remove()
    const share = 1 + random(4)
    const builds = new Set(
      idsOf(graph, "model").filter((id) => {
        const resource = graph.nodes.get(id)?.resource
        const isThere = resource?.type === "model" && resource.config.materialized !== "ephemeral"
        return isThere && (share === 1 || random(share) > 0)
      }),
    )
    const tests = idsOf(graph, "test")
    const isBuilt = (id: string): boolean => builds.has(id)
    try {
      const groups = publishGroups(graph, isBuilt, { gates: true })
      seen.grouped += groups.of.size
      for (const gates of [placeGates(graph, tests, isBuilt, groups), withoutGates(tests)]) {
        seen.planned++
        seen.standalone += gates.standalone.length
        const waits = waitsOf(graph, gates, groups, builds)
        const edges = new Map([
          ...[...builds].map((id) => [id, waits.ofNode(id)] as const),
          ...gates.standalone.map((id) => [id, waits.ofTest(id)] as const),
          ...[...groups.of.values()].map(({ id, members }) => [id, members] as const),
        ])
        expect(topologicalOrder(edges)).toHaveProperty("order")
        const isDone = (id: string): string => groups.of.get(id)?.id ?? id
        const expectBefore = (id: string, read: string): void => {
          const before = areTogether(id, read, groups) ? read : isDone(read)
          if (builds.has(read)) expect(reachable(edges, [id])).toContain(before)
        }
        for (const id of builds)
          for (const read of graph.nodes.get(id)?.dependsOn ?? []) expectBefore(id, read)
        for (const id of gates.standalone)
          for (const read of graph.nodes.get(id)?.dependsOn ?? []) expectBefore(id, read)
        for (const [gated, ids] of gates.gating)
          for (const id of ids)
            for (const read of graph.nodes.get(id)?.dependsOn ?? [])
              if (!areTogether(gated, read, groups)) expectBefore(gated, read)
      }
    } catch (error) {
      if (!(error instanceof LuxError) || error.code !== "LUX-2480") throw error
      seen.circles++
    }
  }
  // Random enough to have met all of it.
  expect(Object.values(seen).every((count) => count > 20)).toBe(true)
}, 60_000)

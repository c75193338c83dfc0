import type { Graph } from "../graph/types.ts"
import { becomesRelation } from "../project/materialized.ts"
import { isTest, isUnitTest } from "../project/resource-guards.ts"
import { type ResourceKindFacts, resourceKinds } from "../project/resource-kinds.ts"

export const runCommands = ["run", "test", "build", "seed", "snapshot"] as const
export type RunCommand = (typeof runCommands)[number]

export interface Scope {
  /** Nodes to build: models that become something, seeds and snapshots. */
  readonly builds: ReadonlySet<string>
  readonly tests: ReadonlySet<string>
  readonly unitTests: ReadonlySet<string>
}

/** What of a selection a command does: `run` models, `seed` seeds, `snapshot` snapshots, `test` checks, `build` all of it. */
export function scopeOf(command: RunCommand, selected: readonly string[], graph: Graph): Scope {
  const builds = new Set<string>()
  const tests = new Set<string>()
  const unitTests = new Set<string>()
  for (const id of selected) {
    const resource = graph.nodes.get(id)?.resource
    if (resource === undefined) continue
    const { doneBy }: ResourceKindFacts = resourceKinds[resource.type]
    if (!doneBy.includes(command)) continue
    if (isUnitTest(resource)) unitTests.add(id)
    else if (isTest(resource)) tests.add(id)
    else if (becomesRelation(resource)) builds.add(id)
  }
  return { builds, tests, unitTests }
}

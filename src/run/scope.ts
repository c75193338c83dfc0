import type { Graph } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"

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
    if (command === "test" || command === "build") {
      if (resource.type === "test") tests.add(id)
      if (resource.type === "unit_test") unitTests.add(id)
    }
    if (isBuilt(resource, command)) builds.add(id)
  }
  return { builds, tests, unitTests }
}

function isBuilt(resource: Resource, command: RunCommand): boolean {
  if (resource.type === "seed") return command === "seed" || command === "build"
  if (resource.type === "snapshot") return command === "snapshot" || command === "build"
  const isModel = resource.type === "model" && resource.config.materialized !== "ephemeral"
  return isModel && (command === "run" || command === "build")
}

import { isBuilt, isDataTest, isRelational } from "../project/resource-guards.ts"
import type { Relational } from "../project/types.ts"
import { type Around, type Asked, buildCommand, testCommand } from "./next-commands.ts"
import type { NodeResult } from "./results.ts"
import type { RunCommand } from "./scope.ts"

/** What a run leaves to do. */
export interface Remaining {
  /** unchecked: built, and its checks were not asked; not asked: checks whose other side is not built. */
  readonly what: "unchecked" | "not asked"
  readonly count: number
  /** The command that does it; undefined where none would succeed as things are. */
  readonly command: string | undefined
}

/** `isThere`: what is in the warehouse after the run. */
export async function remainingOf(
  command: RunCommand,
  nodes: readonly NodeResult[],
  asked: Asked,
  around: Around,
): Promise<readonly Remaining[]> {
  const { graph } = around
  const named = (ids: Iterable<string>): readonly Relational[] =>
    [...new Set(ids)].flatMap((id) => {
      const resource = graph.nodes.get(id)?.resource
      return resource !== undefined && isRelational(resource) ? [resource] : []
    })
  const isChecked = (id: string): boolean =>
    (graph.readers.get(id) ?? []).some((reader) => isDataTest(graph.nodes.get(reader)?.resource))
  const built = nodes.filter(({ status }) => status === "ok" || status === "warn")
  const unchecked =
    command === "build" || command === "test"
      ? []
      : named(built.map(({ uniqueId }) => uniqueId)).filter(
          (resource) => isBuilt(resource) && isChecked(resource.uniqueId),
        )
  const notAsked = nodes.flatMap(({ checks }) => checks).flatMap((check) => check.notAsked ?? [])
  const checks = nodes.flatMap((node) => node.checks).filter((check) => check.notAsked !== undefined)
  return [
    ...(unchecked.length === 0
      ? []
      : [
          {
            what: "unchecked" as const,
            count: unchecked.length,
            command: await testCommand(unchecked, asked, around),
          },
        ]),
    ...(checks.length === 0
      ? []
      : [
          {
            what: "not asked" as const,
            count: checks.length,
            command: await buildCommand(named(notAsked), { ...asked, selection: undefined }, around),
          },
        ]),
  ]
}

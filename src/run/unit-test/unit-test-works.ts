import { isInlined } from "../../project/materialized.ts"
import { isUnitTest, mayBeUnitTested } from "../../project/resource-guards.ts"
import type { UnitTest } from "../../project/types.ts"
import type { UnitTestWork, WorkloadOptions } from "../workload.ts"

/** The unit tests of a run, each as a piece of work. */
export function unitTestWorks({
  graph,
  unitTests,
}: Pick<WorkloadOptions, "graph" | "unitTests">): readonly UnitTestWork[] {
  return graph.order.flatMap((id) => {
    const test = graph.nodes.get(id)?.resource
    if (!isUnitTest(test) || !unitTests.has(id)) return []
    const model = test.expect.at(-1)?.model.parts.at(-1) ?? ""
    return [{ kind: "unit_test" as const, id, label: `${model}::${test.name}`, test }]
  })
}

/** The models that are not built where the test fails: those that it expects something of; of an ephemeral one, its readers. */
export function heldBackByUnitTest(
  test: UnitTest,
  { graph, builds }: Pick<WorkloadOptions, "graph" | "builds">,
): readonly string[] {
  const node = graph.nodes.get(test.uniqueId)
  const names = test.expect.map(({ model }) => model)
  const open = (node?.dependsOn ?? []).filter((id) => {
    const resource = graph.nodes.get(id)?.resource
    return names.some(
      ({ parts, version }) =>
        mayBeUnitTested(resource) &&
        resource.name === parts.at(-1) &&
        String(resource.version) === String(version ?? resource.latestVersion),
    )
  })
  const held: string[] = []
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (builds.has(id)) held.push(id)
    else if (isInlined(graph.nodes.get(id)?.resource)) open.push(...(graph.readers.get(id) ?? []))
  }
  return held
}

import { materializationNames } from "../../api/materialization-names.ts"
import { resourceKinds } from "../../api/resource-kinds.ts"
import type { ProjectNames } from "../../api/types.ts"
import type { Candidate } from "./complete.ts"

/**
 * What a selector could become: names behind an operator (`+`, `2+`, `@`) and a comma, values behind a method such as
 * `tag:`.
 */
export function selectorCandidates(current: string, names: ProjectNames): readonly Candidate[] {
  const [, head = "", operator = "", method = ""] = /^(.*,)?(@|\d*\+)?(?:([\w.]+):)?/.exec(current) ?? []
  const before = `${head}${operator}`
  if (method !== "") return valuesOf(method, names).map((value) => ({ text: `${before}${method}:${value}` }))
  return [
    ...names.nodes
      .filter(({ type }) => !resourceKinds[type].tests)
      .map(({ name, type }) => ({
        text: before + selectorOf(name, type),
        meaning: type,
      })),
    ...methods.map(([name, meaning]) => ({ text: `${before}${name}:`, meaning })),
  ]
}

function selectorOf(name: string, type: ProjectNames["nodes"][number]["type"]): string {
  const { selectedBy } = resourceKinds[type]
  return selectedBy === "name" ? name : `${selectedBy}:${name}`
}

const methods: readonly (readonly [name: string, meaning: string])[] = [
  ["tag", "by tag"],
  ["source", "by source"],
  ["path", "by folder or file"],
  ["resource_type", "by type"],
  ["package", "by package"],
  ["exposure", "by exposure"],
  ["collector", "by collector"],
  ["group", "by group"],
  ["access", "by access"],
  ["config.materialized", "by materialization"],
  ["test_type", "tests by type"],
  ["test_name", "tests by the test they use"],
  ["unit_test", "unit tests by name"],
  ["state", "by what differs from --state"],
  ["result", "by what came of the last run"],
  ["selector", "a selection of selectors.yml"],
]

function valuesOf(method: string, names: ProjectNames): readonly string[] {
  switch (method) {
    case "tag":
      return names.tags
    case "source":
      return names.sources
    case "path":
      return names.folders
    case "package":
      return names.packages
    case "exposure":
      return names.exposures
    case "collector":
      return names.collectors
    case "group":
      return names.groups
    case "unit_test":
      return names.nodes.filter(({ type }) => resourceKinds[type].tests === "unit").map(({ name }) => name)
    case "selector":
      return names.selectors
    default:
      return fixed[method] ?? []
  }
}

const fixed: Readonly<Record<string, readonly string[]>> = {
  resource_type: Object.keys(resourceKinds),
  access: ["private", "protected", "public"],
  "config.materialized": materializationNames,
  test_type: ["generic", "singular", "data", "unit"],
  test_name: ["unique", "not_null", "accepted_values", "relationships"],
  state: ["new", "old", "modified", "unmodified"],
  result: ["success", "error", "fail", "warn", "skipped"],
}

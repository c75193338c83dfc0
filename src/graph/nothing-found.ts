import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { genericUseOf, isSelectedBySource, isTest, isUnitTest } from "../project/resource-guards.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import type { Resource } from "../project/types.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { configValues } from "./config-values.ts"
import type { Criterion } from "./selection.ts"
import type { Graph } from "./types.ts"

/** The warning about a criterion that matches nothing: what was looked for, and what is near. */
export function nothingFound(graph: Graph, criterion: Criterion): LuxError {
  const { method, value, text, place } = criterion
  const resources = [...graph.nodes.values()].map((node) => node.resource)
  const known = knownFor(method, resources)
  return new LuxError("LUX-1212", `"${text}" selects nothing: ${lookedFor(method, value)}`, {
    place,
    hint: didYouMean(value, known) ?? listed(method, known) ?? "`lux ls` shows what there is.",
  })
}

function lookedFor(method: string, value: string): string {
  if (method === "fqn") return `no name or folder "${value}"`
  if (method === "state" || method === "result") return `no node is ${value} since that state`
  return `no ${method} "${value}"`
}

function knownFor(method: string, resources: readonly Resource[]): readonly string[] {
  const of = (get: (resource: Resource) => string | readonly string[] | undefined): readonly string[] =>
    [...new Set(resources.flatMap((resource) => get(resource) ?? []))].sort()
  const [name, ...keys] = method.split(".")
  switch (name) {
    case "fqn":
      return of((each) =>
        resourceKinds[each.type].selectedBy === "name" && !isTest(each)
          ? [each.name, ...each.fqn.slice(1, -1)]
          : undefined,
      )
    case "path":
      return of(({ path }) => [path, path.slice(0, Math.max(path.lastIndexOf("/"), 0))])
    case "file":
      return of(({ path }) => path.slice(path.lastIndexOf("/") + 1))
    case "tag":
      return of(({ tags }) => tags)
    case "source":
      return of((each) =>
        isSelectedBySource(each) ? [each.sourceName, `${each.sourceName}.${each.name}`] : undefined,
      )
    case "exposure":
    case "collector":
      return of((each) => (resourceKinds[each.type].selectedBy === name ? each.name : undefined))
    case "resource_type":
      return of(({ type }) => type)
    case "package":
      return of(({ packageName }) => packageName)
    case "group":
      return of(({ group }) => group)
    case "unit_test":
      return of((each) => (isUnitTest(each) ? each.name : undefined))
    case "test_name":
      return of((each) => genericUseOf(each)?.test)
    case "config":
      return of((each) => texts(keys.reduce<unknown>(at, configValues(each))))
    default:
      return []
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(texts)
  if (isMap(value)) return Object.keys(value)
  return value === undefined || value === null ? [] : [String(value)]
}

/** All there is, where that is few. */
function listed(method: string, known: readonly string[]): string | undefined {
  const [first] = method.split(".")
  if (first === "fqn" || first === "path" || first === "file" || known.length === 0 || known.length > 8)
    return undefined
  return `There are: ${known.join(", ")}.`
}

import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { configValues } from "./config-values.ts"
import type { Selectable, SelectableGraph } from "./selectable.ts"
import type { Criterion } from "./selection.ts"

/** The warning about a criterion that matches nothing: what was looked for, and what is near. */
export function nothingFound(graph: SelectableGraph, criterion: Criterion): LuxError {
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

function knownFor(method: string, resources: readonly Selectable[]): readonly string[] {
  const of = (get: (resource: Selectable) => string | readonly string[] | undefined): readonly string[] =>
    [...new Set(resources.flatMap((resource) => get(resource) ?? []))].sort()
  const [name, ...keys] = method.split(".")
  switch (name) {
    case "fqn":
      return of((each) =>
        resourceKinds[each.type].selectedBy === "name" && resourceKinds[each.type].tests === undefined
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
        each.sourceName === undefined ? undefined : [each.sourceName, `${each.sourceName}.${each.name}`],
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
      return of((each) => (resourceKinds[each.type].tests === "unit" ? each.name : undefined))
    case "test_name":
      return of(({ definition }) => definition?.test)
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

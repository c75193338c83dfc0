import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../project/yaml/yaml-document.ts"
import { doubleOf, isNumeric } from "../template/exact-number.ts"
import { type CombinedSelection, indirectSelections, type Selection } from "./selection.ts"
import { parseCriterion } from "./selector.ts"

/**
 * A definition of `selectors.yml`, as dbt has them: a text as on the command line, `method: value`, a map with `method`,
 * `value` and what stands for `+` and `@`, a `union` or an `intersection` of definitions, each with an `exclude`.
 * Throws LUX-1215 where it is none of these, LUX-1210 for a text that is not in the grammar.
 */
export function selectionOfDefinition(
  definition: unknown,
  path: YamlPath,
  document: YamlDocument,
): Selection {
  if (typeof definition === "string") return parseCriterion(definition, document.placeOf(path))
  if (!isMap(definition)) throw wrong("a definition is a text, a map, a union or an intersection", path)
  const keys = Object.keys(definition)
  const [only] = keys
  for (const kind of ["union", "intersection"] as const)
    if (kind in definition) {
      if (keys.length > 1)
        throw wrong(`"${kind}" must stand alone`, path, `Put the rest into the list under it.`)
      return combined(kind, definition[kind], [...path, kind])
    }
  if ("method" in definition) return full(definition)
  if (only === undefined || keys.length > 1 || only === "exclude")
    throw wrong("a map needs method and value, or one key that is a method", path)
  return criterion(only, definition[only], [...path, only])

  function combined(kind: "union" | "intersection", list: unknown, at: YamlPath): Selection {
    if (!Array.isArray(list)) throw wrong(`"${kind}" takes a list of definitions`, at)
    const parts: Selection[] = []
    let excluded: CombinedSelection | undefined
    for (const [index, item] of list.entries()) {
      const here = [...at, index]
      if (!isMap(item) || !("exclude" in item) || "method" in item) {
        parts.push(selectionOfDefinition(item, here, document))
        continue
      }
      if (excluded !== undefined) throw wrong(`a ${kind} has one "exclude"`, here, "Join their lists.")
      excluded = exclusion(item["exclude"], [...here, "exclude"])
    }
    const all: Selection = { kind, parts }
    return excluded === undefined ? all : { kind: "difference", parts: [all, excluded] }
  }

  function exclusion(list: unknown, at: YamlPath): CombinedSelection {
    if (!Array.isArray(list)) throw wrong('"exclude" takes a list of definitions', at)
    return {
      kind: "union",
      parts: list.map((item, index) => selectionOfDefinition(item, [...at, index], document)),
    }
  }

  function full(map: Readonly<Record<string, unknown>>): Selection {
    for (const key of Object.keys(map))
      if (!fullKeys.includes(key))
        throw new LuxError("LUX-1004", `"${key}" is not known here`, {
          place: document.placeOf([...path, key], "key"),
          hint: didYouMean(key, fullKeys) ?? `Known: ${fullKeys.join(", ")}.`,
        })
    const { method, value, indirect_selection: indirect } = map
    if (typeof method !== "string") throw wrong('"method" must be a text', [...path, "method"])
    const childrensParents = isTrue("childrens_parents")
    if (childrensParents && (isTrue("children") || isTrue("parents")))
      throw wrong(
        '"childrens_parents" stands beside "children" or "parents"',
        path,
        "It takes in both already.",
      )
    const rule = indirectSelections.find((each) => each === indirect)
    if (indirect !== undefined && rule === undefined)
      throw wrong(`"indirect_selection" must be one of ${indirectSelections.join(", ")}`, [
        ...path,
        "indirect_selection",
      ])
    const found: Selection = {
      ...criterion(method, value, [...path, "value"]),
      parents: steps("parents"),
      children: steps("children"),
      childrensParents,
      indirect: rule,
    }
    return "exclude" in map
      ? { kind: "difference", parts: [found, exclusion(map["exclude"], [...path, "exclude"])] }
      : found

    function isTrue(key: string): boolean {
      const said = map[key] ?? false
      if (typeof said === "boolean") return said
      throw wrong(`"${key}" must be true or false`, [...path, key])
    }

    function steps(key: "parents" | "children"): number {
      const depth = map[`${key}_depth`]
      if (!isTrue(key)) return 0
      if (depth === undefined || depth === null) return Number.POSITIVE_INFINITY
      const whole = isNumeric(depth) ? doubleOf(depth) : undefined
      if (whole !== undefined && Number.isInteger(whole) && whole >= 0) return whole
      throw wrong(`"${key}_depth" must be a whole number`, [...path, `${key}_depth`])
    }
  }

  function criterion(method: string, value: unknown, at: YamlPath) {
    if (typeof value !== "string" && !isNumeric(value) && typeof value !== "boolean")
      throw wrong(`${method} takes a text`, at)
    return {
      kind: "criterion" as const,
      method,
      value: String(value),
      parents: 0,
      children: 0,
      childrensParents: false,
      indirect: undefined,
      text: `${method}:${value}`,
      place: document.placeOf(at),
    }
  }

  function wrong(message: string, at: YamlPath, hint?: string): LuxError {
    return new LuxError("LUX-1215", message, { place: document.placeOf(at), hint })
  }
}

const fullKeys = [
  "method",
  "value",
  "parents",
  "parents_depth",
  "children",
  "children_depth",
  "childrens_parents",
  "indirect_selection",
  "exclude",
]

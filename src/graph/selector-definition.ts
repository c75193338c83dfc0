import { LuxError } from "../errors.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../project/yaml/yaml-document.ts"
import { isNumeric } from "../template/exact-number.ts"
import { DefinitionMap } from "./definition-map.ts"
import type { CombinedSelection, Selection } from "./selection.ts"
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
  return new DefinitionReader(document).read(definition, path)
}

class DefinitionReader {
  readonly #document: YamlDocument

  constructor(document: YamlDocument) {
    this.#document = document
  }

  read(definition: unknown, path: YamlPath): Selection {
    if (typeof definition === "string") return parseCriterion(definition, this.#document.placeOf(path))
    if (!isMap(definition))
      throw this.#wrong("a definition is a text, a map, a union or an intersection", path)
    const keys = Object.keys(definition)
    const [only] = keys
    for (const kind of ["union", "intersection"] as const)
      if (kind in definition) {
        if (keys.length > 1)
          throw this.#wrong(`"${kind}" must stand alone`, path, "Put the rest into the list under it.")
        return this.#combined(kind, definition[kind], [...path, kind])
      }
    if ("method" in definition) return this.#full(definition, path)
    if (only === undefined || keys.length > 1 || only === "exclude")
      throw this.#wrong("a map needs method and value, or one key that is a method", path)
    return this.#criterion(only, definition[only], [...path, only])
  }

  #combined(kind: "union" | "intersection", list: unknown, path: YamlPath): Selection {
    if (!Array.isArray(list)) throw this.#wrong(`"${kind}" takes a list of definitions`, path)
    const parts: Selection[] = []
    let excluded: CombinedSelection | undefined
    for (const [index, item] of list.entries()) {
      const here = [...path, index]
      if (!isMap(item) || !("exclude" in item) || "method" in item) {
        parts.push(this.read(item, here))
        continue
      }
      if (excluded !== undefined) throw this.#wrong(`a ${kind} has one "exclude"`, here, "Join their lists.")
      excluded = this.#exclusion(item["exclude"], [...here, "exclude"])
    }
    const all: Selection = { kind, parts }
    return excluded === undefined ? all : { kind: "difference", parts: [all, excluded] }
  }

  #exclusion(list: unknown, path: YamlPath): CombinedSelection {
    if (!Array.isArray(list)) throw this.#wrong('"exclude" takes a list of definitions', path)
    return { kind: "union", parts: list.map((item, index) => this.read(item, [...path, index])) }
  }

  /** A map with `method`, and all that may stand next to it. */
  #full(definition: Readonly<Record<string, unknown>>, path: YamlPath): Selection {
    const map = new DefinitionMap(definition, path, this.#document)
    const method = map.method()
    const childrensParents = map.childrensParents()
    const indirect = map.indirect()
    const found: Selection = {
      ...this.#criterion(method, definition["value"], [...path, "value"]),
      parents: map.steps("parents"),
      children: map.steps("children"),
      childrensParents,
      indirect,
    }
    return "exclude" in definition
      ? {
          kind: "difference",
          parts: [found, this.#exclusion(definition["exclude"], [...path, "exclude"])],
        }
      : found
  }

  #criterion(method: string, value: unknown, path: YamlPath) {
    if (typeof value !== "string" && !isNumeric(value) && typeof value !== "boolean")
      throw this.#wrong(`${method} takes a text`, path)
    return {
      kind: "criterion" as const,
      method,
      value: String(value),
      parents: 0,
      children: 0,
      childrensParents: false,
      indirect: undefined,
      text: `${method}:${value}`,
      place: this.#document.placeOf(path),
    }
  }

  #wrong(message: string, path: YamlPath, hint?: string): LuxError {
    return new LuxError("LUX-1215", message, { place: this.#document.placeOf(path), hint })
  }
}

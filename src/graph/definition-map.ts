import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { YamlDocument, YamlPath } from "../project/yaml/yaml-document.ts"
import { doubleOf, isNumeric } from "../template/exact-number.ts"
import { type IndirectSelection, indirectSelections } from "./selection.ts"

/** A map of `selectors.yml` that has a `method`. Throws LUX-1004 for a key that is not known there, LUX-1215 for a value. */
export class DefinitionMap {
  readonly #map: Readonly<Record<string, unknown>>
  readonly #path: YamlPath
  readonly #document: YamlDocument

  constructor(map: Readonly<Record<string, unknown>>, path: YamlPath, document: YamlDocument) {
    this.#map = map
    this.#path = path
    this.#document = document
    for (const key of Object.keys(map))
      if (!keys.includes(key))
        throw new LuxError("LUX-1004", `"${key}" is not known here`, {
          place: document.placeOf([...path, key], "key"),
          hint: didYouMean(key, keys) ?? `Known: ${keys.join(", ")}.`,
        })
  }

  method(): string {
    const { method } = this.#map
    if (typeof method === "string") return method
    throw this.#wrong('"method" must be a text', "method")
  }

  /** `@` of the command line. */
  childrensParents(): boolean {
    const childrensParents = this.#isTrue("childrens_parents")
    if (childrensParents && (this.#isTrue("children") || this.#isTrue("parents")))
      throw this.#wrong(
        '"childrens_parents" stands next to "children" or "parents"',
        undefined,
        "It takes in both already.",
      )
    return childrensParents
  }

  /** Which tests come along. */
  indirect(): IndirectSelection | undefined {
    const { indirect_selection: written } = this.#map
    const rule = indirectSelections.find((each) => each === written)
    if (written === undefined || rule !== undefined) return rule
    const known = indirectSelections.join(", ")
    throw this.#wrong(`"indirect_selection" must be one of ${known}`, "indirect_selection")
  }

  /** How far `+` of the command line goes; 0 where it is not there. */
  steps(key: "parents" | "children"): number {
    const depth = this.#map[`${key}_depth`]
    if (!this.#isTrue(key)) return 0
    if (depth === undefined || depth === null) return Number.POSITIVE_INFINITY
    const whole = isNumeric(depth) ? doubleOf(depth) : undefined
    if (whole !== undefined && Number.isInteger(whole) && whole >= 0) return whole
    throw this.#wrong(`"${key}_depth" must be a whole number`, `${key}_depth`)
  }

  #isTrue(key: string): boolean {
    const said = this.#map[key] ?? false
    if (typeof said === "boolean") return said
    throw this.#wrong(`"${key}" must be true or false`, key)
  }

  #wrong(message: string, key?: string, hint?: string): LuxError {
    const path = key === undefined ? this.#path : [...this.#path, key]
    return new LuxError("LUX-1215", message, { place: this.#document.placeOf(path), hint })
  }
}

const keys = [
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

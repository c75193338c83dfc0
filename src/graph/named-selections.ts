import * as z from "zod"
import { LuxError, Problems } from "../errors.ts"
import { validate } from "../project/yaml/validate.ts"
import { flag, numeric } from "../project/yaml/value-schemas.ts"
import type { YamlDocument, YamlPath } from "../project/yaml/yaml-document.ts"
import type { NamedSelections, Selection } from "./selection.ts"
import { selectionOfDefinition } from "./selector-definition.ts"

/** `selectors.yml`. What a definition may be is read by itself, because it nests. */
export const selectorsFileSchema = z.strictObject({
  version: numeric.optional(),
  selectors: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string().nullish(),
        default: z.union([flag, z.string()]).nullish(),
        definition: z.unknown(),
      }),
    )
    .nullish(),
})

/**
 * The selections that `selectors.yml` defines. `render` gives the value of a `default` that is a template. Throws
 * LUX-10xx and LUX-121x, all independent errors together.
 */
export function namedSelections(
  document: YamlDocument,
  render: (path: YamlPath, template: string) => unknown,
): NamedSelections {
  const problems = new Problems()
  const file = validate(
    selectorsFileSchema,
    document.value ?? {},
    (path, part) => document.placeOf(path, part),
    problems,
  )
  const byName = new Map<string, Selection>()
  const defaults: { readonly name: string; readonly at: YamlPath }[] = []
  for (const [index, entry] of (file?.selectors ?? []).entries()) {
    const path: YamlPath = ["selectors", index]
    if (byName.has(entry.name))
      problems.add(
        new LuxError("LUX-1050", `selector "${entry.name}" is defined twice`, {
          place: document.placeOf([...path, "name"]),
          hint: "Rename one of them.",
        }),
      )
    const selection = problems.attempt(() =>
      selectionOfDefinition(entry.definition, [...path, "definition"], document),
    )
    if (selection !== undefined) byName.set(entry.name, selection)
    const isDefault = problems.attempt(() =>
      typeof entry.default === "string" ? render([...path, "default"], entry.default) : entry.default,
    )
    if (isDefault === true || isDefault === "true") defaults.push({ name: entry.name, at: path })
  }
  const [first, second] = defaults
  if (first !== undefined && second !== undefined)
    problems.add(
      new LuxError("LUX-1215", `selectors "${first.name}" and "${second.name}" are both the default`, {
        place: document.placeOf([...second.at, "default"], "key"),
        hint: "Where no selection is given one alone can hold.",
        related: [{ message: "the other default", place: document.placeOf([...first.at, "default"], "key") }],
      }),
    )
  problems.throwIfAny()
  return { byName, default: first?.name }
}

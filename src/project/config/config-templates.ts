import { isMap } from "../yaml/is-map.ts"
import { mergeLayers } from "./merge-layers.ts"

/**
 * Values as they are written, by configuration key, where they are templates: what they come to may differ between
 * targets, environments and variables, what is written does not.
 */
export type Unrendered = Readonly<Record<string, unknown>>

/** Of some values, those that hold templates. Undefined where none does. */
export function templatesIn(values: Unrendered): Unrendered | undefined {
  const found = Object.entries(values).filter(([, value]) => holdsTemplate(value))
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

interface WrittenLayer {
  readonly values: Unrendered
  readonly unrendered?: Unrendered | undefined
  readonly isConditional?: boolean | undefined
  readonly perhaps?: Readonly<Record<string, string>> | undefined
}

/**
 * One configuration from its layers, of the keys for which any of them has a template. Of a key that a conditional
 * layer may set: what it is without that layer, and every call that may set it, so that it is the same on all targets.
 */
export function mergeUnrendered(layers: readonly WrittenLayer[]): Unrendered | undefined {
  const keys = new Set(
    layers.flatMap(({ unrendered, perhaps }) => Object.keys({ ...unrendered, ...perhaps })),
  )
  if (keys.size === 0) return undefined
  const certain = layers.filter(({ isConditional }) => isConditional !== true)
  const merged = mergeLayers(certain.map(({ values, unrendered }) => ({ ...values, ...unrendered })))
  const conditional = new Map<string, string[]>()
  for (const { perhaps = {} } of layers)
    for (const [key, text] of Object.entries(perhaps))
      conditional.set(key, [...(conditional.get(key) ?? []), text])
  const authored = { ...merged }
  for (const [key, texts] of conditional) authored[key] = [merged[key] ?? null, ...texts]
  const kept = Object.entries(authored).filter(([key, value]) => keys.has(key) && holdsTemplate(value))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** The text of an argument of `{{config ...}}` where its value depends on more than itself. */
export function unrenderedArgument(text: string): string | undefined {
  const value = text.slice(text.indexOf("=") + 1).trim()
  const words = value
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, " ")
    .replace(/\b[\w-]+=/g, " ")
    .replace(/\b(?:list|dict|true|false|null|undefined)\b|-?\b\d+(?:\.\d+)?\b|[()\s]/g, "")
  return words === "" ? undefined : `{{${value.replace(/^\(([\s\S]*)\)$/, "$1")}}}`
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{{")
  if (Array.isArray(value)) return value.some(holdsTemplate)
  return isMap(value) && Object.values(value).some(holdsTemplate)
}

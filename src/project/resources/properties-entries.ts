import type { Place } from "../../errors.ts"
import { type ConfigCall, evaluateConfig } from "../../template/config-calls.ts"
import { parseTemplate } from "../../template/parse.ts"
import { offsetOf, type SourceFile } from "../../template/source-file.ts"
import type { Template } from "../../template/types.ts"
import { type ConfigLayer, configKey, layerAt } from "../config/config-layers.ts"
import { templatesIn, unrenderedArgument } from "../config/config-templates.ts"
import { renderedLater, renderValues, templateNear } from "../config/rendered-values.ts"
import type { Loading } from "../loading.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { describe, docsBlocksIn } from "./docs-blocks.ts"

/** What a properties file says about one thing, and where. */
export interface Entry<Properties> {
  readonly document: YamlDocument
  readonly path: YamlPath
  readonly properties: Properties
}

/** An entry's description with its docs blocks; empty without an entry. */
export function descriptionOf(
  entry: Entry<{ readonly description: string }> | undefined,
  loading: Pick<Loading, "docs" | "problems">,
): string {
  if (entry === undefined) return ""
  const { document, path, properties } = entry
  return describe(
    properties.description,
    loading.docs,
    () => document.placeOf([...path, "description"]),
    loading.problems,
  )
}

/** The same, with the names of those docs blocks. */
export function describedBy(
  entry: Entry<{ readonly description: string }> | undefined,
  loading: Pick<Loading, "docs" | "problems">,
): { readonly description: string; readonly docsBlocks: readonly string[] | undefined } {
  return {
    description: descriptionOf(entry, loading),
    docsBlocks: entry === undefined ? undefined : docsBlocksIn(entry.properties.description),
  }
}

interface Configured {
  readonly config: Readonly<Record<string, unknown>>
  readonly tags?: readonly string[] | undefined
  readonly meta?: Readonly<Record<string, unknown>> | undefined
  readonly group?: string | undefined
  readonly access?: string | undefined
  readonly contract?: Readonly<Record<string, unknown>> | undefined
  readonly docs?: Readonly<Record<string, unknown>> | undefined
  readonly loaded_at_field?: string | undefined
  readonly loaded_at_query?: string | undefined
  readonly freshness?: unknown
}

const besideConfig = [
  "tags",
  "meta",
  "group",
  "access",
  "contract",
  "docs",
  "loaded_at_field",
  "loaded_at_query",
  "freshness",
] as const

/** `config:` of a properties entry, and the keys of configuration that may stand next to it, such as `tags:`. */
export function entryLayers(entry: Entry<Configured> | undefined, loading: Loading): readonly ConfigLayer[] {
  if (entry === undefined) return []
  const { document, path, properties } = entry
  const beside = Object.fromEntries(
    besideConfig.flatMap((key) => (properties[key] === undefined ? [] : [[key, properties[key]] as const])),
  )
  const at = [...path, "config"]
  const config = renderValues(
    document,
    at,
    properties.config,
    loading.context,
    loading.problems,
    renderedLater,
  )
  const unrendered = templatesIn(plainKeys(properties.config))
  return [
    layerAt(document, path, beside),
    { ...layerAt(document, at, isMap(config) ? config : {}), unrendered },
  ]
}

/**
 * The `{{config ...}}` calls of a template and of the macros that it calls. `scope` is what its body sees, such as a
 * generic test's arguments.
 */
export function inFileLayers(
  template: Template,
  loading: Pick<Loading, "problems" | "context">,
  scope?: Readonly<Record<string, unknown>>,
): readonly ConfigLayer[] {
  const found = loading.problems.attempt(() => evaluateConfig(template, loading.context, scope))
  if (found === undefined) return []
  const layers = found.taken.map((call): ConfigLayer => {
    const { file, named, places, isConditional } = call
    return {
      ...layerOf(call),
      values: plainKeys(named),
      unrendered: unrenderedIn(file, places),
      isConditional,
    }
  })
  const conditional = found.conditional.map((call): ConfigLayer => {
    const { file, places, call: written } = call
    const text = file.text.slice(written.start, written.end)
    const perhaps = Object.fromEntries(Object.keys(places).map((key) => [configKey(key), text]))
    return { ...layerOf(call), values: {}, perhaps }
  })
  return [...layers, ...conditional]
}

function layerOf({ file, place, places }: ConfigCall): Pick<ConfigLayer, "placeOf" | "templateOf"> {
  const plain = plainKeys(places)
  const placeOf = ([key]: YamlPath): Place => plain[String(key)] ?? place
  return { placeOf, templateOf: (path, text) => templateIn(file, placeOf(path), text) }
}

/** A text of a `{{config ...}}` argument, where it stands in the file; one that was worked out, at the argument. */
function templateIn(file: SourceFile, argument: Place, text: string): Template {
  const from = offsetOf(file, argument.line, argument.column - 1)
  const start = file.text.indexOf(text, from)
  return start !== -1 && start + text.length <= from + (argument.length ?? 1)
    ? parseTemplate(file, { start, end: start + text.length })
    : templateNear(file.path, argument.line, text)
}

function plainKeys<Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [configKey(key), value]))
}

function unrenderedIn(
  file: SourceFile,
  places: Readonly<Record<string, Place>>,
): Readonly<Record<string, string>> | undefined {
  const found = Object.entries(places).flatMap(([key, { line, column, length = 1 }]) => {
    const start = offsetOf(file, line, column - 1)
    const text = unrenderedArgument(file.text.slice(start, start + length))
    return text === undefined ? [] : [[configKey(key), text] as const]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

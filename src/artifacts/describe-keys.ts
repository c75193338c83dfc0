import { isMap } from "../project/yaml/is-map.ts"
import { keyDescriptions } from "./key-descriptions.ts"

export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The schema with what each key means, and with more exact schemas where it has none: `replacements` has them by the key
 * and the one that it stands under, `models.config`. `kinds` say where the meaning of a key at the top is looked up, the
 * nearest first; further down it is the key above, so that `type` under `constraints` is a constraint's.
 */
export function withDescriptions(
  schema: JsonSchema,
  kinds: readonly string[],
  replacements: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return mapped(schema, kinds)

  function mapped(inner: JsonSchema, around: readonly string[]): JsonSchema {
    return Object.fromEntries(
      Object.entries(inner).map(([word, value]) => [
        word,
        word === "properties" && isMap(value) ? described(value, around) : deeper(value, around),
      ]),
    )
  }

  function deeper(value: unknown, around: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((each) => deeper(each, around))
    return isMap(value) ? mapped(value, around) : value
  }

  function described(properties: JsonSchema, around: readonly string[]): JsonSchema {
    return Object.fromEntries(
      Object.entries(properties).map(([key, value]) => {
        const exact = replacements[`${around[0]}.${key}`] ?? (isMap(value) ? mapped(value, [key]) : {})
        const meaning = meaningOf(key, around)
        return [key, meaning === undefined ? exact : withMeaning(exact, meaning)]
      }),
    )
  }
}

/** The keys of a schema without a description, as the paths that people write. */
export function undescribedKeys(schema: unknown, path = ""): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((each) => undescribedKeys(each, path))
  if (!isMap(schema)) return []
  return Object.entries(schema).flatMap(([word, value]) => {
    if (word === "definitions" && isMap(value))
      return Object.entries(value).flatMap(([name, each]) => undescribedKeys(each, name))
    if (word !== "properties" || !isMap(value)) return undescribedKeys(value, path)
    return Object.entries(value).flatMap(([key, each]) => {
      const here = path === "" ? key : `${path}.${key}`
      const own = isMap(each) && typeof each["description"] === "string" ? [] : [here]
      return [...own, ...undescribedKeys(each, here)]
    })
  })
}

/** In draft 7, what stands next to a `$ref` is not read. */
function withMeaning(schema: JsonSchema, description: string): JsonSchema {
  return "$ref" in schema ? { description, allOf: [schema] } : { description, ...schema }
}

function meaningOf(key: string, kinds: readonly string[]): string | undefined {
  return [...kinds, "everywhere"]
    .map((kind) => keyDescriptions[kind]?.[key])
    .find((each) => each !== undefined)
}

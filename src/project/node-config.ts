import type { z } from "zod"
import { parseTemplate } from "../template/parse.ts"
import type { Template } from "../template/types.ts"
import { type ConfigLayer, mergeLayers } from "./config-layers.ts"
import type { ModelConfigValues } from "./config-schemas.ts"
import type { Loading } from "./loading.ts"
import type { Hook, RelationConfig } from "./types.ts"
import { validate } from "./validate.ts"

/** One configuration from its layers, the most general first; each is checked by itself, so that errors have a place. */
export function configOf<Schema extends z.ZodType<Record<string, unknown>>>(
  schema: Schema,
  layers: readonly ConfigLayer[],
  loading: Loading,
): { readonly merged: z.output<Schema>; readonly raw: Readonly<Record<string, unknown>> } | undefined {
  const valid = layers.map((layer) => validate(schema, layer.values, layer.placeOf, loading.problems))
  if (valid.some((values) => values === undefined)) return undefined
  const merged = mergeLayers(valid.map((values) => values ?? {}))
  const last = schema.safeParse({})
  // Every layer has passed the schema, and merging keeps each key's type.
  return last.success
    ? { merged: Object.assign(last.data, merged), raw: mergeLayers(layers.map((each) => each.values)) }
    : undefined
}

/** The part of a configuration that every relation has. */
export function relationConfig(config: ModelConfigValues, loading: Loading, path: string): RelationConfig {
  return {
    alias: config.alias ?? undefined,
    schema: config.schema ?? undefined,
    preHooks: hooksOf(config.pre_hook, loading, path),
    postHooks: hooksOf(config.post_hook, loading, path),
    grants: config.grants ?? {},
    indexes: config.indexes ?? [],
    fullRefresh: config.full_refresh ?? undefined,
  }
}

function hooksOf(
  hooks: readonly { readonly sql: string; readonly transaction: boolean }[] | undefined,
  loading: Loading,
  path: string,
): readonly Hook[] {
  return (hooks ?? []).flatMap(({ sql, transaction }) => {
    const template = loading.problems.attempt((): Template => parseTemplate({ path, text: sql }))
    return template === undefined ? [] : [{ sql: template, transaction }]
  })
}

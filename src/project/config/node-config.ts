import type { z } from "zod"
import { LuxError, type Place } from "../../errors.ts"
import type { Loading } from "../loading.ts"
import type { NodeDocs } from "../resources/governance.ts"
import type { Hook, RelationConfig } from "../types.ts"
import { parsing, unknownKeys, validate } from "../yaml/validate.ts"
import type { ConfigLayer } from "./config-layers.ts"
import { hooksSchema, type ModelConfigValues, snapshotConfigSchema } from "./config-schemas.ts"
import { mergeUnrendered, type Unrendered } from "./config-templates.ts"
import { mergeLayers } from "./merge-layers.ts"
import { physicalOf } from "./physical-schemas.ts"

/** The configuration of one node. */
export interface NodeConfig<Values> {
  readonly merged: Values
  /** By YAML key, as inherited: for artifacts and selection by config. */
  readonly raw: Readonly<Record<string, unknown>>
  /** The keys whose values are templates, as they are written. */
  readonly unrendered: Unrendered | undefined
  readonly preHooks: readonly Hook[]
  readonly postHooks: readonly Hook[]
}

interface CheckedLayer {
  readonly values: Readonly<Record<string, unknown>>
  readonly preHooks: readonly Hook[]
  readonly postHooks: readonly Hook[]
}

const nothing: CheckedLayer = { values: {}, preHooks: [], postHooks: [] }

/** A folder's layer holds for many nodes: it is checked, and what is wrong with it reported, once. */
const checked = new WeakMap<ConfigLayer, CheckedLayer>()

/** One configuration from its layers, the most general first; each is checked by itself, so that errors have a place. */
export function configOf<Schema extends z.ZodType<Record<string, unknown>>>(
  schema: Schema,
  layers: readonly ConfigLayer[],
  loading: Loading,
): NodeConfig<z.output<Schema>> | undefined {
  const valid = layers.map((layer) => {
    const before = checked.get(layer)
    if (before !== undefined) return before
    const now = check(schema, layer, loading)
    checked.set(layer, now)
    return now
  })
  const raw = mergeLayers(valid.map((layer) => layer.values))
  const none = schema.safeParse({}, parsing())
  if (!none.success) return undefined
  return {
    // Every layer has passed the schema, and merging keeps each key's type.
    merged: Object.assign(none.data, raw),
    raw,
    unrendered: mergeUnrendered(valid.map(({ values }, index) => ({ ...layers[index], values }))),
    preHooks: valid.flatMap((layer) => layer.preHooks),
    postHooks: valid.flatMap((layer) => layer.postHooks),
  }
}

function check(
  schema: z.ZodType<Record<string, unknown>>,
  layer: ConfigLayer,
  loading: Loading,
): CheckedLayer {
  // A branch that is not taken is still part of what was written.
  unknownKeys(schema, Object.keys(layer.perhaps ?? {}), layer.placeOf, loading.problems)
  const given = Object.entries(layer.values).filter(([key, value]) => value !== null || resets.has(key))
  // All keys of a configuration may be left out.
  if (given.length === 0) return nothing
  const { database, ...others } =
    validate(schema, Object.fromEntries(given), layer.placeOf, loading.problems) ?? {}
  const isOther = database !== undefined && !isOwnDatabase(String(database), loading)
  if (isOther && schema !== snapshotConfigSchema)
    loading.problems.add(otherDatabase(String(database), layer.placeOf(["database"], "value"), loading))
  const values = isOther ? { ...others, database } : others
  return {
    values,
    preHooks: hooksOf("pre_hook", values, layer, loading),
    postHooks: hooksOf("post_hook", values, layer, loading),
  }
}

export function isOwnDatabase(database: string, loading: Loading): boolean {
  return database.toLowerCase() === loading.database.toLowerCase()
}

export function otherDatabase(database: string, place: Place, loading: Loading): LuxError {
  return new LuxError("LUX-1433", `"${database}" is not the target's database, "${loading.database}"`, {
    place,
    hint: "Leave it out: a target has one database.",
  })
}

/** Null takes back what a folder says; elsewhere a key with nothing behind it is as good as no key. */
const resets: ReadonlySet<string> = new Set([
  "schema",
  "alias",
  "full_refresh",
  "where",
  "limit",
  "freshness",
  "publish_together",
])

/** The part of a configuration that every relation has. */
export function relationConfig({
  merged,
  preHooks,
  postHooks,
}: NodeConfig<ModelConfigValues>): RelationConfig {
  return {
    alias: merged.alias ?? undefined,
    schema: merged.schema ?? undefined,
    preHooks,
    postHooks,
    grants: merged.grants ?? {},
    indexes: merged.indexes ?? [],
    fullRefresh: merged.full_refresh ?? undefined,
    persistDocs: {
      relation: merged.persist_docs?.relation ?? false,
      columns: merged.persist_docs?.columns ?? false,
    },
    docs: nodeDocs(merged.docs),
    publish: merged.publish,
    physical: physicalOf(merged),
  }
}

/** Shown, in the site's own colour, where nothing else is said. */
export function nodeDocs(
  docs: {
    readonly show?: boolean | undefined
    readonly node_color?: string | null | undefined
    readonly sample?: number | undefined
  } = {},
): NodeDocs {
  return { show: docs.show ?? true, nodeColor: docs.node_color ?? undefined, sample: docs.sample ?? 0 }
}

/** Where a key was written last; undefined where no layer has it. */
export function placeOfKey(layers: readonly ConfigLayer[], key: string): Place | undefined {
  return layers.findLast((layer) => Object.hasOwn(layer.values, key))?.placeOf([key], "key")
}

function hooksOf(
  key: "pre_hook" | "post_hook",
  values: { readonly [Key in typeof key]?: unknown },
  layer: ConfigLayer,
  loading: Loading,
): readonly Hook[] {
  if (values[key] === undefined) return []
  const hooks = hooksSchema.safeParse(values[key], parsing()).data ?? []
  const written = layer.values[key]
  return hooks.flatMap(({ sql, transaction }, index) => {
    const item = Array.isArray(written) ? written[index] : written
    const path = [
      key,
      ...(Array.isArray(written) ? [index] : []),
      ...(typeof item === "string" ? [] : ["sql"]),
    ]
    const template = loading.problems.attempt(() => layer.templateOf(path, sql))
    return template === undefined ? [] : [{ sql: template, transaction }]
  })
}

import { LuxError, type Place } from "../../errors.ts"
import type { ConfigLayer } from "../config/config-layers.ts"
import type { SourceConfigValues } from "../config/config-schemas.ts"
import { placeOfKey } from "../config/node-config.ts"
import type { Age, Freshness, LoadedAt } from "../types.ts"

/** What is asked of a source's age; undefined where that is nothing. LUX-1072 for an age that is not whole. */
export function freshnessOf(
  written: SourceConfigValues["freshness"],
  layers: readonly ConfigLayer[],
  place: Place,
): Freshness | undefined {
  if (written === undefined || written === null) return undefined
  const ageOf = (key: "warn_after" | "error_after"): Age | undefined => {
    const age = written[key]
    if (age === undefined || age === null) return undefined
    const { count, period } = age
    if (count !== undefined && period !== undefined) return { count, period }
    throw new LuxError("LUX-1072", `"${key}" needs a ${count === undefined ? "count" : "period"}`, {
      place: placeOfKey(layers, "freshness") ?? place,
      hint: `Write ${key}: {count: 12, period: hour}; a period is minute, hour or day.`,
    })
  }
  const warnAfter = ageOf("warn_after")
  const errorAfter = ageOf("error_after")
  if (warnAfter === undefined && errorAfter === undefined) return undefined
  return { warnAfter, errorAfter, filter: written.filter ?? undefined }
}

/** What the nearest layer says that has one of the two keys. LUX-1072 where it has both. */
export function loadedAtOf(layers: readonly ConfigLayer[]): LoadedAt | undefined {
  const layer = layers.findLast(({ values }) =>
    (["loaded_at_field", "loaded_at_query"] as const).some((key) => typeof values[key] === "string"),
  )
  if (layer === undefined) return undefined
  const { loaded_at_field: field, loaded_at_query: query } = layer.values
  if (typeof field === "string" && typeof query === "string")
    throw new LuxError("LUX-1072", "loaded_at_query stands next to loaded_at_field", {
      place: layer.placeOf(["loaded_at_query"], "key"),
      hint: "Either says when rows were loaded: take one of them out.",
    })
  return typeof query === "string"
    ? { kind: "query", sql: query, place: layer.placeOf(["loaded_at_query"], "value") }
    : { kind: "field", sql: String(field), place: layer.placeOf(["loaded_at_field"], "value") }
}

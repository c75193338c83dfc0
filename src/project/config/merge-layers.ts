import { isMap } from "../yaml/is-map.ts"

/** One configuration from many layers: tags add up, maps and ages merge, everything else is what the last one says. */
export function mergeLayers(layers: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const layer of layers)
    for (const [key, value] of Object.entries(layer)) {
      const before = merged[key]
      if (key === "grants" && isMap(value)) merged[key] = mergeGrants(isMap(before) ? before : {}, value)
      else if (addsUp.has(key) && Array.isArray(before) && Array.isArray(value))
        merged[key] = [...new Set([...before, ...value])]
      else if (merges.has(key) && isMap(before) && isMap(value)) merged[key] = { ...before, ...value }
      else if (key === "freshness" && isMap(before) && isMap(value)) merged[key] = mergeAges(before, value)
      else merged[key] = value
    }
  return merged
}

const addsUp: ReadonlySet<string> = new Set(["tags", "pre_hook", "post_hook"])
const merges: ReadonlySet<string> = new Set(["meta", "column_types", "docs", "persist_docs"])

/** Of an age, what is not said again stays: `error_after: {count: 3}` keeps the period. Null takes it back. */
function mergeAges(
  before: Readonly<Record<string, unknown>>,
  ages: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...before }
  for (const [key, age] of Object.entries(ages)) {
    const inherited = merged[key]
    merged[key] = isMap(inherited) && isMap(age) ? { ...inherited, ...age } : age
  }
  return merged
}

/** `select: [a]` replaces who may select; `+select: [a]` adds to them. */
function mergeGrants(
  before: Readonly<Record<string, unknown>>,
  grants: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...before }
  for (const [written, grantees] of Object.entries(grants)) {
    const privilege = written.replace(/^\+/, "")
    const inherited = merged[privilege]
    merged[privilege] =
      written.startsWith("+") && Array.isArray(inherited) && Array.isArray(grantees)
        ? [...new Set([...inherited, ...grantees])]
        : grantees
  }
  return merged
}

import type { FaultKind } from "./fault-kinds.ts"
import type { Node } from "./nodes.ts"

/** A record as an answer with this fault has it: an account, or a post. */
export function alteredRecord(record: Node, kind: FaultKind): Node {
  switch (kind) {
    case "hidden-likes":
      return without(record, "like_count")
    case "unknown-fields":
      return { ...record, is_ai_generated: false, boost_ads_list: { data: [] } }
    case "wrong-types":
      return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, wrongType(name, value)]))
    case "no-id":
      return without(record, "id")
    case "numeric-id":
      return { ...record, id: Number(record["id"]) }
    case "new-media-type":
      return "media_type" in record ? { ...record, media_type: "HOLOGRAM" } : record
    default:
      return record
  }
}

/** Counts as text, times as numbers; the rest stays. */
function wrongType(name: string, value: unknown): unknown {
  if (typeof value === "number") return `${value} or so`
  return name === "timestamp" && typeof value === "string" ? Date.parse(value) / 1000 : value
}

function without(record: Node, field: string): Node {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== field))
}

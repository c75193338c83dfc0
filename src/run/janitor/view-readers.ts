import type { Relation } from "../../sql/relation.ts"
import { keyOf } from "./judge-relations.ts"

export interface ViewDefinition {
  readonly view: Relation
  readonly definition: string
}

/**
 * Of what is to be dropped that which a view reads that stays, by the view's key: not every warehouse holds it back. A view
 * that stays may hold what another one reads.
 */
export function readByViews(
  dropped: readonly Relation[],
  views: readonly ViewDefinition[],
): ReadonlyMap<string, Relation> {
  const read = new Map<string, Relation>()
  const going = new Map(dropped.map((relation) => [keyOf(relation), relation]))
  const texts = views.map(({ view, definition }) => ({ view, text: definition.toLowerCase() }))
  for (let more = true; more; ) {
    more = false
    for (const [key, relation] of going) {
      const reader = texts.find(
        ({ view, text }) => !going.has(keyOf(view)) && keyOf(view) !== key && mentions(text, relation),
      )
      if (reader === undefined) continue
      read.set(key, reader.view)
      going.delete(key)
      more = true
    }
  }
  return read
}

/** True where a text may name the relation: behind its own schema, or behind none. */
function mentions(text: string, { schema = "", name }: Relation): boolean {
  const word = escaped(name.toLowerCase())
  const found = text.matchAll(
    new RegExp(`(?:("[^"]+"|[\\w$]+)\\s*\\.\\s*)?(?<![\\w$])"?${word}"?(?![\\w$])`, "g"),
  )
  for (const [, qualifier] of found)
    if (qualifier === undefined || qualifier.replaceAll('"', "") === schema.toLowerCase()) return true
  return false
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
}

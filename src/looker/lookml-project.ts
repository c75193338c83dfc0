import type { SourceFile } from "../template/source-file.ts"
import { timeframes } from "./field-types.ts"
import type { LookmlEntry, LookmlValue } from "./lookml.ts"
import { fieldKinds } from "./lookml-words.ts"

/** An entry with the file that it is in. */
export interface Placed {
  readonly file: SourceFile
  readonly entry: LookmlEntry
}

export type LookmlBlock = Extract<LookmlValue, { kind: "block" }>

/** A view with its refinements. */
export interface LookmlView {
  readonly name: string
  /** Its own block and those of refinements. */
  readonly blocks: readonly (Placed & { readonly block: LookmlBlock })[]
  /** What can be named: fields, each timeframe of a group. */
  readonly fields: ReadonlySet<string>
  /** False where it takes fields from elsewhere. */
  readonly isWhole: boolean
}

/** The views that files declare, by name. */
export function viewsIn(entries: readonly Placed[]): ReadonlyMap<string, LookmlView> {
  const views = new Map<string, LookmlView>()
  for (const placed of entries) {
    const { value, key } = placed.entry
    if (key !== "view" || value.kind !== "block" || value.name === undefined) continue
    const name = value.name.replace(/^\+/, "")
    const before = views.get(name)
    const own = fieldsOf(value).flatMap(namesOf)
    views.set(name, {
      name,
      blocks: [...(before?.blocks ?? []), { ...placed, block: value }],
      fields: new Set([...(before?.fields ?? []), ...own]),
      isWhole: (before?.isWhole ?? true) && !value.entries.some((entry) => entry.key === "extends"),
    })
  }
  return views
}

/** The fields of a view, as its block has them. */
export function fieldsOf(view: LookmlBlock): readonly (LookmlEntry & { readonly value: LookmlBlock })[] {
  return view.entries.flatMap((entry) => {
    const { value } = entry
    return fieldKinds.some((kind) => kind === entry.key) && value.kind === "block"
      ? [{ ...entry, value }]
      : []
  })
}

/** The names that a field has: those of a group are of its timeframes. */
export function namesOf({ key, value }: LookmlEntry & { readonly value: LookmlBlock }): readonly string[] {
  const { name } = value
  if (name === undefined) return []
  if (key !== "dimension_group") return [name]
  const written = value.entries.find(
    (entry) => entry.key === "timeframes" || entry.key === "intervals",
  )?.value
  const frames = written?.kind === "list" ? written.items.map((item) => item.text) : timeframes.time
  return frames.map((frame) => `${name}_${frame}`)
}

/** A value that is a word or a text. */
export function wordOf(block: LookmlBlock, key: string): string | undefined {
  const value = block.entries.find((entry) => entry.key === key)?.value
  return value?.kind === "word" || value?.kind === "text" || value?.kind === "sql" ? value.text : undefined
}

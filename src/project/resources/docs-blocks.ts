import { LuxError, type Place, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"

/** A text that descriptions may refer to by its name. */
export interface DocsBlock {
  readonly text: string
  /** Of its file, relative to the project. */
  readonly path: string
}

const begin = /\{%-?\s*docs\s+(\w+)\s*-?%\}|\{\{#docs\s+["'](\w+)["']\s*\}\}/g

/**
 * The docs blocks of Markdown files, in dbt's `{% docs name %}` or lux's `{{#docs "name"}}`. A name used twice is
 * LUX-1020, a block without its end LUX-1022.
 */
export function readDocsBlocks(
  files: readonly SourceFile[],
  problems: Problems,
): ReadonlyMap<string, DocsBlock> {
  const blocks = new Map<string, DocsBlock>()
  const places = new Map<string, Place>()
  for (const file of files)
    for (const match of file.text.matchAll(begin)) {
      const name = match[1] ?? match[2] ?? ""
      const place = placeAt(file, match.index, match[0].length)
      const body = file.text.slice(match.index + match[0].length)
      const [end, written] =
        match[1] === undefined
          ? [/\{\{\/docs\}\}/, "{{/docs}}"]
          : [/\{%-?\s*enddocs\s*-?%\}/, "{% enddocs %}"]
      const length = body.search(end)
      const other = places.get(name)
      if (length === -1)
        problems.add(
          new LuxError("LUX-1022", `docs block "${name}" has no end`, {
            place,
            hint: `Close it: ${written}.`,
          }),
        )
      if (other !== undefined)
        problems.add(
          new LuxError("LUX-1020", `there are two docs blocks "${name}"`, {
            place,
            hint: "Rename one.",
            related: [{ message: "the other one", place: other }],
          }),
        )
      places.set(name, place)
      const text = body.slice(0, length === -1 ? undefined : length).trim()
      blocks.set(name, { text, path: file.path })
    }
  return blocks
}

/** `{{doc "name"}}`, or dbt's `{{ doc("name") }}`, where the project's name may go before. */
const call = /\{\{\s*doc\s*\(?\s*(?:["']\w+["']\s*,?\s*)?["'](\w+)["']\s*\)?\s*\}\}/g

/** The names of the docs blocks that a description refers to, each once; undefined where there are none. */
export function docsBlocksIn(text: string): readonly string[] | undefined {
  if (!text.includes("{{")) return undefined
  const names = new Set([...text.matchAll(call)].flatMap(([, name]) => name ?? []))
  return names.size === 0 ? undefined : [...names]
}

/** A description with its `{{doc "name"}}` replaced. An unknown name is LUX-1021. */
export function describe(
  text: string,
  blocks: ReadonlyMap<string, DocsBlock>,
  placeOf: () => Place,
  problems: Problems,
): string {
  if (!text.includes("{{")) return text
  return text.replace(call, (_, name: string) => {
    const found = blocks.get(name)
    if (found !== undefined) return found.text
    problems.add(
      new LuxError("LUX-1021", `there is no docs block "${name}"`, {
        place: placeOf(),
        hint:
          didYouMean(name, blocks.keys()) ??
          `Write one in a Markdown file: {{#docs "${name}"}} ... {{/docs}}.`,
      }),
    )
    return ""
  })
}

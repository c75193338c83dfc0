import { LuxError, type Place, type Problems } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"

const block =
  /\{%-?\s*docs\s+(\w+)\s*-?%\}([\s\S]*?)\{%-?\s*enddocs\s*-?%\}|\{\{#docs\s+["'](\w+)["']\s*\}\}([\s\S]*?)\{\{\/docs\}\}/g

/** The docs blocks of Markdown files, in dbt's `{% docs name %}` or lux's `{{#docs "name"}}`. A name used twice is LUX-1020. */
export function readDocsBlocks(
  files: readonly SourceFile[],
  problems: Problems,
): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>()
  const places = new Map<string, Place>()
  for (const file of files)
    for (const match of file.text.matchAll(block)) {
      const name = match[1] ?? match[3] ?? ""
      const place = placeAt(file, match.index)
      const other = places.get(name)
      if (other !== undefined)
        problems.add(
          new LuxError("LUX-1020", `there are two docs blocks "${name}"`, {
            place,
            related: [{ message: "the other one", place: other }],
          }),
        )
      places.set(name, place)
      blocks.set(name, (match[2] ?? match[4] ?? "").trim())
    }
  return blocks
}

const call = /\{\{\s*doc\s*(?:\(\s*)?["'](\w+)["']\s*\)?\s*\}\}/g

/** A description with its `{{doc "name"}}` replaced. An unknown name is LUX-1021. */
export function describe(
  text: string,
  blocks: ReadonlyMap<string, string>,
  placeOf: () => Place,
  problems: Problems,
): string {
  if (!text.includes("{{")) return text
  return text.replace(call, (_, name: string) => {
    const found = blocks.get(name)
    if (found !== undefined) return found
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

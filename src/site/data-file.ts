import type { GeneratedFile } from "../compiled/generator.ts"

/** A part of the site's data: a page asks for it by name. */
export interface DataPart {
  readonly name: string
  readonly value: unknown
}

/** A classic script that hands its data over as a text of JSON: pages opened from disk may load no other kind of file. */
export function dataScript({ name, value }: DataPart): GeneratedFile {
  const json = inScript(value).replace(/[\\']/g, "\\$&")
  const pieces = [Buffer.from(`luxData('${name}','${json}')\n`)]
  return { path: `site/data/${name}.js`, pieces }
}

/** JSON that can stand in a script element: it has no `<`, so it ends none and begins no comment. */
export function inScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
}

import { EngineError } from "../connection.ts"
import { type LoadColumn, LoadError } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import { elements, jsonValues, members } from "./json-members.ts"
import type { FileRow } from "./read-rows.ts"

/**
 * Objects one after the other. A nested value becomes its JSON text, in a SUPER column what it is.
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html
 */
export function* jsonRows(
  body: Buffer,
  columns: readonly LoadColumn[],
  { paths }: CopyOptions,
  jsonPaths: readonly string[] | undefined,
): Iterable<FileRow> {
  const ignoreCase = paths.toLowerCase() === "auto ignorecase"
  for (const { text, line } of jsonValues(body.toString("utf8"))) {
    const values = rowOf(text, columns, paths, ignoreCase, jsonPaths)
    yield { line, raw: text, values }
  }
}

function rowOf(
  text: string,
  columns: readonly LoadColumn[],
  paths: string,
  ignoreCase: boolean,
  jsonPaths: readonly string[] | undefined,
): readonly (string | null)[] | LoadError {
  if (paths === "noshred") return [text]
  const found = members(text)
  if (found === undefined) return new LoadError(1216, "Invalid value: it is not JSON object")
  if (jsonPaths !== undefined)
    return columns.map((column, index) => columnText(atPath(text, jsonPaths[index] ?? "$"), column))
  const named = ignoreCase ? new Map([...found].map(([name, value]) => [name.toLowerCase(), value])) : found
  return columns.map((column) => columnText(named.get(column.name), column))
}

/** A text without its quotes, anything else as it stands; in a SUPER column as JSON. */
function columnText(json: string | undefined, { type }: LoadColumn): string | null {
  if (json === undefined || json === "null") return null
  if (type === "jsonb") return json
  if (!json.startsWith('"')) return json
  return String(JSON.parse(json))
}

const step = /\.([^.[\]]+)|\[\s*(\d+)\s*\]|\[\s*['"]([^'"]*)['"]\s*\]/gy

/** The steps of a path such as `$.a['b'][0]`. Throws for one that is none. */
export function checkPath(path: string): void {
  const rest = path.replace(/^\$/, "").replaceAll(new RegExp(step.source, "g"), "")
  if (!path.startsWith("$") || rest !== "") throw new EngineError(`Invalid JSONPath format: "${path}"`)
}

function atPath(json: string, path: string): string | undefined {
  let value: string | undefined = json
  for (const [, member, index, quoted] of path.matchAll(new RegExp(step.source, "g"))) {
    if (value === undefined) return undefined
    value =
      index === undefined ? members(value)?.get(member ?? quoted ?? "") : elements(value)?.[Number(index)]
  }
  return value
}

import type { Place } from "../errors.ts"
import type { RelationArgument } from "./types.ts"

const forms = [
  /^\{\{\s*(ref|source)\s+(["'][^{}]*["'])\s*\}\}$/,
  /^\{\{\s*(ref|source)\s*\(([^{}]*)\)\s*\}\}$/,
  /^\s*(ref|source)\s*\(([^)]*)\)\s*$/,
]

/** `ref('x')`, `source('a', 'b')`, `{{ref "x"}}` or dbt's `{{ ref('x') }}` written as a value; undefined for any other text. */
export function relationArgument(text: string, placeOf: () => Place): RelationArgument | undefined {
  for (const form of forms) {
    const [, kind, inside] = form.exec(text) ?? []
    if (kind === undefined || inside === undefined) continue
    const parts = [...inside.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? "")
    if (parts.length === 0) continue
    return { kind: kind === "ref" ? "ref" : "source", parts, place: placeOf() }
  }
  return undefined
}

import type { Place } from "../../errors.ts"
import { exactNumber, isPlainDecimal } from "../../template/exact-number.ts"
import type { RelationArgument } from "../types.ts"
import type { ModelVersion } from "./governance.ts"

const forms = [
  /^\{\{\s*(ref|source)\s+([^{}]*)\}\}$/,
  /^\{\{\s*(ref|source)\s*\(([^{}]*)\)\s*\}\}$/,
  /^\s*(ref|source)\s*\(([^)]*)\)\s*$/,
]

const version = /(?:^|[\s,])(?:v|version)\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.]+))/

/**
 * `ref('x')`, `ref('x', v=2)`, `source('a', 'b')`, `{{ref "x"}}` or dbt's `{{ ref('x') }}` written as a value; undefined
 * for any other text.
 */
export function relationArgument(text: string, placeOf: () => Place): RelationArgument | undefined {
  for (const form of forms) {
    const [, kind, inside] = form.exec(text) ?? []
    if (kind === undefined || inside === undefined) continue
    const names = kind === "ref" ? inside.replace(version, "") : inside
    const parts = [...names.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? "")
    if (parts.length === 0) continue
    const asked = kind === "ref" ? versionIn(inside) : undefined
    return {
      kind: kind === "ref" ? "ref" : "source",
      parts,
      place: placeOf(),
      ...(asked === undefined ? {} : { version: asked }),
    }
  }
  return undefined
}

function versionIn(text: string): ModelVersion | undefined {
  const [, double, single, bare] = version.exec(text) ?? []
  const quoted = double ?? single
  if (quoted !== undefined || bare === undefined) return quoted
  const number = isPlainDecimal(bare) ? exactNumber(bare) : bare
  return typeof number === "number" ? number : String(number)
}

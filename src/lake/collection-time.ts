import { LuxError, type Place } from "../errors.ts"

const fields: Readonly<Record<string, string>> = {
  "%Y": "(?<Y>\\d{4})",
  "%m": "(?<m>\\d{2})",
  "%d": "(?<d>\\d{2})",
  "%H": "(?<H>\\d{2})",
  "%M": "(?<M>\\d{2})",
  "%S": "(?<S>\\d{2})",
}

/** When a file was collected, from its name; undefined when the name is none of the pattern's. */
export type CollectionTime = (fileName: string) => Date | undefined

/**
 * Reads a `collected_at` pattern: a file's whole name with strftime fields, such as `media_%Y-%m-%d_%H%M%S.json` (UTC).
 * Throws LUX-2201 for a pattern that tells no day, has other fields, or one twice.
 */
export function collectionTime(pattern: string, place: Place): CollectionTime {
  const written: readonly string[] = pattern.match(/%.?/g) ?? []
  const known = written.every((field) => field in fields) && new Set(written).size === written.length
  if (!known || !["%Y", "%m", "%d"].every((field) => written.includes(field)) || pattern.includes("/"))
    throw new LuxError("LUX-2201", `collected_at "${pattern}" does not tell when a file was collected`, {
      place,
      hint: "Write the file's name, without folders, with %Y, %m, %d and, where it has them, %H, %M, %S, each once.",
    })
  const expression = new RegExp(
    `^${pattern.replace(/%[YmdHMS]|[.*+?^${}()|[\]\\]/g, (part) => fields[part] ?? `\\${part}`)}$`,
  )
  return (fileName) => {
    const found = expression.exec(fileName)?.groups
    if (found === undefined) return undefined
    const { Y, m, d, H = "00", M = "00", S = "00" } = found
    const text = `${Y}-${m}-${d}T${H}:${M}:${S}`
    const at = new Date(`${text}Z`)
    // JavaScript takes the 31st of February for the 2nd of March.
    return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text) ? undefined : at
  }
}

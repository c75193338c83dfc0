/**
 * JSON that keeps all digits of whole numbers: a double rounds those of more than fifteen, and an id that a service gives as a
 * number would become another's. They are bigints here.
 */

/** A text, or a whole number of sixteen digits and more outside of one. */
const pattern = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g
const mark = "\u0000whole "

export function readJson(text: string): unknown {
  let exact = false
  const prepared = text.replace(pattern, (found) => {
    if (found.startsWith('"')) return found
    exact = true
    return JSON.stringify(mark + found)
  })
  if (!exact) return JSON.parse(text)
  return JSON.parse(prepared, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  )
}

export function writeJson(value: unknown): string {
  let exact = false
  const text = JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "bigint") return each
    exact = true
    return `${mark}${each}`
  })
  return exact ? text.replaceAll(/"\\u0000whole (-?\d+)"/g, "$1") : text
}

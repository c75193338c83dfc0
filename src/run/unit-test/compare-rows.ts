import type { TypedColumn } from "../../warehouse/statements.ts"
import type { DifferentRow } from "./findings.ts"

type Row = readonly (string | null)[]

/**
 * Rows that only one side has: order is nothing, duplicates count. A missing row and one that is too many are told as
 * one row that differs where they have values in common that tell them from the other rows. `textOf`: what of a text is
 * compared.
 */
export function compareRows(
  columns: readonly TypedColumn[],
  expected: readonly Row[],
  actual: readonly Row[],
  textOf: (text: string) => string = (text) => text,
): { readonly different: readonly DifferentRow[]; readonly same: number } {
  const keysOf = (row: Row): readonly string[] =>
    row.map((value, at) => comparable(value, columns[at]?.type ?? "", textOf))
  const found = new Map<string, { readonly row: Row; readonly keys: readonly string[] }[]>()
  for (const row of actual) {
    const keys = keysOf(row)
    const key = JSON.stringify(keys)
    found.set(key, [...(found.get(key) ?? []), { row, keys }])
  }
  const missing: { readonly row: Row; readonly keys: readonly string[] }[] = []
  for (const row of expected) {
    const keys = keysOf(row)
    if (found.get(JSON.stringify(keys))?.pop() === undefined) missing.push({ row, keys })
  }
  const extra = [...found.values()].flat()
  return { different: paired(missing, extra), same: expected.length - missing.length }
}

interface Keyed {
  readonly row: Row
  readonly keys: readonly string[]
}

/** The most alike go together first. A value that few rows have says more than one that many have. */
function paired(missing: readonly Keyed[], extra: readonly Keyed[]): readonly DifferentRow[] {
  const partner = new Map<Keyed, Keyed>()
  const taken = new Set<Keyed>()
  // Of very many rows nobody compares each with each.
  if (missing.length * extra.length <= mostPairs) {
    const weightOf = weights([missing, extra])
    const pairs = missing.flatMap((left) =>
      extra.map((right) => ({ left, right, alike: alikeIn(left, right, weightOf) })),
    )
    pairs.sort((a, b) => b.alike - a.alike)
    for (const { left, right, alike } of pairs) {
      if (alike < leastAlike || partner.has(left) || taken.has(right)) continue
      partner.set(left, right)
      taken.add(right)
    }
  }
  return [
    ...missing.map((each) => ({ expected: each.row, actual: partner.get(each)?.row })),
    ...extra.filter((each) => !taken.has(each)).map(({ row }) => ({ expected: undefined, actual: row })),
  ]
}

const mostPairs = 250_000

/** One value that only these two rows have, or several that two of them share. */
const leastAlike = 0.5

type WeightOf = (column: number, key: string) => number

/** Of a value in a column: one by the number of rows that have it on the side that has it oftener. */
function weights(sides: readonly (readonly Keyed[])[]): WeightOf {
  const counts = sides.map((rows) => {
    const found = new Map<string, number>()
    for (const { keys } of rows)
      for (const [at, key] of keys.entries()) found.set(`${at} ${key}`, (found.get(`${at} ${key}`) ?? 0) + 1)
    return found
  })
  return (at, key) => 1 / Math.max(1, ...counts.map((found) => found.get(`${at} ${key}`) ?? 0))
}

function alikeIn(a: Keyed, b: Keyed, weightOf: WeightOf): number {
  return a.keys.reduce((sum, key, at) => (key === b.keys[at] ? sum + weightOf(at, key) : sum), 0)
}

/** Floats are the same by twelve digits, as nobody writes more; JSON by what it says. */
function comparable(value: string | null, type: string, textOf: (text: string) => string): string {
  if (value === null) return "null"
  if (/^double/i.test(type)) return `=${rounded(value, 12)}`
  if (/^(float|real)/i.test(type)) return `=${rounded(value, 6)}`
  if (/^json/i.test(type)) return `=${canonical(value)}`
  return `=${/^varchar/i.test(type) ? textOf(value) : value}`
}

function rounded(value: string, digits: number): string {
  const number = Number(value)
  // Zero has no sign that anybody means.
  return Number.isFinite(number) ? String(Number(number.toPrecision(digits)) + 0) : value
}

function canonical(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    )
  } catch {
    return text
  }
}

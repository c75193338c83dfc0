/** For tests: incremental models whose query gives a column of another type on its second run, and what is right then. */
import { seededRandom } from "./seeded-random.ts"

/** A type as SQL writes it, with values as expressions. */
export interface TypedValues {
  readonly type: string
  readonly values: readonly string[]
}

export interface ChangingModel {
  readonly name: string
  /** The model's SQL on the first run and on the second. */
  readonly first: string
  readonly second: string
  /** A query for `id`, `type` and `x`, the text of each value that the table holds after a second run that succeeds. */
  readonly expected: string
  /** Strategy, policy and types, for people. */
  readonly about: string
}

const strategies = ["append", "merge", "delete+insert"]
const policies = ["ignore", "append_new_columns", "sync_all_columns", "fail"]

/** So many models by a seed. `shown` is the text of a value. */
export function changingModels(
  count: number,
  seed: number,
  types: readonly TypedValues[],
  shown: (value: string, type: string) => string,
): readonly ChangingModel[] {
  const random = seededRandom(seed)
  const one = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)]
    if (found === undefined) throw new Error("nothing to choose from")
    return found
  }
  return Array.from({ length: count }, (_, index) => {
    const [before, now] = [one(types), one(types)]
    const [strategy, policy] = [one(strategies), one(policies)]
    const rows = (of: TypedValues, ids: readonly number[]) =>
      ids.map((id) => ({ id, type: of.type, value: random() < 0.1 ? "null" : one(of.values) }))
    const [old, fresh] = [rows(before, [1, 2]), rows(now, [2, 3, 4].slice(0, 1 + Math.floor(random() * 3)))]
    const key = strategy === "append" ? "" : 'unique_key="id" '
    const config = `{{config materialized="incremental" incremental_strategy="${strategy}" ${key}on_schema_change="${policy}"}}\n`
    const query = (list: typeof old): string =>
      list
        .map(({ id, type, value }) => `select ${id} as id, cast(${value} as ${type}) as x`)
        .join("\nunion all\n")
    const kept = strategy === "append" ? old : old.filter(({ id }) => !fresh.some((row) => row.id === id))
    const name = `m${index}`
    return {
      name,
      first: config + query(old),
      second: config + query(fresh),
      expected: [...kept, ...fresh]
        .map(({ id, type, value }) => {
          const typed = `cast(${value} as ${type})`
          return `select ${id} as id, '${type.replaceAll("'", "''")}' as type, ${shown(typed, type)} as x`
        })
        .join("\nunion all\n"),
      about: `${strategy}, ${policy}: ${before.type} -> ${now.type}`,
    }
  })
}

/**
 * The same value has the same text: numbers in plain digits, dates as timestamps. Only numbers compare with numbers and
 * moments with moments; anything else has to be the same text, but for blanks in JSON.
 */
export function canonical(text: unknown, type: string, other: string): string {
  if (text === null || text === undefined) return "null"
  const value = String(text)
  if (
    [type, other].every((each) => /int|numeric|decimal|double|real|float/i.test(each) && !each.includes("["))
  )
    return plainDigits(value)
  if ([type, other].every((each) => /^(date|timestamp)/i.test(each) && !/with time zone|tz/i.test(each)))
    return /^\d{4}-\d\d-\d\d$/.test(value) ? `${value} 00:00:00` : value
  // A list as JSON has no blanks.
  return type === "JSON" || other === "JSON" ? value.replaceAll(" ", "").toLowerCase() : value
}

function plainDigits(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  if (whole + fraction === "") return text.toLowerCase()
  const point = whole.length + Number(exponent)
  const digits = (whole + fraction)
    .padEnd(point, "0")
    .padStart(whole.length + fraction.length - Math.min(0, point), "0")
  const at = Math.max(0, point)
  const before = digits.slice(0, at).replace(/^0+/, "") || "0"
  const after = digits.slice(at).replace(/0+$/, "")
  const plain = after === "" ? before : `${before}.${after}`
  return sign === "-" && plain !== "0" ? `-${plain}` : plain
}

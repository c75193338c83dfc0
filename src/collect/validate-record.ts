/** What a service answered, as the declaration says it is written. */
import type { Field, Write } from "../project/collectors/declaration.ts"

export interface Validated {
  readonly record: Readonly<Record<string, unknown>>
  /** Fields that were missing and are null. */
  readonly missing: readonly string[]
  /** Fields that were missing and have their default. */
  readonly defaults: readonly string[]
  /** What is worth a look: a kind, and the field. */
  readonly anomalies: readonly (readonly [kind: string, field: string])[]
}

export interface Refused {
  readonly reason: string
}

/** Checks a record. One that is refused is kept whole by the caller. */
export function validateRecord(raw: unknown, { fields }: Pick<Write, "fields">): Validated | Refused {
  if (!isRecord(raw)) return { reason: `${described(raw)} instead of a record` }
  const record: Record<string, unknown> = {}
  const missing: string[] = []
  const defaults: string[] = []
  const anomalies: (readonly [string, string])[] = []
  for (const field of fields) {
    const value = raw[field.from ?? field.name] ?? null
    if (value === null) {
      if (field.required) return { reason: `${field.name} is missing` }
      if (field.default === undefined) missing.push(field.name)
      else defaults.push(field.name)
      record[field.name] = field.default ?? null
      continue
    }
    const problem = problemOf(value, field)
    if (problem !== undefined) return { reason: `${field.name}: ${problem}` }
    if (isTooLong(value, field)) anomalies.push(["too-long", field.name])
    record[field.name] = value
  }
  const known = new Set(fields.map(({ name, from }) => from ?? name))
  for (const name of Object.keys(raw)) if (!known.has(name)) anomalies.push(["unknown-field", name])
  return { record, missing, defaults, anomalies }
}

/** The record's key, by which it is the same one; undefined where a part of it is missing. */
export function keyOf(raw: unknown, { key, fields }: Pick<Write, "key" | "fields">): string | undefined {
  if (!isRecord(raw)) return undefined
  const parts = key.map((name) => {
    const from = fields.find((field) => field.name === name)?.from ?? name
    const value = raw[from]
    return typeof value === "string" || typeof value === "number" || typeof value === "bigint"
      ? String(value)
      : undefined
  })
  return parts.includes(undefined) ? undefined : parts.join("|")
}

function problemOf(value: unknown, { data_type, required, values, pattern }: Field): string | undefined {
  const expected = typeOf(data_type)
  if (!expected.is(value)) return `${described(value)} where ${expected.name} is declared`
  if (typeof value !== "string") return undefined
  if (required && value.trim() === "") return "an empty text"
  if (values !== undefined && !values.includes(value)) return `"${shortened(value)}" is not declared`
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    return "a text that is not written as declared"
  return undefined
}

interface Type {
  readonly name: string
  readonly is: (value: unknown) => boolean
}

const text: Type = { name: "a text", is: (value) => typeof value === "string" }
const truth: Type = { name: "true or false", is: (value) => typeof value === "boolean" }
const double: Type = {
  name: "a number",
  is: (value) => typeof value === "number" || typeof value === "bigint",
}
const ranges: Readonly<Record<string, number>> = { smallint: 15, int: 31, integer: 31, bigint: 63 }

function typeOf(dataType: string): Type {
  if (/^(?:varchar|text)/.test(dataType)) return text
  if (dataType === "boolean") return truth
  const bits = ranges[dataType]
  if (bits === undefined) return double
  const end = 2n ** BigInt(bits)
  return {
    name: "a whole number",
    is: (value) => {
      const whole = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value
      return typeof whole === "bigint" && whole >= -end && whole < end
    },
  }
}

/** `varchar(n)` counts bytes. */
function isTooLong(value: unknown, { data_type }: Field): boolean {
  const most = /^varchar\((\d+)\)$/.exec(data_type)?.[1]
  return most !== undefined && typeof value === "string" && Buffer.byteLength(value) > Number(most)
}

function described(value: unknown): string {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return "a list"
  if (typeof value === "string") return "a text"
  if (typeof value === "boolean") return "true or false"
  return typeof value === "object" ? "an object" : "a number"
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

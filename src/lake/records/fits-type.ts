import type { FieldType } from "./field-types.ts"
import { byte, JsonScan } from "./json-scan.ts"

/** Why a value does not fit; `length` of a text that is too long. */
export type Misfit =
  | { readonly reason: "wrong_type" | "out_of_range"; readonly start: number; readonly end: number }
  | { readonly reason: "too_long"; readonly length: number; readonly unit: "bytes" | "characters" }

/** Bytes that are known to be JSON. */
export interface KnownJson {
  readonly bytes: Buffer
  /** Some text has the character U+0000. */
  readonly hasNul: boolean
  /** Told of numbers that engines take as floating-point numbers on the way to their type: they read them right as texts. */
  readonly onInexact: (start: number, end: number) => void
}

/** What is wrong with a value as one of a declared type. */
export function misfitOf(json: KnownJson, start: number, end: number, type: FieldType): Misfit | undefined {
  const { bytes, onInexact } = json
  const first = bytes[start]
  // null
  if (first === letterN) return undefined
  const wrong: Misfit = { reason: "wrong_type", start, end }
  const isText = first === byte.quote
  const isNumber = first !== undefined && (first === minus || (first >= zero && first <= nine))
  switch (type.kind) {
    case "integer": {
      const written = isNumber ? bytes.toString("latin1", start, end) : ""
      if (!/^-?\d+$/.test(written)) return wrong
      return inRange(written, type) ? undefined : { ...wrong, reason: "out_of_range" }
    }
    case "decimal": {
      const [, digits, fraction = ""] =
        /^-?(\d+)(?:\.(\d*?)0*)?$/.exec(isNumber ? bytes.toString("latin1", start, end) : "") ?? []
      if (digits === undefined || fraction.length > type.scale) return wrong
      onInexact(start, end)
      const isIn = digits.replace(/^0+/, "").length <= type.precision - type.scale
      return isIn ? undefined : { ...wrong, reason: "out_of_range" }
    }
    case "float": {
      if (!isNumber) return wrong
      const value = Number(bytes.toString("latin1", start, end))
      return Number.isFinite(type.bytes === 4 ? Math.fround(value) : value)
        ? undefined
        : { ...wrong, reason: "out_of_range" }
    }
    case "boolean":
      return first === letterT || first === letterF ? undefined : wrong
    case "undeclared":
      if (isNumber && !/^(0|-?[1-9]\d*)$/.test(bytes.toString("latin1", start, end))) onInexact(start, end)
      return isText && hasNul(json, start)
        ? wrong
        : first === byte.objectStart || first === byte.listStart
          ? wrong
          : undefined
    case "other":
      return isText ? undefined : wrong
    case "text":
      if (!isText || hasNul(json, start)) return wrong
      return tooLong(bytes, start, end, type)
    case "date":
    case "time":
    case "timestamp":
    case "timestamptz":
    case "uuid":
      return isText && isOfForm(type.kind, textAt(bytes, start, end)) ? undefined : wrong
    case "json":
      return undefined
    case "list":
      if (first !== byte.listStart) return wrong
      return firstMisfit((found) =>
        new JsonScan(bytes).list(start, (at, to) => found(() => misfitOf(json, at, to, type.element))),
      )
    case "map":
      if (first !== byte.objectStart) return wrong
      return firstMisfit((found) =>
        new JsonScan(bytes).object(start, (_key, _keyEnd, at, to) =>
          found(() => misfitOf(json, at, to, type.value)),
        ),
      )
    case "object":
      if (first !== byte.objectStart) return wrong
      return objectMisfit(json, start, wrong, type.fields)
  }
}

const [letterF, letterN, letterT, minus, zero, nine] = [102, 110, 116, 45, 48, 57] as const

/** A text of JSON, without its quotes and escapes. */
export function textAt(bytes: Buffer, start: number, end: number): string {
  if (!bytes.subarray(start, end).includes(byte.backslash)) return bytes.toString("utf8", start + 1, end - 1)
  return String(JSON.parse(bytes.toString("utf8", start, end)))
}

function objectMisfit(
  json: KnownJson,
  start: number,
  wrong: Misfit,
  fields: ReadonlyMap<string, FieldType>,
): Misfit | undefined {
  const { bytes } = json
  const keys = new Set<string>()
  return firstMisfit((found) =>
    new JsonScan(bytes).object(start, (key, keyEnd, at, to) =>
      found(() => {
        const name = textAt(bytes, key, keyEnd)
        // Which of the two is meant is not known.
        if (keys.has(name)) return wrong
        keys.add(name)
        const type = fields.get(name)
        return type === undefined ? undefined : misfitOf(json, at, to, type)
      }),
    ),
  )
}

function firstMisfit(over: (found: (look: () => Misfit | undefined) => void) => void): Misfit | undefined {
  let first: Misfit | undefined
  over((look) => {
    first ??= look()
  })
  return first
}

function inRange(
  digits: string,
  { least, most }: { readonly least: bigint; readonly most: bigint },
): boolean {
  // A double has all digits of these; bounds that it rounds are far from them.
  if (digits.length <= 15) return Number(digits) >= Number(least) && Number(digits) <= Number(most)
  const value = BigInt(digits)
  return value >= least && value <= most
}

function hasNul({ bytes, hasNul }: KnownJson, start: number): boolean {
  if (!hasNul) return false
  const scan = new JsonScan(bytes)
  scan.text(start)
  return scan.hasNul
}

/** Escapes only make it longer than the text. */
function tooLong(
  bytes: Buffer,
  start: number,
  end: number,
  { length, unit }: { readonly length: number | undefined; readonly unit: "bytes" | "characters" },
): Misfit | undefined {
  if (length === undefined || end - start - 2 <= length) return undefined
  const text = textAt(bytes, start, end)
  const found = unit === "bytes" ? Buffer.byteLength(text) : Array.from(text).length
  return found <= length ? undefined : { reason: "too_long", length: found, unit }
}

const clock = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?`
const day = String.raw`\d{4}-\d{2}-\d{2}`
const offset = String.raw`[+-](?:0\d|1[0-5]):[0-5]\d`

const forms = {
  date: new RegExp(`^${day}$`),
  time: new RegExp(`^${clock}$`),
  timestamp: new RegExp(`^${day}[ T]${clock}(?:Z|\\+00:00)?$`),
  timestamptz: new RegExp(`^${day}[ T]${clock}(?:Z|${offset})$`),
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
} as const

function isOfForm(kind: keyof typeof forms, text: string): boolean {
  return forms[kind].test(text) && (kind === "time" || kind === "uuid" || isDay(text))
}

/** A day that the calendar has, of the years 1 to 9999. */
function isDay(text: string): boolean {
  const date = text.slice(0, 10)
  const found = new Date(`${date}T00:00:00Z`)
  return !date.startsWith("0000") && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(date)
}

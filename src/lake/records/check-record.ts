import type { SqlDialect } from "../../sql/types.ts"
import { fieldType } from "./field-types.ts"
import { type Misfit, misfitOf, textAt } from "./fits-type.ts"
import { byte, JsonScan } from "./json-scan.ts"
import { foundValue, type Reject, rejectMessages } from "./rejects.ts"

export type RecordProblem = Pick<Reject, "reason" | "field" | "message">

/** Where values are in a file, in bytes. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface CheckedRecord {
  /** Undefined: the record is good. */
  readonly problem: RecordProblem | undefined
  /** Numbers that an engine reads right as texts alone. */
  readonly inexact: readonly Span[]
}

/** Tells what is wrong with a record, as a record of these columns: the first reason of `RejectReason`. */
export function recordChecker(
  columns: readonly { readonly name: string; readonly dataType?: string | undefined }[],
  dialect: SqlDialect,
): (bytes: Buffer, record: Span, isUnicode: boolean) => CheckedRecord {
  const fields = columns.map(({ name, dataType }) => ({
    name,
    spelled: dataType?.trim().toLowerCase() ?? "a text, a number or a truth",
    type: fieldType(dataType, dialect),
  }))
  const names = new Set(fields.map(({ name }) => name))
  const folded = new Map(fields.map(({ name }) => [foldCase(name), name]))

  return (bytes, { start, end }, isUnicode) => {
    const scan = new JsonScan(bytes)
    const members = new Map<string, Span>()
    let twice: string | undefined
    const isObject = bytes[start] === byte.objectStart
    const ended = isObject
      ? scan.object(start, (key, keyEnd, value, valueEnd) => {
          const name = textAt(bytes, key, keyEnd)
          if (members.has(name)) twice ??= name
          else members.set(name, { start: value, end: valueEnd })
        })
      : scan.value(start)
    if (ended !== end) return bad("not_json", null, rejectMessages.not_json())
    if (!isUnicode || scan.hasHalfPair) return bad("not_utf8", null, rejectMessages.not_utf8())
    if (!isObject) return bad("not_object", null, rejectMessages.not_object(foundAt(bytes, start, end)))
    if (twice !== undefined) return bad("duplicate_key", null, rejectMessages.duplicate_key(twice))
    for (const name of members.keys()) {
      const column = names.has(name) ? undefined : folded.get(foldCase(name))
      if (column !== undefined) return bad("key_case", column, rejectMessages.key_case(name, column))
    }
    const found = fields.flatMap((field) => {
      const value = members.get(field.name)
      return value === undefined ? [] : [{ field, value }]
    })
    if (found.length === 0) return bad("no_field", null, rejectMessages.no_field())
    const inexact: Span[] = []
    const onInexact = (start: number, end: number) => inexact.push({ start, end })
    const json = { bytes, hasNul: scan.hasNul, onInexact }
    for (const { field, value } of found) {
      const misfit = misfitOf(json, value.start, value.end, field.type)
      if (misfit !== undefined)
        return bad(misfit.reason, field.name, messageOf(misfit, field.name, field.spelled, bytes))
    }
    return { problem: undefined, inexact }
  }
}

/** ASCII letters alone: what other letters are in other case depends on who is asked. */
function foldCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function bad(reason: RecordProblem["reason"], field: string | null, message: string): CheckedRecord {
  return { problem: { reason, field, message }, inexact: [] }
}

function messageOf(misfit: Misfit, field: string, type: string, bytes: Buffer): string {
  if (misfit.reason === "too_long") return rejectMessages.too_long(field, type, misfit.length, misfit.unit)
  return rejectMessages[misfit.reason](field, type, foundAt(bytes, misfit.start, misfit.end))
}

function foundAt(bytes: Buffer, start: number, end: number): string {
  // No more than is shown, in whole characters.
  return foundValue(bytes.toString("utf8", start, Math.min(end, start + 400)))
}

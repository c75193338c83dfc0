import type { SqlDialect } from "../../sql/types.ts"
import { fieldType } from "./field-types.ts"
import { type Misfit, misfitOf } from "./fits-type.ts"
import { byte, JsonScan } from "./json-scan.ts"
import { RecordKeys } from "./record-keys.ts"
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
  const keys = new RecordKeys(fields.map(({ name }) => name))

  return (bytes, { start, end }, isUnicode) => {
    const scan = new JsonScan(bytes)
    const isObject = bytes[start] === byte.objectStart
    keys.begin()
    const ended = isObject
      ? scan.object(start, (key, keyEnd, value, valueEnd) => keys.add(bytes, key, keyEnd, value, valueEnd))
      : scan.value(start)
    if (ended !== end) return bad("not_json", null, rejectMessages.not_json())
    if (!isUnicode || scan.hasHalfPair) return bad("not_utf8", null, rejectMessages.not_utf8())
    if (!isObject) return bad("not_object", null, rejectMessages.not_object(foundAt(bytes, start, end)))
    if (keys.twice !== undefined)
      return bad("duplicate_key", null, rejectMessages.duplicate_key(keys.twice.name))
    if (keys.otherCase?.column !== undefined) {
      const { name, column } = keys.otherCase
      return bad("key_case", column, rejectMessages.key_case(name, column))
    }
    if (keys.found === 0) return bad("no_field", null, rejectMessages.no_field())
    const inexact: Span[] = []
    const onInexact = (start: number, end: number) => inexact.push({ start, end })
    const json = { bytes, hasNul: scan.hasNul, onInexact }
    for (const [index, { name, spelled, type }] of fields.entries()) {
      const at = keys.startOf(index)
      if (at < 0) continue
      const misfit = misfitOf(json, at, keys.endOf(index), type)
      if (misfit !== undefined) return bad(misfit.reason, name, messageOf(misfit, name, spelled, bytes))
    }
    return { problem: undefined, inexact }
  }
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

import { isUtf8 } from "node:buffer"
import type { RecordProblem, recordChecker, Span } from "./check-record.ts"
import { hasByteOrderMark, type RawLayout, type RawPart, rawRecords } from "./raw-records.ts"
import { type RecordChoice, type Reject, rejectMessages } from "./rejects.ts"

export interface GoodRecord extends Span {
  readonly record: number
  /** Numbers that an engine reads right as texts alone. */
  readonly inexact: readonly Span[]
}

/** The records of a raw file that were chosen. */
export interface ReadRawFile {
  readonly good: readonly GoodRecord[]
  readonly rejects: readonly (Span & RecordProblem & Pick<Reject, "record">)[]
  /** How an engine reads the file as it is, where that gives the good records and no other; undefined: it has to be rewritten. */
  readonly asIs: "list" | "lines" | undefined
}

/** What is good in a file and what is not, and why. */
export function readRawFile(
  bytes: Buffer,
  check: ReturnType<typeof recordChecker>,
  choice?: RecordChoice,
): ReadRawFile {
  const { layout, parts } = rawRecords(bytes)
  const isUnicode = isUtf8(bytes)
  const good: GoodRecord[] = []
  const rejects: ReadRawFile["rejects"][number][] = []
  for (const part of parts) {
    if (choice !== undefined && !isChosen(part, choice)) continue
    const { record, start, end, broken } = part
    if (broken !== undefined || record === null) {
      const reason = broken ?? "not_json"
      rejects.push({ record, start, end, reason, field: null, message: rejectMessages[reason]() })
      continue
    }
    const isText = isUnicode || isUtf8(bytes.subarray(start, end))
    const { problem, inexact } = check(bytes, { start, end }, isText)
    if (problem === undefined) good.push({ record, start, end, inexact })
    else rejects.push({ record, start, end, ...problem })
  }
  const isWhole = good.length === parts.length && isUnicode && good.every((each) => each.inexact.length === 0)
  return { good, rejects, asIs: isWhole && !hasByteOrderMark(bytes) ? readable(layout) : undefined }
}

/** The text of a part, as rejects have it. */
export function rawText(bytes: Buffer, { start, end }: Span): string {
  return bytes.toString("utf8", start, end)
}

/** The same text with numbers in quotes where an engine reads them right as texts alone. */
export function exactText(bytes: Buffer, { start, end, inexact }: GoodRecord): string {
  let text = ""
  let at = start
  for (const number of inexact) {
    text += `${bytes.toString("utf8", at, number.start)}"${bytes.toString("utf8", number.start, number.end)}"`
    at = number.end
  }
  return text + bytes.toString("utf8", at, end)
}

/** What is not a record is rejected once: by who takes all but some. */
function isChosen({ record }: RawPart, { kind, records }: RecordChoice): boolean {
  return records.has(record ?? wholeFile) === (kind === "only")
}

/** Stands in a `RecordChoice` for what cannot be reported into records. */
export const wholeFile = 0

function readable(layout: RawLayout): ReadRawFile["asIs"] {
  return layout === "values" ? undefined : layout
}

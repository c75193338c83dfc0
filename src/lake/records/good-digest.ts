import { createHash } from "node:crypto"
import { type RawPart, rawRecords } from "./raw-records.ts"

/** What is kept of a file with rejects, to tell later whether more than these were corrected. */
export interface FileDigest {
  /** How many records it has, whole ones and others. */
  readonly records: number
  /** Of the records that were staged: of their texts without blanks between what they are made of. */
  readonly digest: string
}

/** Of a file with rejects; `rejected` are their numbers. */
export function goodDigest(bytes: Buffer, rejected: ReadonlySet<number>): FileDigest {
  const parts = numbered(bytes)
  return {
    records: parts.length,
    digest: digestOf(
      bytes,
      parts.filter(({ record }) => !rejected.has(record ?? 0)),
    ),
  }
}

/**
 * Which records of a file that was corrected are new: those that were rejected, and those behind the last one that there was. An
 * empty list where the rejected ones were taken out. Undefined where others were changed too.
 */
export function correctedRecords(
  bytes: Buffer,
  before: FileDigest,
  rejected: ReadonlySet<number>,
): readonly number[] | undefined {
  const parts = numbered(bytes)
  const isNew = ({ record }: RawPart): boolean =>
    record !== null && (rejected.has(record) || record > before.records)
  if (
    digestOf(
      bytes,
      parts.filter((part) => !isNew(part)),
    ) === before.digest
  )
    return parts.flatMap((part) => (isNew(part) && part.record !== null ? [part.record] : []))
  return digestOf(bytes, parts) === before.digest ? [] : undefined
}

function numbered(bytes: Buffer): readonly RawPart[] {
  return rawRecords(bytes).parts.filter(({ record }) => record !== null)
}

function digestOf(bytes: Buffer, parts: readonly RawPart[]): string {
  const hash = createHash("sha256")
  for (const { start, end } of parts) {
    const text = bytes.toString("utf8", start, end)
    hash.update(text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/gs, (found) => (found.startsWith('"') ? found : "")))
    hash.update("\n")
  }
  return hash.digest("hex")
}

import type { RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"

/** What is said of the records that were rejected: the first ones, and where the others are; undefined where there are none. */
export function rejectedText(stage: Model, all: readonly RecordsOfBatch[]): string | undefined {
  const count = all.reduce((sum, { files }) => sum + files.reduce((of, { rejected }) => of + rejected, 0), 0)
  const first = all.flatMap((each) => each.first).slice(0, shownFirst)
  if (count === 0) return undefined
  const shown = first.map(({ file, record, message }) => {
    const at = record === null ? "" : `, record ${record}`
    return `${file}${at}: ${message}`
  })
  const more = count > first.length ? `; and ${count - first.length} more` : ""
  const records = count === 1 ? "record" : "records"
  return `${count} ${records} rejected: ${shown.join("; ")}${more} (lux show ${stage.name} --rejects)`
}

const shownFirst = 3

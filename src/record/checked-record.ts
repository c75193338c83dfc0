import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { writeWhole } from "../project/files/write-whole.ts"

interface RecordOfParse {
  readonly path: string
  readonly id: string
}

/** True where the project was found right, as it is in this record. */
export function isChecked(record: RecordOfParse | undefined): boolean {
  if (record === undefined) return false
  try {
    return readFileSync(pathOf(record), "utf8") === record.id
  } catch {
    return false
  }
}

/** Remembers that nothing is wrong with the project of a record. */
export function keepChecked(record: RecordOfParse | undefined): void {
  if (record === undefined) return
  try {
    writeWhole(pathOf(record), record.id)
  } catch {
    // The next command checks again.
  }
}

function pathOf({ path }: RecordOfParse): string {
  return join(dirname(path), "checked.record")
}

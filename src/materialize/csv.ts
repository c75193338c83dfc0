import { CsvError, parse } from "csv-parse/sync"
import { LuxError } from "../errors.ts"
import type { SourceFile } from "../template/source-file.ts"

export interface Cell {
  readonly text: string
  readonly quoted: boolean
  /** Line of the file, from 1, on which the cell ends. */
  readonly line: number
}

export interface CsvRecord {
  readonly line: number
  readonly cells: readonly Cell[]
}

/** The records of a CSV file, empty lines left out. Throws LUX-2111 where a quote is not closed or misplaced. */
export function readCsv(file: SourceFile, delimiter: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  let cells: Cell[] = []
  try {
    // Cells are taken where the reader hands them over: only there it still tells whether one was quoted.
    parse(file.text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (text, context) => {
        cells.push({ text, quoted: context.quoting, line: context.lines })
        return text
      },
      on_record: () => {
        records.push({ line: cells[0]?.line ?? 1, cells })
        cells = []
        return null
      },
    })
    return records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error["lines"] === "number" ? error["lines"] : 1
    const lineText = file.text.split("\n")[line - 1]
    throw new LuxError("LUX-2111", firstSentence(error.message), {
      place: { file: file.path, line, column: 1, ...(lineText === undefined ? {} : { lineText }) },
      hint: 'A double quote inside a quoted value is written twice: "".',
    })
  }
}

function firstSentence(message: string): string {
  const text = message.split(",")[0] ?? message
  return text.charAt(0).toLowerCase() + text.slice(1)
}

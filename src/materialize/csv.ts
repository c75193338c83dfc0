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
    const open = error.code === "CSV_QUOTE_NOT_CLOSED"
    const last = records.at(-1)?.cells.at(-1)?.line ?? 0
    const told = typeof error["lines"] === "number" ? error["lines"] : 1
    // The reader stops at the end of the file: the quote was opened in the row behind the last whole one.
    const line = open ? lineOfQuote(file.text, last) : told
    const lineText = file.text.split("\n")[line - 1]?.replace(/\r$/, "")
    const column = open && lineText !== undefined ? lineText.lastIndexOf('"') + 1 : 1
    throw new LuxError(
      "LUX-2111",
      open ? "a value in double quotes is never closed" : "a double quote stands where none can be",
      {
        place: { file: file.path, line, column, ...(lineText === undefined ? {} : { lineText }) },
        hint: open
          ? 'Write the other " where it ends.'
          : 'Put the whole value in double quotes, and write a double quote inside it twice: "a ""b"" c".',
        cause: error,
      },
    )
  }
}

function lineOfQuote(text: string, after: number): number {
  const lines = text.split("\n")
  const at = lines.findIndex((line, index) => index >= after && (line.split('"').length - 1) % 2 === 1)
  return at === -1 ? after + 1 : at + 1
}

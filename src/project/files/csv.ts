import { CsvError, parse } from "csv-parse/sync"
import { LuxError, type Place } from "../../errors.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"

export interface Cell {
  readonly text: string
  readonly quoted: boolean
  /** Bytes of the file's text before the cell. */
  readonly start: number
}

export interface Csv {
  /** Empty lines left out. */
  readonly records: readonly (readonly Cell[])[]
  /** Where a cell is in the file; the file's start for no cell. */
  placeOf(cell: Cell | undefined): Place
}

/**
 * The records of a CSV file. Line ends may be `\n`, `\r\n` or a mixture of both, or `\r` alone in the whole file; those
 * inside quotes belong to the value. Throws LUX-2111 for a quote that is misplaced or not closed, LUX-1008 for a stray
 * carriage return.
 */
export function readCsv(file: SourceFile, delimiter: string): Csv {
  const bytes = Buffer.from(file.text)
  const carriageReturns = endsWithCarriageReturns(file.text)
  const placeOf = placesIn(file, bytes, carriageReturns)
  const records: (readonly Cell[])[] = []
  let cells: Cell[] = []
  let [start, end] = [0, 0]
  try {
    // Cells are taken where the reader hands them over: only there it still tells whether one was quoted.
    parse(bytes, {
      delimiter,
      record_delimiter: carriageReturns ? ["\r"] : ["\r\n", "\n"],
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (text, { quoting: quoted, bytes: position }) => {
        const cell = { text, quoted, start: cells.length === 0 ? afterBreaks(bytes, end) : start }
        if (!quoted && text.includes("\r")) throw strayReturn(placeOf(cell))
        cells.push(cell)
        end = position
        start = end + Buffer.byteLength(delimiter)
        return text
      },
      on_record: () => {
        records.push(cells)
        cells = []
        return null
      },
    })
    return { records, placeOf }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const unread = { text: "", quoted: false, start: cells.length === 0 ? afterBreaks(bytes, end) : start }
    throw misplacedQuote(error, placeOf(unread))
  }
}

/** As old Macs write files: no other line end outside quotes. */
function endsWithCarriageReturns(text: string): boolean {
  return /\r(?!\n)/.test(text) && !text.replaceAll(/"[^"]*"/g, "").includes("\n")
}

function afterBreaks(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  return at
}

function placesIn(file: SourceFile, bytes: Buffer, carriageReturns: boolean): Csv["placeOf"] {
  return (cell) => {
    const shown = carriageReturns ? { path: file.path, text: file.text.replaceAll("\r", "\n") } : file
    const place = placeAt(shown, bytes.toString("utf8", 0, cell?.start ?? 0).length)
    const written = cell === undefined ? 0 : cell.text.length + (cell.quoted ? 2 : 0)
    const left = (place.lineText?.length ?? 0) - place.column + 1
    return { ...place, length: Math.max(1, Math.min(written, left)) }
  }
}

function strayReturn(place: Place): LuxError {
  return new LuxError("LUX-1008", "a carriage return that ends no line in the file", {
    place,
    hint: "Delete it, or put the value in double quotes if it belongs to it.",
  })
}

function misplacedQuote(error: CsvError, place: Place): LuxError {
  const open = error.code === "CSV_QUOTE_NOT_CLOSED"
  return new LuxError(
    "LUX-2111",
    open ? "a value in double quotes is never closed" : "a double quote stands where none can be",
    {
      place,
      hint: open
        ? 'Write the other " where it ends.'
        : 'Put the whole value in double quotes, and write a double quote inside it twice: "a ""b"" c".',
      cause: error,
    },
  )
}

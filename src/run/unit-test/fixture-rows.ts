import { LuxError, type Place } from "../../errors.ts"
import { type Cell, type Csv, readCsv } from "../../project/files/csv.ts"
import type { WrittenRows } from "../../project/types.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import { YamlPlace } from "../../project/yaml/yaml-place.ts"
import { jsonText } from "../../template/exact-number.ts"
import type { SourceFile } from "../../template/source-file.ts"

/** Rows of a fixture as texts, before they have types. */
export interface FixtureRows {
  /** In the order in which they are first written. */
  readonly columns: readonly FixtureColumn[]
  /** A text for each column, or null. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** Where a value stands. */
  readonly placeOf: (row: number, column: number) => Place
}

export interface FixtureColumn {
  readonly name: string
  readonly place: Place
}

/** Rows that are maps or CSV. Throws LUX-2463 for CSV that cannot be read. */
export function fixtureRows(
  written: Extract<WrittenRows, { kind: "dict" | "csv" | "csv-file" }>,
): FixtureRows {
  switch (written.kind) {
    case "dict":
      return dictRows(written.rows, written.place)
    case "csv":
      return csvRows(textIn(written.text, written.place), written.place)
    case "csv-file":
      return csvRows(written.file, undefined)
  }
}

function dictRows(rows: readonly Readonly<Record<string, unknown>>[], place: Place): FixtureRows {
  const columns: FixtureColumn[] = []
  const positions = new Map<string, number>()
  for (const [index, row] of rows.entries())
    for (const name of Object.keys(row)) {
      if (positions.has(name.toLowerCase())) continue
      positions.set(name.toLowerCase(), columns.length)
      columns.push({ name, place: inside(place, [index, name], "key") })
    }
  return {
    columns,
    rows: rows.map((row) => {
      const values: (string | null)[] = columns.map(() => null)
      for (const [name, value] of Object.entries(row))
        values[positions.get(name.toLowerCase()) ?? 0] = textOf(value)
      return values
    }),
    placeOf: (row, column) => inside(place, [row, columns[column]?.name ?? ""], "value"),
  }
}

/** What YAML has as a value, as a text that the engine reads. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return isMap(value) || Array.isArray(value) ? jsonText(value) : String(value)
}

function inside(place: Place, path: readonly (string | number)[], part: "key" | "value"): Place {
  return place instanceof YamlPlace ? new YamlPlace(place.document, [...place.path, ...path], part) : place
}

/** `place` is that of a text in YAML, which is none of the lines of the file by itself. */
function csvRows(file: SourceFile, place: Place | undefined): FixtureRows {
  const { records, placeOf } = recordsOf(file, place)
  const at = (cell: Cell | undefined): Place =>
    place === undefined ? placeOf(cell) : lineInYaml(place, file, placeOf(cell).line)
  const [header, ...body] = records
  if (header === undefined) return { columns: [], rows: [], placeOf: () => at(undefined) }
  const columns = header.map((cell) => ({ name: cell.text.trim(), place: at(cell) }))
  const seen = new Set<string>()
  for (const { name, place: where } of columns) {
    if (name === "" || seen.has(name.toLowerCase()))
      throw new LuxError(
        "LUX-2463",
        name === "" ? "a column of the CSV has no name" : `column "${name}" stands twice`,
        {
          place: where,
          hint: "Its first line names every column once.",
        },
      )
    seen.add(name.toLowerCase())
  }
  for (const record of body)
    if (record.length !== columns.length)
      throw new LuxError(
        "LUX-2463",
        `row ${placeOf(record[0]).line} of the CSV has ${record.length} fields, its header has ${columns.length}`,
        {
          place: at(record[0]),
          hint: "A comma inside a value needs the value in double quotes.",
        },
      )
  return {
    columns,
    rows: body.map((cells) =>
      cells.map(({ text, quoted }) => (text.trim() === "" && !quoted ? null : quoted ? text : text.trim())),
    ),
    placeOf: (row, column) => at(body[row]?.[column]),
  }
}

function recordsOf(file: SourceFile, place: Place | undefined): Csv {
  try {
    return readCsv(file, ",")
  } catch (error) {
    if (!(error instanceof LuxError) || error.code === "LUX-1008") throw error
    throw new LuxError("LUX-2463", error.message, {
      place: place ?? error.place,
      hint: error.hint,
      cause: error,
    })
  }
}

function textIn(text: string, place: Place): SourceFile {
  return { path: place.file, text }
}

/** A block of text has its lines one to one in the YAML file; of any other the place is that of all of it. */
function lineInYaml(place: Place, { text }: SourceFile, line: number): Place {
  if (!(place instanceof YamlPlace)) return place
  const found = lineOf(place.document.file, place.line + line - 1)
  const wanted = (text.split("\n")[line - 1] ?? "").trim()
  const column = (found.lineText ?? "").indexOf(wanted) + 1
  return wanted === "" || found.lineText?.trim() !== wanted
    ? place
    : { ...found, column, length: wanted.length }
}

function lineOf(file: SourceFile, line: number): Place {
  const lineText = file.text.split("\n")[line - 1]?.replace(/\r$/, "") ?? ""
  return { file: file.path, line, column: 1, length: Math.max(1, lineText.length), lineText }
}

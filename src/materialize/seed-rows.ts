import { LuxError, type Place, Problems } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { type Cell, type Csv, readCsv } from "../project/files/csv.ts"
import type { Seed } from "../project/types.ts"
import { dialectFacts } from "../project/warehouses.ts"
import { engineType } from "../sql/engine-type.ts"
import type { SqlDialect } from "../sql/types.ts"
import type { TypedColumn } from "../warehouse/statements.ts"
import { loadedText, type Misfit, misfitOf, shownValue } from "./misfit.ts"
import { inferType } from "./seed-types.ts"

export interface SeedTable {
  /** Types as the warehouse names them. */
  readonly columns: readonly TypedColumn[]
  /** Values as text; null for a field that is empty and not quoted. */
  readonly rows: readonly (readonly (string | null)[])[]
}

/** What types mean: `dialect` is what they are written in, `engine` what the warehouse speaks. */
export interface SeedDialects {
  readonly dialect: SqlDialect
  readonly engine: SqlDialect
}

/**
 * Reads a seed's CSV into typed columns. A type comes from `column_types`, else the column's `data_type`, else from
 * the values. Throws LUX-2110..2113, every bad row and cell by its line, all together (the first twenty).
 */
export function seedTable(seed: Seed, { dialect, engine }: SeedDialects): SeedTable {
  const { columns, body, placeOf } = read(seed)
  const problems = new Problems()
  const typed = columns.map(({ name, type }) => ({
    name,
    type,
    sized: sizedType(type, engine),
    // A name may mean less to the engine.
    stored: dialect === engine ? undefined : engineType(type, dialect, engine),
  }))
  for (const record of body)
    for (const [index, { name, type, sized, stored }] of typed.entries()) {
      const cell = record[index]
      if (cell === undefined || cellValue(cell) === null || problems.found.length >= 20) continue
      const misfit =
        misfitOf(cell.text, sized, dialect) ??
        (stored === undefined ? undefined : misfitOf(cell.text, stored, engine))
      if (misfit !== undefined)
        problems.add(
          new LuxError(
            "LUX-2112",
            `column "${name}" is ${type}, but the value ${misfit.message}: ${shownValue(cell.text)}`,
            { place: placeOf(cell), hint: hintFor(name, misfit) },
          ),
        )
    }
  problems.throwIfAny()
  const types = columns.map(({ type }) => type)
  return {
    columns: columns.map(({ name, type }) => ({ name, type: engineType(type, dialect, engine) })),
    rows: body.map((record) =>
      record.map((cell, index) => {
        const value = cellValue(cell)
        return value === null ? null : loadedText(value, types[index] ?? "", dialect)
      }),
    ),
  }
}

/** The columns of a seed with their types as they are written, or inferred. Throws LUX-2110, LUX-2111 and LUX-2113. */
export function seedColumns(seed: Seed): readonly TypedColumn[] {
  return read(seed).columns
}

interface ReadSeed {
  readonly columns: readonly TypedColumn[]
  readonly body: readonly (readonly Cell[])[]
  readonly placeOf: Csv["placeOf"]
}

function read(seed: Seed): ReadSeed {
  const { records, placeOf } = readCsv(seed.file, seed.config.delimiter)
  const [header, ...body] = records
  if (header === undefined)
    throw new LuxError("LUX-2110", `seed "${seed.name}" is empty`, {
      place: seed.place,
      hint: "Its first line names the columns.",
    })
  const names = header.map((cell) => cell.text.trim())
  const other = otherDelimiter(seed, header)
  if (other !== undefined)
    throw new LuxError("LUX-2110", `the only column would be "${names[0]}"`, {
      place: placeOf(header[0]),
      hint: `Values seem to be divided by ${JSON.stringify(other)}: set delimiter: ${JSON.stringify(other)} in the seed's config, or put the name in double quotes.`,
    })
  const problems = new Problems()
  problems.attempt(() => checkNames(seed, names, (index) => placeOf(header[index])))
  for (const record of body) {
    if (problems.found.length >= 20) break
    if (record.length === names.length) continue
    problems.add(
      new LuxError(
        "LUX-2111",
        `row has ${record.length} ${record.length === 1 ? "field" : "fields"}, the header has ${names.length}`,
        {
          place: { ...placeOf(record[0]), length: 1 },
          hint: "A comma inside a value needs the value in double quotes.",
        },
      ),
    )
  }
  problems.throwIfAny()
  const columns = names.map((name, index) => ({ name, type: typeOf(seed, name, body, index) }))
  return { columns, body, placeOf }
}

/** A bare varchar holds 256 bytes on Redshift, and any text elsewhere. */
function sizedType(type: string, engine: SqlDialect): string {
  const { bareVarchar } = dialectFacts(engine)
  return bareVarchar !== undefined && /^\s*(varchar|character varying|nvarchar|text|bpchar)\s*$/i.test(type)
    ? `varchar(${bareVarchar})`
    : type
}

function hintFor(name: string, { message }: Misfit): string {
  const type = message.includes("UTC offset") ? "timestamptz" : "varchar"
  return `Correct the value, or declare another type for the column: column_types: {${name}: ${type}}.`
}

/** An empty field is null, an empty field in quotes is an empty text. */
function cellValue(cell: Cell): string | null {
  return cell.text === "" && !cell.quoted ? null : cell.text
}

function typeOf(seed: Seed, name: string, body: readonly (readonly Cell[])[], index: number): string {
  const declared =
    lookUp(seed.config.columnTypes, name) ??
    seed.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.dataType
  if (declared !== undefined) return declared
  return inferType(
    body.map((record) => record[index]).map((cell) => (cell === undefined ? null : cellValue(cell))),
  )
}

function lookUp(types: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(types).find(([column]) => column.toLowerCase() === name.toLowerCase())?.[1]
}

/** Of `id;name` one column would come, with all values of a row in it. */
function otherDelimiter(seed: Seed, [only, ...more]: readonly Cell[]): string | undefined {
  if (only === undefined || more.length > 0 || only.quoted) return undefined
  return [";", "\t", "|"].find((each) => each !== seed.config.delimiter && only.text.includes(each))
}

function checkNames(seed: Seed, names: readonly string[], placeOf: (index: number) => Place): void {
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (name === "" || seen.has(name.toLowerCase()))
      throw new LuxError("LUX-2110", name === "" ? "a column has no name" : `column "${name}" stands twice`, {
        place: placeOf(index),
        hint: "Name every column once in the first line.",
      })
    seen.add(name.toLowerCase())
  }
  for (const name of Object.keys(seed.config.columnTypes))
    if (!seen.has(name.toLowerCase()))
      throw new LuxError(
        "LUX-2113",
        `column_types names "${name}", which seed "${seed.name}" does not have`,
        {
          place: seed.place,
          hint: didYouMean(name, names) ?? `It has: ${names.join(", ")}.`,
        },
      )
}

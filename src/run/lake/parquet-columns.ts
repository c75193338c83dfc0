import { LuxError, type Place } from "../../errors.ts"
import type { FilesToRead, StatementsWithFiles, TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { columnsOf } from "../build/publication.ts"

/** What the files are of. */
interface Of {
  readonly name: string
  readonly place: Place
  /** How they come to one shape. */
  readonly hint: string
}

/** Files of one shape, with the columns of each. */
export interface Alike {
  readonly files: readonly string[]
  readonly columns: readonly TypedColumn[]
}

/** Parquet files by their columns. Reads their footers where there are several. */
export async function parquetGroups(
  session: Session,
  statements: StatementsWithFiles,
  files: readonly string[],
): Promise<readonly Alike[]> {
  const { embedded } = statements
  const shapes = new Map<string, string[]>()
  if (files.length > 1)
    for (const { file, shape } of (await session.query(embedded.parquetShapes(files))).rows)
      shapes.set(String(shape), [...(shapes.get(String(shape)) ?? []), String(file)])
  const groups: Alike[] = []
  for (const some of shapes.size > 1 ? shapes.values() : [files])
    groups.push({
      files: some,
      columns: await columnsOf(
        session,
        embedded.readParquet({ files: some.slice(0, 1), columns: [] }),
        statements,
      ),
    })
  return groups
}

/**
 * How Parquet files of one relation are read so that no value changes: with the types that hold the values of all of them.
 * Throws LUX-2105 where there are none, or a file lacks a column.
 */
export async function parquetFiles(
  session: Session,
  statements: StatementsWithFiles,
  files: readonly string[],
  of: Of,
): Promise<Pick<FilesToRead, "files" | "alike"> & { readonly columns: readonly TypedColumn[] | undefined }> {
  const groups = files.length > 1 ? await parquetGroups(session, statements, files) : []
  const [first, ...others] = groups
  if (first === undefined || others.length === 0) return { files, columns: undefined }
  let columns = withoutFile(first.columns)
  for (const other of others) columns = commonColumns(columns, first, other, statements, of)
  return { files, alike: groups.map((group) => group.files), columns }
}

function commonColumns(
  columns: readonly TypedColumn[],
  first: Alike,
  other: Alike,
  { types }: StatementsWithFiles,
  of: Of,
): readonly TypedColumn[] {
  const [one = "", another = ""] = [first.files[0], other.files[0]]
  const found = new Map(withoutFile(other.columns).map(({ name, type }) => [name.toLowerCase(), type]))
  const known = new Set(columns.map(({ name }) => name.toLowerCase()))
  const extra = withoutFile(other.columns).find(({ name }) => !known.has(name.toLowerCase()))
  if (extra !== undefined) throw lacking(extra.name, one, another, of)
  return columns.map(({ name, type }) => {
    const given = found.get(name.toLowerCase())
    if (given === undefined) throw lacking(name, another, one, of)
    const common = types.common(type, given)
    if (common !== undefined) return { name, type: common }
    throw differing(`column "${name}" of "${of.name}" is ${type} in ${one} and ${given} in ${another}`, of)
  })
}

function lacking(column: string, file: string, other: string, of: Of): LuxError {
  return differing(`"${of.name}" has a column "${column}" in ${other}, and not in ${file}`, of)
}

export function differing(message: string, { place, hint }: Pick<Of, "place" | "hint">): LuxError {
  return new LuxError("LUX-2105", message, { place, hint })
}

/** What the reader adds. */
function withoutFile(columns: readonly TypedColumn[]): readonly TypedColumn[] {
  return columns.filter(({ name }) => name !== "filename")
}

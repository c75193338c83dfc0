import { LuxError } from "../../errors.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import type { Model } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { ManifestLoading } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

const mostShown = 5

/** What was wrong with files that could not be loaded, from the load-error view: file, line, column, reason, and the value where it is kept. */
export async function loadFailed(
  session: Session,
  error: Error,
  files: readonly StoredFile[],
  {
    relation,
    stage,
    loading,
  }: { readonly relation: Relation; readonly stage: Model | undefined; readonly loading: ManifestLoading },
): Promise<LuxError> {
  const known = asLuxError(error)
  // It is not the rows that a statement without load errors fails for.
  const rows = await errorRows(session, loading, files)
  const what = stage === undefined ? relation.name : `stage model "${stage.name}"`
  if (rows.length === 0) return known
  const shown = rows.slice(0, mostShown).join("; ")
  const more = rows.length > mostShown ? "; and more" : ""
  return new LuxError("LUX-2653", `a batch of ${what} cannot be loaded: ${shown}${more}`, {
    place: stage?.place,
    hint: "Cast or cut the values in the stage model, or declare a wider data_type for its column; the batch is staged again then.",
    cause: error,
  })
}

async function errorRows(
  session: Session,
  loading: ManifestLoading,
  files: readonly StoredFile[],
): Promise<readonly string[]> {
  const paths = files.map(({ path }) => path)
  const rows = await rowsOf(session, loading.errorsQuery(paths, mostShown + 1))
  if (rows.length === 0) return []
  const values = await rowsOf(session, loading.errorValuesQuery(paths, mostShown + 1))
  return rows.map((row) => {
    const place = placeOf(row)
    const [name, type] = [textOf(row, "column_name"), textOf(row, "column_type")]
    const value = values.find((each) => placeOf(each) === place)
    return [
      name === "" ? place : `${place}, column "${name}" (${type})`,
      ...(value === undefined ? [] : [JSON.stringify(textOf(value, "value").slice(0, 80))]),
      textOf(row, "reason"),
    ].join(": ")
  })
}

type Row = Readonly<Record<string, unknown>>

/** None where the warehouse does not answer: the first error is the one to tell of. */
async function rowsOf(session: Session, sql: string): Promise<readonly Row[]> {
  try {
    return (await session.query(sql)).rows
  } catch (error) {
    if (error instanceof Error) return []
    throw error
  }
}

function placeOf(row: Row): string {
  return `${textOf(row, "file_name")}:${textOf(row, "line_number")}`
}

function textOf(row: Row, name: string): string {
  return String(row[name] ?? "").trim()
}

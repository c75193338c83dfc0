import { LuxError } from "../errors.ts"
import type { StoredFile } from "../lake/file-store.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import { asLuxError } from "../warehouse/errors.ts"
import type { ManifestLoading } from "../warehouse/statements.ts"
import type { Session } from "../warehouse/warehouse.ts"

const mostShown = 5

/** What was wrong with files that could not be loaded, from the load-error view: file, line, column, value and reason. */
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
  try {
    const { rows } = await session.query(
      loading.errorsQuery(
        files.map(({ path }) => path),
        mostShown + 1,
      ),
    )
    return rows.map((row) => {
      const text = (name: string): string => String(row[name] ?? "").trim()
      const column =
        text("column_name") === "" ? "" : `, column "${text("column_name")}" (${text("column_type")})`
      return `${text("file_name")}:${text("line_number")}${column}: ${JSON.stringify(text("value").slice(0, 80))}: ${text("reason")}`
    })
  } catch (error) {
    // The first error is the one to tell of.
    if (error instanceof Error) return []
    throw error
  }
}

import { LuxError } from "../../errors.ts"
import type { Model } from "../../project/types.ts"
import { NotRowByRow } from "../../sql/with-columns.ts"

/** Columns that say of a row which record of which file it is of. `lux_record` is a column of what stages read where rules are asked. */
export const recordColumns = { file: "_file as lux_file", record: "lux_record" } as const

/** A query that says of each row of a stage which record it is of. Throws LUX-3250 where nothing says it. */
export function rowByRow(stage: Model, query: () => string): string {
  try {
    return query()
  } catch (error) {
    if (error instanceof NotRowByRow) throw cannotReject(stage, error.message)
    throw error
  }
}

export function cannotReject(stage: Model, why: string): LuxError {
  return new LuxError("LUX-3250", `stage model "${stage.name}" cannot reject records: ${why}`, {
    place: stage.place,
    hint: "A stage with rules for its records is one select from one source of JSON files, row by row. Do the rest in a model that reads the stage.",
  })
}

/** The columns that an incremental model names, as they are called: by its keys rows are matched, others are updated. */
import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { columnMeant } from "../project/column-meant.ts"
import type { Model } from "../project/types.ts"
import { columnsByName } from "../warehouse/column-names.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { ColumnType } from "./plan.ts"

export interface MergeColumns {
  readonly keys: readonly string[]
  /** What says which row is newer. */
  readonly sequence: string | undefined
  /** What a stored row takes of a new one. */
  readonly updated: readonly string[]
}

/** Every column that the model names to match, order or update rows by, as it is written; of one that appends none. */
export function namedColumns({ config }: Model): readonly string[] {
  const { incrementalStrategy, uniqueKey, sequenceBy } = config
  if (incrementalStrategy === "append") return []
  const { mergeUpdateColumns = [], mergeExcludeColumns = [] } = config
  return [
    ...uniqueKey,
    ...(sequenceBy === undefined ? [] : [sequenceBy]),
    ...(incrementalStrategy === "merge" ? [...mergeUpdateColumns, ...mergeExcludeColumns] : []),
  ]
}

/** Throws LUX-2102 for a name that none of the columns has, or that several have but for their case. */
export function mergeColumns(model: Model, columns: readonly ColumnType[]): MergeColumns {
  const { uniqueKey, sequenceBy, mergeUpdateColumns, mergeExcludeColumns = [] } = model.config
  const meant = new Map(
    namedColumns(model).map((name) => [
      name,
      (columnMeant(name, columns) ?? unknown(model, name, columns)).name,
    ]),
  )
  const named = (names: readonly string[]) => names.flatMap((name) => meant.get(name) ?? [])
  const keys = named(uniqueKey)
  const names = columns.map(({ name }) => name)
  const wanted = mergeUpdateColumns === undefined ? names : named(mergeUpdateColumns)
  const left = new Set([...keys, ...named(mergeExcludeColumns)])
  return {
    keys,
    sequence: sequenceBy === undefined ? undefined : meant.get(sequenceBy),
    updated: names.filter((name) => wanted.includes(name) && !left.has(name)),
  }
}

/**
 * Throws LUX-2102 for a name that is not written as its column is: a query that chooses rows by it is sent before anybody
 * knows the columns.
 */
export function checkWritten(
  model: Model,
  columns: readonly ColumnType[],
  statements: Pick<WarehouseStatements, "columnKey">,
): void {
  const known = columnsByName(columns, statements)
  for (const name of namedColumns(model)) if (!known.has(name)) unknown(model, name, columns)
}

function unknown(model: Model, name: string, columns: readonly ColumnType[]): never {
  const names = columns.map((column) => column.name)
  throw new LuxError("LUX-2102", `model "${model.name}" has no column "${name}" to merge by`, {
    place: model.place,
    hint: hintFor(name, columns) ?? didYouMean(name, names) ?? `Its columns are ${names.join(", ")}.`,
  })
}

/** For what is not one name: several in one text, or an expression. */
function hintFor(name: string, columns: readonly ColumnType[]): string | undefined {
  const parts = name.split(",").map((part) => part.trim())
  if (parts.length > 1 && parts.every((part) => columnMeant(part, columns) !== undefined))
    return `Write several columns as a list: (list ${parts.map((part) => `"${part}"`).join(" ")}), or [${parts.join(", ")}] in YAML.`
  return /[^\w\s$]/.test(name)
    ? "Each key is the name of a column. Select the expression under a name, and write that name here."
    : undefined
}

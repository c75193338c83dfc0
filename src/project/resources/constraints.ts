import type * as z from "zod"
import { LuxError } from "../../errors.ts"
import type { Loading } from "../loading.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import type { Constraint, ConstraintType } from "./governance.ts"
import type { constraintSchema } from "./governance-schemas.ts"
import { relationArgument } from "./relation-argument.ts"

type Written = z.output<typeof constraintSchema>

/**
 * The constraints that stand in a list at `path`, those of one column or those of a table.
 * LUX-1061 for one that does not say what it needs.
 */
export function constraintsOf(
  written: readonly Written[],
  document: YamlDocument,
  path: YamlPath,
  column: string | undefined,
  loading: Loading,
): readonly Constraint[] {
  return written.flatMap((each, index) => {
    const at = [...path, index]
    return loading.problems.attempt(() => constraintOf(each, document, at, column)) ?? []
  })
}

function constraintOf(
  written: Written,
  document: YamlDocument,
  path: YamlPath,
  column: string | undefined,
): Constraint {
  const { type, name, expression, columns, to, to_columns: toColumns } = written
  const wrong = (message: string, hint: string, key?: string): LuxError =>
    new LuxError("LUX-1061", `${label(type)} ${message}`, {
      place: document.placeOf(key === undefined ? path : [...path, key]),
      hint,
    })
  const relation =
    to === undefined ? undefined : relationArgument(to, () => document.placeOf([...path, "to"]))
  if (to !== undefined && relation === undefined)
    throw wrong(`refers to "${to}", which is not a relation`, "Write to: ref('model').", "to")
  if (to !== undefined && type !== "foreign_key")
    throw wrong("refers to no other relation", "Only a foreign_key has to.", "to")
  if (expression === undefined && (type === "check" || type === "custom"))
    throw wrong("needs an expression", type === "check" ? "Such as expression: id > 0." : "Say it in SQL.")
  if (
    type === "foreign_key" &&
    expression === undefined &&
    (relation === undefined || toColumns.length === 0)
  )
    throw wrong("needs what it refers to", "Write to: ref('model') and to_columns: [id], or an expression.")
  const needsColumns = type !== "check" && type !== "custom"
  if (column === undefined && needsColumns && columns.length === 0)
    throw wrong("of a model needs its columns", "Write columns: [id], or put it under the column.")
  return {
    type,
    name,
    expression,
    columns: column === undefined ? columns : [column],
    to: relation,
    toColumns,
    warnUnenforced: written.warn_unenforced,
    warnUnsupported: written.warn_unsupported,
    place: new YamlPlace(document, path),
  }
}

function label(type: ConstraintType): string {
  return `a ${type} constraint`
}

import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { columnMeant } from "../column-meant.ts"
import { factsOfMaterialization, materializationNames } from "../materializations.ts"
import { isInlined, materializationOf } from "../materialized.ts"
import type { Model } from "../types.ts"

/** Where the first of these configuration keys that the model has was written. */
export type PlaceOfKey = (...keys: readonly string[]) => Place

/**
 * What a model's contract, constraints and access ask of its other properties, as dbt does: LUX-1060, LUX-1061, LUX-1064.
 */
export function governanceProblems(model: Model, placeOf: PlaceOfKey): readonly LuxError[] {
  return [...accessProblems(model, placeOf), ...contractProblemsOf(model, placeOf)]
}

function accessProblems(model: Model, placeOf: PlaceOfKey): readonly LuxError[] {
  const wrong = (message: string, hint: string) => [
    new LuxError("LUX-1064", `model "${model.name}" ${message}`, { place: placeOf("access"), hint }),
  ]
  if (model.access === "private" && model.group === undefined)
    return wrong("is private, but in no group", "Name its group: nobody could read it otherwise.")
  if (model.access === "public" && isInlined(model))
    return wrong("is public, but ephemeral", "Other projects can only read what is in the warehouse.")
  return []
}

function contractProblemsOf(model: Model, placeOf: PlaceOfKey): readonly LuxError[] {
  const { config, columns, name } = model
  if (!config.contract.enforced) return []
  const wrong = (message: string, place: Place, hint: string): LuxError =>
    new LuxError("LUX-1060", `model "${name}" has a contract, but ${message}`, { place, hint })
  if (materializationOf(model).contracted === undefined)
    return [
      wrong(
        `is materialized as ${config.materialized}`,
        placeOf("contract"),
        `Only ${contractedKinds()} can have one.`,
      ),
    ]
  const found = columns
    .filter(({ dataType }) => dataType === undefined)
    .map((column) =>
      wrong(
        `column "${column.name}" has no data_type`,
        column.place,
        "Every column says its name and data_type.",
      ),
    )
  if (columns.length === 0)
    found.push(
      wrong(
        "no columns",
        placeOf("contract"),
        "List every column with its name and data_type in a properties file.",
      ),
    )
  const { onSchemaChange } = config
  if (materializationOf(model).adds && onSchemaChange !== "append_new_columns" && onSchemaChange !== "fail")
    found.push(
      wrong(
        `on_schema_change is ${onSchemaChange}`,
        placeOf("on_schema_change", "contract"),
        "Set on_schema_change to append_new_columns or fail: the others would leave the table as no contract says.",
      ),
    )
  return [...found, ...constraintProblems(model)]
}

/** `a table, a view or an incremental model` */
function contractedKinds(): string {
  const kinds = materializationNames.flatMap((name) => factsOfMaterialization(name).contracted ?? []).sort()
  return `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`
}

function constraintProblems(model: Model): readonly LuxError[] {
  const found = model.constraints.flatMap((constraint) =>
    constraint.columns
      .filter((column) => columnMeant(column, model.columns) === undefined)
      .map(
        (column) =>
          new LuxError("LUX-1061", `model "${model.name}" has no column "${column}" to constrain`, {
            place: constraint.place,
            hint: didYouMean(
              column,
              model.columns.map(({ name }) => name),
            ),
          }),
      ),
  )
  const keys = [...model.constraints, ...model.columns.flatMap(({ constraints }) => constraints)].filter(
    ({ type }) => type === "primary_key",
  )
  const [first, second] = keys
  return first === undefined || second === undefined
    ? found
    : [
        ...found,
        new LuxError("LUX-1061", `model "${model.name}" has two primary keys`, {
          place: second.place,
          hint: "A key of several columns is one constraint of the model: columns: [a, b].",
          related: [{ message: "the other one", place: first.place }],
        }),
      ]
}

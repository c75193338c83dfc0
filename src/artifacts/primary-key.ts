import type { CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain, PlainModel } from "../compiled/plain.ts"
import { isDataTest } from "../project/resource-guards.ts"
import type { DataTest, GenericTestUse } from "../project/types.ts"

/**
 * The columns that tell a model's rows apart, as dbt infers them: those of its primary key, else those that are tested to be unique
 * and not null, else those that are tested to be unique, else those of such tests that are disabled.
 */
export function primaryKeyOf(model: PlainModel, compiled: CompiledProject): readonly string[] {
  const ofTable = model.constraints.find(({ type }) => type === "primary_key")
  if (ofTable !== undefined) return ofTable.columns
  const ofColumn = model.columns.find(({ constraints }) =>
    constraints.some(({ type }) => type === "primary_key"),
  )
  if (ofColumn !== undefined) return [ofColumn.name]
  const { unique, disabled, notNull } = testedColumns(model, compiled)
  const both = [...notNull].filter((column) => unique.has(column) || disabled.has(column))
  return [both, [...unique], [...disabled]].find(({ length }) => length > 0) ?? []
}

interface TestedColumns {
  readonly unique: Set<string>
  /** Those of tests of uniqueness that are disabled. */
  readonly disabled: Set<string>
  readonly notNull: Set<string>
}

function testedColumns({ uniqueId }: PlainModel, compiled: CompiledProject): TestedColumns {
  const found: TestedColumns = { unique: new Set(), disabled: new Set(), notNull: new Set() }
  const note = ({ definition }: Plain<DataTest>, isEnabled: boolean): void => {
    if (definition.kind !== "generic" || definition.attachedTo !== uniqueId) return
    const name = definition.test.slice(definition.test.lastIndexOf(".") + 1)
    const noted = uniqueness.has(name)
      ? found[isEnabled ? "unique" : "disabled"]
      : name === "not_null"
        ? found.notNull
        : undefined
    for (const column of columnsOf(definition)) noted?.add(column)
  }
  for (const id of compiled.nodes[uniqueId]?.readers ?? []) {
    const test = compiled.nodes[id]?.resource
    if (isDataTest(test)) note(test, true)
  }
  for (const { resource } of compiled.disabled) if (isDataTest(resource)) note(resource, false)
  return found
}

const uniqueness: ReadonlySet<string> = new Set(["unique", "unique_combination_of_columns"])

function columnsOf({ column, arguments: named }: Plain<GenericTestUse>): readonly string[] {
  if (column !== undefined) return [column]
  const combined = named["combination_of_columns"]
  if (combined?.kind !== "value" || !Array.isArray(combined.value)) return []
  return combined.value.filter((each) => typeof each === "string")
}

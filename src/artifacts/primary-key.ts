import type { CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain, PlainModel } from "../compiled/plain.ts"
import { isDataTest } from "../project/resource-guards.ts"
import type { GenericTestUse, Resource } from "../project/types.ts"

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
  const tests = testedColumns(compiled).get(model.uniqueId)
  if (tests === undefined) return []
  const { unique, disabled, notNull } = tests
  const both = [...notNull].filter((column) => unique.has(column) || disabled.has(column))
  return [both, [...unique], [...disabled]].find(({ length }) => length > 0) ?? []
}

interface TestedColumns {
  readonly unique: Set<string>
  /** Those of tests of uniqueness that are disabled. */
  readonly disabled: Set<string>
  readonly notNull: Set<string>
}

const known = new WeakMap<CompiledProject, ReadonlyMap<string, TestedColumns>>()

/** By what the tests are declared on. */
function testedColumns(compiled: CompiledProject): ReadonlyMap<string, TestedColumns> {
  const before = known.get(compiled)
  if (before !== undefined) return before
  const found = new Map<string, TestedColumns>()
  const note = (resource: Plain<Resource>, isEnabled: boolean): void => {
    if (!isDataTest(resource) || resource.definition.kind !== "generic") return
    const { test, attachedTo } = resource.definition
    const columns = found.get(attachedTo) ?? { unique: new Set(), disabled: new Set(), notNull: new Set() }
    found.set(attachedTo, columns)
    const name = test.slice(test.lastIndexOf(".") + 1)
    const noted = uniqueness.has(name)
      ? columns[isEnabled ? "unique" : "disabled"]
      : name === "not_null"
        ? columns.notNull
        : undefined
    for (const column of columnsOf(resource.definition)) noted?.add(column)
  }
  for (const { resource } of Object.values(compiled.nodes)) note(resource, true)
  for (const { resource } of compiled.disabled) note(resource, false)
  known.set(compiled, found)
  return found
}

const uniqueness: ReadonlySet<string> = new Set(["unique", "unique_combination_of_columns"])

function columnsOf({ column, arguments: named }: Plain<GenericTestUse>): readonly string[] {
  if (column !== undefined) return [column]
  const combined = named["combination_of_columns"]
  if (combined?.kind !== "value" || !Array.isArray(combined.value)) return []
  return combined.value.filter((each) => typeof each === "string")
}

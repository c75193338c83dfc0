import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { TypedColumn } from "../statements.ts"
import { redshiftTypeRules } from "./redshift-type-rules.ts"

/**
 * Redshift changes no column's type inside a transaction: the column is made anew beside, filled, and takes the place of
 * the old one. So it stands at the end then.
 */
export function redshiftReshape(
  relation: Relation,
  columns: readonly (TypedColumn & { readonly exists: boolean })[],
  existing: readonly TypedColumn[],
): readonly string[] {
  const kept = new Set(columns.filter(({ exists }) => exists).map(({ name }) => name.toLowerCase()))
  const before = new Map(existing.map(({ name, type }) => [name.toLowerCase(), type]))
  return [
    ...existing
      .filter(({ name }) => !kept.has(name.toLowerCase()))
      .map(({ name }) => `alter table ${relation} drop column ${identifier(name)}`),
    ...columns.flatMap(({ name, type, exists }) => {
      const column = identifier(name)
      if (!exists) return [`alter table ${relation} add column ${column} ${type}`]
      const from = before.get(name.toLowerCase())
      if (from === undefined || from === type) return []
      const beside = identifier(`${name}__lux_retyped`)
      return [
        `alter table ${relation} add column ${beside} ${type}`,
        `update ${relation} set ${beside} = ${redshiftTypeRules.exactly(column, from, type)}`,
        `alter table ${relation} drop column ${column}`,
        `alter table ${relation} rename column ${beside} to ${column}`,
      ]
    }),
  ]
}

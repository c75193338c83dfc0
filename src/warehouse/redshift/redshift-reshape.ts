import { freeName } from "../../sql/free-name.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { TypedColumn } from "../statements.ts"
import { redshiftTypeRules } from "./redshift-type-rules.ts"

/**
 * Redshift changes no column's type inside a transaction: the column is made again next to, filled, and takes the place of
 * the old one. So it stands at the end then.
 */
export function redshiftReshape(
  relation: Relation,
  columns: readonly (TypedColumn & { readonly exists: boolean })[],
  existing: readonly TypedColumn[],
): readonly string[] {
  const kept = new Set(columns.filter(({ exists }) => exists).map(({ name }) => name))
  const taken = [...existing, ...columns].map(({ name }) => name)
  const before = new Map(existing.map(({ name, type }) => [name, type]))
  return [
    ...existing
      .filter(({ name }) => !kept.has(name))
      .map(({ name }) => `alter table ${relation} drop column ${identifier(name)}`),
    ...columns.flatMap(({ name, type, exists }) => {
      const column = identifier(name)
      if (!exists) return [`alter table ${relation} add column ${column} ${type}`]
      const from = before.get(name)
      if (from === undefined || from === type) return []
      const beside = identifier(freeName(`${name}__lux_retyped`, taken))
      return [
        `alter table ${relation} add column ${beside} ${type}`,
        `update ${relation} set ${beside} = ${redshiftTypeRules.exactly(column, from, type)}`,
        `alter table ${relation} drop column ${column}`,
        `alter table ${relation} rename column ${beside} to ${column}`,
      ]
    }),
  ]
}

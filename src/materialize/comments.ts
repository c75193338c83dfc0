import { LuxError } from "../errors.ts"
import { columnMeant } from "../project/column-meant.ts"
import type { Column, PersistDocs } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { RelationKind } from "../warehouse/warehouse.ts"
import type { Statement } from "./plan.ts"

/** What is described, and how much of it the warehouse is to keep. */
export interface Described {
  readonly name: string
  readonly description: string
  readonly columns: readonly Column[]
  readonly config: { readonly persistDocs: PersistDocs }
}

/**
 * Descriptions as comments of the relation and of those of its columns that are there; a description that was taken away
 * takes its comment with it.
 */
export function commentStatements(
  { description, columns, config }: Described,
  relation: Relation,
  kind: RelationKind,
  present: readonly string[],
  statements: WarehouseStatements,
): readonly Statement[] {
  const { persistDocs } = config
  // By the name that the relation has: for a view the case matters.
  const there = present.map((name) => ({ name }))
  const ofRelation = persistDocs.relation
    ? [statements.commentOn(relation, kind, orNothing(description))]
    : []
  const ofColumns = columns.flatMap((column) => {
    const name = columnMeant(column.name, there)?.name
    return name === undefined || !persistDocs.columns
      ? []
      : [statements.commentOnColumn(relation, name, orNothing(column.description))]
  })
  return [...ofRelation, ...ofColumns].map((sql) => ({ sql, purpose: "keep the description" }))
}

/** LUX-2122 where described columns are not there. */
export function missingColumns(described: Described, present: readonly string[]): readonly LuxError[] {
  if (!described.config.persistDocs.columns) return []
  const there = present.map((name) => ({ name }))
  const missing = described.columns.filter(({ name }) => columnMeant(name, there) === undefined)
  const [first] = missing
  if (first === undefined) return []
  const list = missing.map(({ name }) => `"${name}"`).join(", ")
  return [
    new LuxError("LUX-2122", `"${described.name}" has no column ${list}: its description is not kept`, {
      place: first.place,
      hint: "Correct the name, or take the column out of the properties file.",
    }),
  ]
}

function orNothing(description: string): string | undefined {
  return description === "" ? undefined : description
}

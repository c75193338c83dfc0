import type { LuxError } from "../errors.ts"
import type { ColumnLineage, Influence, OutputColumn } from "../sql/analysis.ts"

/** What is known of a model without a warehouse. */
export interface AnalysedModel {
  /** In the order of its select list; undefined where they are not known. */
  readonly columns: readonly AnalysedColumn[] | undefined
  readonly lineage: readonly ColumnLineage[]
  readonly influence: readonly Influence[]
  /** What the warehouse would certainly refuse. */
  readonly problems: readonly LuxError[]
  /** What is likely wrong. */
  readonly warnings: readonly LuxError[]
  /** Why nothing is known; undefined when the model was analysed. */
  readonly unknown: string | undefined
}

type AnalysedColumn = Pick<OutputColumn, "name" | "type" | "nullable">

export function unknownModel(reason: string): AnalysedModel {
  return { columns: undefined, lineage: [], influence: [], problems: [], warnings: [], unknown: reason }
}

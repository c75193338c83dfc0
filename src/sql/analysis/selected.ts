import type { SelectItem } from "../ast.ts"
import type { Column } from "./value.ts"

/** A column of a select list, and where it is written. */
export interface Selected {
  readonly item: SelectItem
  readonly column: Column
  /** Names the column in the scope, where a star stands for it. */
  readonly key: string | undefined
}

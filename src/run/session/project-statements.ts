import type { Project } from "../../project/types.ts"
import { textKey } from "../../sql/text-key.ts"
import { comparedByKey } from "../../warehouse/standard-statements.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"

/** The statements of a warehouse that compare keys as the project's dialect does. */
export function projectStatements(
  { dialect, target }: Project,
  { statements }: { readonly statements: WarehouseStatements },
): WarehouseStatements {
  const { macros, of } = textKey(dialect, target.type)
  return macros.length === 0 ? statements : comparedByKey(statements, (value) => of(value))
}

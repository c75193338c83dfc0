import { analyseQuery, type KnownColumn } from "../analysis.ts"
import { dataType } from "../data-type.ts"

/**
 * What kinds the analysis infers for the columns of a query, where it knows them; otherwise those that the engine `made`.
 * A decimal without digits may be any number. Undefined where it does not know the columns.
 */
export function inferredKinds(
  sql: string,
  tables: Readonly<Record<string, Readonly<Record<string, string>>>>,
  made: readonly string[],
): readonly (string | undefined)[] | undefined {
  const relationOf = (parts: readonly string[]) => {
    const types = tables[parts.join(".")]
    const columns = types && Object.entries(types).map(([name, type]): KnownColumn => ({ name, type }))
    return columns && { columns, complete: true }
  }
  const { columns } = analyseQuery(sql, { dialect: "redshift", relationOf })
  return columns?.map(({ type }, at) => {
    const known = type === undefined ? undefined : dataType(type)
    const isAnyNumber = known?.kind === "decimal" && known.precision === undefined
    return known === undefined || isAnyNumber ? made[at] : known.kind
  })
}

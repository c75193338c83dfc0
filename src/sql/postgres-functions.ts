import { aggregateFunctions } from "./postgres-functions/aggregate.ts"
import type { PostgresFunctions } from "./postgres-functions/function-text.ts"
import { jsonFunctions } from "./postgres-functions/json.ts"
import { momentFunctions } from "./postgres-functions/moment.ts"
import { numberFunctions } from "./postgres-functions/number.ts"
import { textFunctions } from "./postgres-functions/text.ts"

/** Functions that give Postgres a meaning of Redshift's that it has no expression for. They live in the schema `_lux`. */
export const postgresFunctions: PostgresFunctions = {
  ...textFunctions,
  ...numberFunctions,
  ...momentFunctions,
  ...jsonFunctions,
  ...aggregateFunctions,
}

/**
 * The statements that create these functions and those that they call, in an order that works, the schema first; none
 * when no function is used. They replace what is there.
 */
export function functionStatements(names: Iterable<string>, schema = "_lux"): string[] {
  const ordered = new Set<string>()
  const visit = (name: string) => {
    const found = postgresFunctions[name]
    if (found === undefined) throw new Error(`there is no function "${name}"`)
    for (const used of found.uses ?? []) visit(used)
    for (const sql of found.sql) ordered.add(sql)
  }
  for (const name of names) visit(name)
  if (ordered.size === 0) return []
  const functions = [...ordered].map((sql) => sql.replaceAll("_lux.", `${schema}.`))
  return [`create schema if not exists ${schema}`, ...functions]
}

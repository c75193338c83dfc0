import { LuxError } from "../../errors.ts"
import { columnChanges } from "../../materialize/column-changes.ts"
import type { Columns, ContractCheck, Doubt } from "../../materialize/plan.ts"
import { contractValues } from "../../materialize/unfit-values.ts"
import { columnMeant } from "../../project/column-meant.ts"
import type { Model } from "../../project/types.ts"
import { contractProblems, contractTable } from "../../sql/contract.ts"
import { identifier } from "../../sql/identifier.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** The query whose values the contract's types hold, and what asks for those that they do not. */
export interface KeptContract {
  readonly query: string
  readonly doubts: readonly Doubt[]
}

/**
 * Compares what a query gives with what its model promises, both as the engine knows them, without running the query.
 * Throws LUX-2120 with a table of the differences. Sizes may differ: then a value that does not fit fails the statement.
 */
export async function checkContract(
  session: Session,
  { model, query, columns }: ContractCheck,
  statements: WarehouseStatements,
): Promise<KeptContract> {
  const defined = await session.query(`select *\nfrom (\n${query}\n) as defined\nlimit 0`)
  const typed = columns.map(({ name, type }) => `  cast(null as ${type}) as ${identifier(name)}`)
  const promised = await session.query(`select\n${typed.join(",\n")}\nlimit 0`)
  const problems = contractProblems(
    promised.columns,
    defined.columns,
    (a, b) => withoutSize(a) === withoutSize(b),
  )
  const [first] = problems
  if (first === undefined)
    return keptContract(model, query, { existing: promised.columns, candidate: defined.columns }, statements)
  const declared = columnMeant(first.column, model.columns)
  throw new LuxError(
    "LUX-2120",
    [`the query of "${model.name}" does not keep the model's contract`, ...contractTable(problems)].join(
      "\n",
    ),
    {
      place: declared?.place ?? model.columns[0]?.place ?? model.place,
      hint: "Make names, types and number of columns in the contract and in the query the same.",
    },
  )
}

function keptContract(
  model: Model,
  query: string,
  columns: Columns,
  statements: WarehouseStatements,
): KeptContract {
  const { types } = statements
  const changes = columnChanges(columns, types)
  if (changes.length === 0) return { query, doubts: [] }
  const promised = new Map(changes.map(({ column, stored }) => [column, stored]))
  const values = columns.candidate.map((column) => {
    const name = identifier(column.name)
    const to = promised.get(column)
    return `  ${to === undefined ? name : `${types.exactly(`source.${name}`, column.type, to)} as ${name}`}`
  })
  return {
    query: `select\n${values.join(",\n")}\nfrom (\n${query}\n) as source`,
    doubts: changes.map((change) => contractValues(model, query, change, statements)),
  }
}

/** Sizes, precisions and scales are not part of the promise, as in dbt. */
function withoutSize(type: string): string {
  return type.replaceAll(/\([\d, ]+\)/g, "").toLowerCase()
}

import { LuxError } from "../errors.ts"
import type { ContractCheck } from "../materialize/plan.ts"
import { contractProblems, contractTable } from "../sql/contract.ts"
import { identifier } from "../sql/identifier.ts"
import type { Session } from "../warehouse/warehouse.ts"

/**
 * Compares what a query gives with what its model promises, both as the engine knows them, without running the query.
 * Throws LUX-2120 with a table of the differences.
 */
export async function checkContract(
  session: Session,
  { model, query, columns }: ContractCheck,
): Promise<void> {
  const defined = await session.query(`select *\nfrom (\n${query}\n) as defined\nlimit 0`)
  const typed = columns.map(({ name, type }) => `  cast(null as ${type}) as ${identifier(name)}`)
  const promised = await session.query(`select\n${typed.join(",\n")}\nlimit 0`)
  const problems = contractProblems(
    promised.columns,
    defined.columns,
    (a, b) => withoutSize(a) === withoutSize(b),
  )
  const [first] = problems
  if (first === undefined) return
  const declared = model.columns.find(({ name }) => name.toLowerCase() === first.column.toLowerCase())
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

/** Sizes, precisions and scales are no part of the promise, as in dbt. */
function withoutSize(type: string): string {
  return type.replaceAll(/\([\d, ]+\)/g, "").toLowerCase()
}

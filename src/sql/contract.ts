import { columnMeant } from "../project/column-meant.ts"
import { type DataType, dataType } from "./data-type.ts"

export interface ContractColumn {
  readonly name: string
  readonly type: string
}

/** A column that a query gives; its type is undefined where it is not known. */
export interface DefinedColumn {
  readonly name: string
  readonly type: string | undefined
}

/** A column about which a contract and a query disagree. */
export interface ContractProblem {
  readonly column: string
  /** Undefined: the contract does not have the column. */
  readonly contractType: string | undefined
  /** Undefined: the query does not have it, or its type is not known. */
  readonly definitionType: string | undefined
  readonly reason: "data type mismatch" | "missing in definition" | "missing in contract"
}

/**
 * Where a query does not keep a contract, in the order of the contract's columns and then of the query's: as dbt compares
 * them, whatever the order and the case of names, sizes and precisions left out. `same` compares two types as they are
 * spelled; by default what lux knows of both engines' names decides, and what it does not know agrees with everything.
 */
export function contractProblems(
  contract: readonly ContractColumn[],
  defined: readonly DefinedColumn[],
  same: (contractType: string, definitionType: string) => boolean = sameKind,
): readonly ContractProblem[] {
  const promised = new Set<DefinedColumn>()
  const ofContract = contract.flatMap(({ name, type }): ContractProblem[] => {
    const found = columnMeant(name, defined)
    if (found !== undefined) promised.add(found)
    const base = { column: name, contractType: type, definitionType: found?.type }
    if (found === undefined) return [{ ...base, reason: "missing in definition" }]
    if (found.type === undefined || same(type, found.type)) return []
    return [{ ...base, reason: "data type mismatch" }]
  })
  const further = defined
    .filter((column) => !promised.has(column))
    .map(
      ({ name, type }): ContractProblem => ({
        column: name,
        contractType: undefined,
        definitionType: type,
        reason: "missing in contract",
      }),
    )
  return [...ofContract, ...further]
}

/** The problems as a table for people: column, the query's type, the contract's, what is wrong. */
export function contractTable(problems: readonly ContractProblem[]): readonly string[] {
  const rows = [
    ["column_name", "definition_type", "contract_type", "mismatch_reason"],
    ...problems.map(({ column, definitionType = "", contractType = "", reason }) => [
      column,
      definitionType,
      contractType,
      reason,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  )
  const rule = widths.map((width) => "─".repeat(width)).join("  ")
  return [lines[0] ?? "", rule, ...lines.slice(1)]
}

function sameKind(contractType: string, definitionType: string): boolean {
  const [promised, given] = [dataType(contractType), dataType(definitionType)]
  if (!isKnown(promised) || !isKnown(given)) return true
  return promised.kind === given.kind && (promised.bytes ?? given.bytes) === (given.bytes ?? promised.bytes)
}

function isKnown({ kind }: DataType): boolean {
  return kind !== "unknown" && kind !== "null"
}

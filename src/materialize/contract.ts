import { LuxError } from "../errors.ts"
import { columnMeant } from "../project/column-meant.ts"
import type { Physical } from "../project/config/physical-schemas.ts"
import { isView } from "../project/materialized.ts"
import type { Constraint, ConstraintType, Model } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { ConstrainedColumn, TypedColumn, WarehouseStatements } from "../warehouse/statements.ts"
import type { ContractCheck, Statement } from "./plan.ts"

/** A model's contract as the engine takes it. */
export interface ContractTerms {
  readonly columns: readonly ConstrainedColumn[]
  /** Those of the whole table, as they stand after its columns. */
  readonly constraints: readonly string[]
  /** The same, each by itself: what a table gets with new columns. */
  readonly held: readonly HeldConstraint[]
  /** Constraints that the warehouse does not hold. */
  readonly warnings: readonly LuxError[]
}

interface HeldConstraint {
  readonly type: ConstraintType
  readonly columns: readonly string[]
  /** As it stands behind the column; undefined: behind all columns. */
  readonly onColumn: string | undefined
  readonly onTable: string
}

export interface ContractSurroundings {
  readonly statements: WarehouseStatements
  /** A type as the project writes it -> as the engine has it. */
  readonly typeOf: (type: string) => string
  /** What a foreign key refers to. */
  readonly referred: (constraint: Constraint) => Relation | undefined
}

/** Undefined where the model's contract is not enforced: then its constraints have no effect either, as in dbt. */
export function contractTerms(model: Model, around: ContractSurroundings): ContractTerms | undefined {
  const { contract } = model.config
  if (!contract.enforced) return undefined
  const { statements, typeOf, referred } = around
  const warnings: LuxError[] = []
  const held = (constraint: Constraint): boolean => {
    const support = isView(model) ? "unsupported" : statements.constraintSupport[constraint.type]
    warnings.push(...warningOf(constraint, support, model))
    return support !== "unsupported"
  }
  const ofTable = model.constraints
    .filter(held)
    .map((constraint) => ({ ...constraint, columns: asDeclared(constraint.columns, model) }))
  const ofColumns = model.columns.flatMap(({ name, constraints }) =>
    constraints.filter(held).map((constraint) => ({ constraint, name })),
  )
  const notNull = new Set(ofTable.flatMap(({ type, columns }) => (type === "not_null" ? columns : [])))
  return {
    columns: model.columns.map(({ name, dataType = "", constraints }) => ({
      name,
      type: contract.aliasTypes ? typeOf(dataType) : dataType,
      constraints: [
        ...(notNull.has(name) ? ["not null"] : []),
        ...constraints
          .filter((constraint) => ofColumns.some((each) => each.constraint === constraint))
          .map((constraint) => named(constraint, onColumn(constraint, referred))),
      ],
    })),
    constraints: ofTable
      .filter(({ type }) => type !== "not_null")
      .map((constraint) => named(constraint, onTable(constraint, referred))),
    held: [
      ...ofColumns.map(({ constraint, name }) => ({
        type: constraint.type,
        columns: [name],
        onColumn: named(constraint, onColumn(constraint, referred)),
        onTable: named(constraint, onTable({ ...constraint, columns: [name] }, referred)),
      })),
      ...ofTable.map((constraint) => ({
        type: constraint.type,
        columns: constraint.columns,
        onColumn: undefined,
        onTable: named(constraint, onTable(constraint, referred)),
      })),
    ],
    warnings,
  }
}

/** Columns of a constraint as the contract writes them: on Postgres `"A"` and `a` are two. */
function asDeclared(names: readonly string[], { columns }: Model): readonly string[] {
  return names.map((name) => columnMeant(name, columns)?.name ?? name)
}

/** The query's rows in a table of exactly the contract's columns, in its order, with its constraints where they are wanted. */
export function contractedTable(
  target: Relation,
  query: string,
  terms: ContractTerms,
  statements: WarehouseStatements,
  physical?: Physical,
): readonly Statement[] {
  const names = terms.columns.map(({ name }) => identifier(name)).join(", ")
  return [
    {
      sql: statements.createTable(target, terms.columns, terms.constraints, physical),
      purpose: "create the table of the contract",
    },
    {
      sql: `insert into ${target} (${names})\nselect ${names}\nfrom (\n${query}\n) as defined`,
      purpose: "insert its rows",
    },
  ]
}

/** What has to be compared before anything is built. */
export function contractCheck(model: Model, query: string, terms: ContractTerms): ContractCheck {
  return { model, query, columns: terms.columns.map(({ name, type }): TypedColumn => ({ name, type })) }
}

function onColumn(constraint: Constraint, referred: ContractSurroundings["referred"]): string {
  const { type, expression = "" } = constraint
  switch (type) {
    case "not_null":
      return `not null ${expression}`.trim()
    case "unique":
      return `unique ${expression}`.trim()
    case "primary_key":
      return `primary key ${expression}`.trim()
    case "check":
      return `check (${expression})`
    case "foreign_key":
      return references(constraint, referred)
    case "custom":
      return expression
  }
}

function onTable(constraint: Constraint, referred: ContractSurroundings["referred"]): string {
  const { type, expression = "", columns } = constraint
  const list = `(${columns.map(identifier).join(", ")})`
  switch (type) {
    case "unique":
      return `unique ${list} ${expression}`.trim()
    case "primary_key":
      return `primary key ${list} ${expression}`.trim()
    case "foreign_key":
      return `foreign key ${list} ${references(constraint, referred)}`
    default:
      return onColumn(constraint, referred)
  }
}

function references(constraint: Constraint, referred: ContractSurroundings["referred"]): string {
  const relation = referred(constraint)
  return relation === undefined
    ? `references ${constraint.expression}`
    : `references ${relation} (${constraint.toColumns.map(identifier).join(", ")})`
}

function named({ name }: Constraint, text: string): string {
  return name === undefined ? text : `constraint ${identifier(name)} ${text}`
}

function warningOf(
  constraint: Constraint,
  support: "enforced" | "recorded" | "unsupported",
  model: Model,
): readonly LuxError[] {
  const { type, place, warnUnsupported, warnUnenforced } = constraint
  const asked = support === "unsupported" ? warnUnsupported : support === "recorded" && warnUnenforced
  if (!asked) return []
  const what =
    support === "recorded" ? "is recorded, but not enforced" : "is not supported here, and left out"
  const test = type === "foreign_key" ? "a relationships test" : "a data test"
  const off = support === "recorded" ? "warn_unenforced" : "warn_unsupported"
  return [
    new LuxError("LUX-2121", `a ${type} constraint of "${model.name}" ${what}`, {
      place,
      hint: `Let ${test} hold it; ${off}: false takes this warning away.`,
    }),
  ]
}

import type * as z from "zod"
import type { AnomalyUse } from "../anomaly/anomaly-use.ts"
import type { MetricSql } from "../metrics.ts"
import type { Question, Scope } from "../question.ts"

/** A check of the catalog: what it takes and what it asks. */
export interface CheckKind {
  readonly name: string
  /** One line for the reference. */
  readonly says: string
  /** Whether it is declared on a column, or on a relation; `either` takes a column where one is given. */
  readonly on: "column" | "relation" | "either"
  /** Its arguments, besides those that all checks have. */
  readonly args: z.ZodObject
  /** `args` are valid. */
  pose(use: CheckUse, args: Readonly<Record<string, unknown>>): Posed
}

/** Where a check is used. All SQL is the engine's. */
export interface CheckUse {
  readonly scope: Scope
  /** The column that it is declared on, as SQL; empty for a relation. */
  readonly column: string
  /** The type that is declared for that column. */
  readonly dataType: string | undefined
  readonly sql: MetricSql
  /** An expression of the project's dialect as the engine has it. */
  translate(expression: string): string
  /** A value as a literal. */
  literal(value: unknown): string
  /** What of an expression is compared: of a text that which the project's dialect compares. */
  key(expression: string): string
  /** The written value that a key is compared with. */
  keyValue(value: unknown): unknown
}

export interface Posed {
  readonly question: Question
  /** The query whose rows are shown and stored as failures; undefined for a check of measures. */
  readonly failingRows: string | undefined
  /** True where the failures are not rows of the relation. */
  readonly findings?: boolean
  /** True where a query judges each row of the relation by itself. */
  readonly judgesRows?: boolean
  /** Judges measures; the others count failures. */
  readonly judge?: ((values: readonly (number | string | null)[]) => Judgement) | undefined
  /** What a check of measures expects, as people read it. */
  readonly expected?: string | undefined
  /** Of a check of measures that is judged by what was measured before. */
  readonly anomaly?: AnomalyUse | undefined
}

/** `holds` null: nothing was measured, such as the mean of no rows, which is neither right nor wrong. */
interface Judgement {
  readonly observed: number | string | null
  readonly holds: boolean | null
}

/** What is wrong with arguments, where their types cannot say it. */
export class ArgumentProblem extends Error {}

/** Defines a check with typed arguments. */
export function checkKind<Args extends z.ZodObject>(kind: {
  readonly name: string
  readonly says: string
  readonly on: CheckKind["on"]
  readonly args: Args
  pose(use: CheckUse, args: z.output<Args>): Posed
}): CheckKind {
  return { ...kind, pose: (use, args) => kind.pose(use, kind.args.parse(args)) }
}

/** Rows that a condition is true of are wrong. */
export function wrongRows(
  { scope, column }: CheckUse,
  failing: string,
  statistic?: Extract<Question, { kind: "rows" }>["statistic"],
): Posed {
  return {
    question: { kind: "rows", scope, failing, columns: column === "" ? [] : [column], statistic },
    failingRows: `select *\n${from(scope, failing)}`,
  }
}

/** Groups of rows that are wrong together: those with the same keys of some expressions. */
export function wrongGroups(
  { scope, key }: Pick<CheckUse, "scope" | "key">,
  expressions: readonly string[],
  having: string,
  shown?: string,
): Posed {
  const by = expressions.map(key)
  const list = shown ?? expressions.map((each) => namedKey({ key }, each)).join(", ")
  return {
    question: { kind: "groups", scope, by, having },
    failingRows: `select ${list}, count(*) as n_records\n${from(scope)}\ngroup by ${by.join(", ")}\nhaving ${having}`,
  }
}

/** The key of a column under the column's name. */
export function namedKey({ key }: Pick<CheckUse, "key">, expression: string): string {
  const value = key(expression)
  return value === expression || !isName.test(expression) ? value : `${value} as ${expression}`
}

const isName = /^(?:[A-Za-z_]\w*|"(?:[^"]|"")+")$/

/** Rows that a query finds in the relation are wrong. */
export function wrongRowsOf({ scope }: CheckUse, sql: string): Posed {
  return { question: { kind: "query", sql, scope }, failingRows: sql }
}

/** A query's rows say what is wrong with the relation: a share of its rows means nothing to them. */
export function findings(use: CheckUse, sql: string): Posed {
  return { ...wrongRowsOf(use, sql), findings: true }
}

/** `from ... where ...` of a scope with one more condition. */
export function from({ relation, where }: Scope, condition?: string): string {
  const all = [where, condition].flatMap((each) => (each === undefined ? [] : [`(${each})`]))
  return `from ${relation}${all.length === 0 ? "" : `\nwhere ${all.join(" and ")}`}`
}

/** The scope with one more condition. */
export function narrowed(scope: Scope, condition: string): Scope {
  return { ...scope, where: scope.where === undefined ? condition : `(${scope.where}) and (${condition})` }
}

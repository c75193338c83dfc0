import { dialectFacts } from "../project/warehouses.ts"
import type { Statement } from "./ast.ts"
import { parseStatement } from "./parse/parse.ts"
import { SqlRefusal, SqlRefusals } from "./refusal.ts"
import { duckDb } from "./to-duckdb/engine.ts"
import { postgres } from "./to-postgres/engine.ts"
import { spark } from "./to-spark/engine.ts"
import type { Context, Engine } from "./translation/context.ts"
import { emitNode } from "./translation/emit-node.ts"
import { render, type SpanEdit } from "./translation/output.ts"
import { emitQuery } from "./translation/query.ts"
import { emitStatement } from "./translation/statement.ts"
import type { SqlDialect, SqlTarget } from "./types.ts"

export { SqlRefusal, SqlRefusals } from "./refusal.ts"

export interface TranslateOptions {
  readonly from: SqlDialect
  readonly to: SqlTarget
  /** The schema of the macros and functions that the SQL calls; `_lux` unless said otherwise. */
  readonly functions?: string | undefined
  /**
   * The column types of a relation, by lower-case column name, as either engine spells them. `relation` is as the SQL
   * names it, in lower case: `schema.name`. Undefined when it is not known; then types are found at run time.
   */
  readonly columnTypes?: TypesOfRelation | undefined
  /** The same of a relation that may have more columns than are known. */
  readonly someTypes?: TypesOfRelation | undefined
}

type TypesOfRelation = (relation: string) => Readonly<Record<string, string>> | undefined

export interface Translation {
  readonly sql: string
  /**
   * The names of the macros in `duckDbMacros`, or functions in `postgresFunctions`, that the SQL calls; they must exist
   * before it runs.
   */
  readonly macros: readonly string[]
  /** The stretches of the authored SQL that stand in the output, in the order of the output. */
  readonly edits: readonly SpanEdit[]
}

/**
 * One statement (a query, insert, update, delete, merge, create table as, create schema, drop, analyze) in another dialect. Only constructs whose meaning is verified pass.
 * @throws SqlRefusal for one construct that is not verified, or where the SQL cannot be parsed; SqlRefusals for several.
 */
export function translate(sql: string, options: TranslateOptions): Translation {
  const { from, to } = options
  if (from === to) return { sql, macros: [], edits: [{ authored: 0, output: 0, length: sql.length }] }
  const engine = dialectFacts(from).translated ? engines[to] : undefined
  if (engine === undefined)
    throw new SqlRefusal(
      "LUX-1301",
      `SQL of ${from} for ${to}`,
      { start: 0, end: 1 },
      "Only Redshift SQL is translated, to DuckDB, Postgres and Spark.",
    )
  try {
    return translateFor(engine, sql, options)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new SqlRefusal(
      "LUX-1301",
      "an expression of this depth",
      { start: 0, end: 1 },
      "Divide the statement.",
    )
  }
}

/** The engines that SQL is translated to; Redshift is what it is translated from. */
const engines: Readonly<Record<SqlTarget, Engine | undefined>> = {
  duckdb: duckDb,
  postgres,
  redshift: undefined,
  spark,
}

/** Redshift's SQL as an engine says it. */
export function translateFor(
  engine: Engine,
  sql: string,
  options: Pick<TranslateOptions, "functions" | "columnTypes" | "someTypes"> = {},
): Translation {
  const statement = parsed(sql, engine)
  const context: Context = {
    engine,
    emit: emitNode,
    emitQuery,
    sql,
    functions: options.functions ?? "_lux",
    macros: new Set(),
    refusals: [],
    types: new Map(),
    replaced: new Map(),
    marks: new Set(),
    recursive: new Set(),
    columnTypes: options.columnTypes,
    someTypes: options.someTypes,
  }
  const out = emitStatement(statement, context)
  const [only] = context.refusals
  if (only !== undefined) throw context.refusals.length === 1 ? only : new SqlRefusals(context.refusals)
  const before = { start: 0, end: statement.start }
  const after = { start: statement.end, end: sql.length }
  return { ...render(sql, [before, ...out, after]), macros: [...context.macros].sort() }
}

/** What is not even parsed is refused in the name of the engine too. */
function parsed(sql: string, { name }: Engine): Statement {
  try {
    return parseStatement(sql)
  } catch (error) {
    if (!(error instanceof SqlRefusal)) throw error
    const { code, construct, offset, length, hint } = error
    throw new SqlRefusal(code, construct, { start: offset, end: offset + length }, hint, name)
  }
}

/** The authored offset that an offset in the translated SQL comes from, or the nearest before it. */
export function authoredOffset(translation: Translation, output: number): number {
  let nearest = 0
  for (const edit of translation.edits) {
    if (edit.output > output) break
    nearest = edit.authored + Math.min(output - edit.output, Math.max(0, edit.length - 1))
  }
  return nearest
}

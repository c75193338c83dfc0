import { LuxError } from "../../errors.ts"
import { columnType } from "../../materialize/column-type.ts"
import type { Relational, WrittenRows } from "../../project/types.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import { textKey } from "../../sql/text-key.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import { authoredError } from "../build/authored-error.ts"
import { columnsOf } from "./columns-of.ts"
import { compareRows } from "./compare-rows.ts"
import type { RowsFinding } from "./findings.ts"
import { type FixtureColumn, fixtureRows } from "./fixture-rows.ts"
import { checkCasts } from "./queried-values.ts"
import type { TestContext } from "./test-context.ts"
import { noColumn, typedRows, valuesQuery, withFittingValues } from "./typed-rows.ts"

type Row = readonly (string | null)[]

/** Compares what became of a model with what is expected, in the columns that are written. */
export async function rowsFinding(
  testContext: TestContext,
  model: Relational,
  relation: Relation,
  written: WrittenRows,
): Promise<RowsFinding> {
  const { session } = testContext
  const all = await columnsOf(session, String(relation))
  const { columns, rows: expected } = await expectedRows(testContext, all, written, `model "${model.name}"`)
  const actual = await texts(testContext, columns, `select *\nfrom ${relation}`)
  const { project } = testContext.engine
  const { ofText } = textKey(project.dialect, project.target.type)
  const { different, same } = compareRows(columns, expected, actual, ofText)
  return { kind: "rows", model: model.name, columns: columns.map(({ name }) => name), rows: different, same }
}

async function expectedRows(
  testContext: TestContext,
  all: readonly TypedColumn[],
  written: WrittenRows,
  what: string,
): Promise<{ readonly columns: readonly TypedColumn[]; readonly rows: readonly Row[] }> {
  const { session, embeddedEngine, compiling } = testContext
  if (written.kind === "files" || written.kind === "own")
    throw new LuxError("LUX-2463", "what is expected is written as rows or as a fixture", {
      place: written.place,
    })
  if (written.kind === "sql") {
    const compiled = compiling.compiler.query(written.sql)
    await embeddedEngine.install(session, compiled.macros)
    try {
      const given = await columnsOf(session, `(\n${compiled.sql}\n) as written`)
      const columns = columnsAmong(
        all,
        given.map(({ name }) => ({ name, place: written.place })),
        what,
      )
      await checkCasts(
        session,
        compiled.sql,
        columns.flatMap((column, at) =>
          columnType(column.type, "duckdb").kind === "double"
            ? []
            : [{ ...column, from: given[at]?.type ?? column.type }],
        ),
        what,
        written.place,
      )
      const casts = columns.map(
        ({ name, type }) => `cast(${identifier(name)} as ${type}) as ${identifier(name)}`,
      )
      const query = `select ${casts.join(", ")}\nfrom (\n${compiled.sql}\n) as written`
      return { columns, rows: await texts(testContext, columns, query) }
    } catch (error) {
      if (error instanceof LuxError) throw authoredError(error, compiled, written.place)
      throw error
    }
  }
  const rows = fixtureRows(written)
  // No row is to be there: then none of its columns needs a name.
  const columns = rows.columns.length === 0 ? all : columnsAmong(all, rows.columns, what)
  if (rows.rows.length === 0) return { columns, rows: [] }
  // They are compared by twelve digits.
  const typed = typedRows(rows, { columns, complete: true }, what, "rounded")
  const found = await withFittingValues(session, typed, rows, what, () =>
    texts(testContext, columns, valuesQuery(columns, typed.rows)),
  )
  return { columns, rows: found }
}

/** Throws LUX-2467 for one that the model does not have. */
function columnsAmong(
  all: readonly TypedColumn[],
  written: readonly FixtureColumn[],
  what: string,
): readonly TypedColumn[] {
  return written.map((column) => {
    const found = all.find(({ name }) => name.toLowerCase() === column.name.toLowerCase())
    if (found === undefined) throw noColumn(column, all, what)
    return found
  })
}

/** The rows of a query as the engine writes their values. */
async function texts(
  { session }: TestContext,
  columns: readonly TypedColumn[],
  query: string,
): Promise<readonly Row[]> {
  const casts = columns.map(({ name }, at) => `cast(${identifier(name)} as varchar) as c${at}`)
  const { rows } = await session.query(`select ${casts.join(", ")}\nfrom (\n${query}\n) as rows_of`)
  return rows.map((row) =>
    columns.map((_, at) => {
      const value = row[`c${at}`]
      return typeof value === "string" ? value : null
    }),
  )
}

import { join } from "node:path"
import type { CompiledSql } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { seedTable } from "../../materialize/seed-rows.ts"
import { isFileOfRows, isOfFiles } from "../../project/resource-guards.ts"
import type { GivenInput, Relational, Seed, SourceTable, WrittenRows } from "../../project/types.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { authoredError } from "../build/authored-error.ts"
import { columnsOf } from "./columns-of.ts"
import { fixtureRows } from "./fixture-rows.ts"
import { checkCasts } from "./queried-values.ts"
import type { Shape } from "./shapes.ts"
import type { Made, TestContext } from "./test-context.ts"
import { typedRows, valuesQuery, withFittingValues } from "./typed-rows.ts"
import { hasUntyped, untyped } from "./untyped.ts"

/** Makes a table of the rows of an input, in the place where the model reads it; of raw files a view. */
export async function makeGiven(
  testContext: TestContext,
  { rows, text, input }: GivenInput,
  resource: Relational,
  shape: Shape = { columns: [], complete: false },
): Promise<Made> {
  const { embeddedEngine, session, relationOf } = testContext
  const relation = relationOf(resource)
  await embeddedEngine.makeSchema(session, relation)
  switch (rows.kind) {
    case "files":
      return showFiles(testContext, rows, resource)
    case "own":
      return isFileOfRows(resource)
        ? makeSeed(testContext, resource)
        : makeRows(testContext, relation, { kind: "dict", rows: [], place: input.place }, shape, text)
    case "sql":
      return makeQueried(testContext, relation, rows, shape, text)
    default:
      return makeRows(testContext, relation, rows, shape, text)
  }
}

async function makeRows(
  { session }: TestContext,
  relation: Relation,
  rows: Extract<WrittenRows, { kind: "dict" | "csv" | "csv-file" }>,
  shape: Shape,
  text: string,
): Promise<Made> {
  const written = fixtureRows(rows)
  const typed = typedRows(written, shape, text)
  if (typed.columns.length === 0)
    throw new LuxError("LUX-2463", `the columns of ${text} are not known`, {
      place: rows.place,
      hint: "Describe them with their data_type, or write at least one row.",
    })
  const kind = hasUntyped(typed.columns) ? "view" : "table"
  await withFittingValues(session, typed, written, text, () =>
    session.run(`create ${kind} ${relation} as\n${valuesQuery(typed.columns, typed.rows)}`),
  )
  return { relation, kind, columns: typed.columns.map(({ name }) => name) }
}

/** The rows of a query, with the columns that it does not give as nulls. */
async function makeQueried(
  { embeddedEngine, session, compiling }: TestContext,
  relation: Relation,
  { sql, place }: Extract<WrittenRows, { kind: "sql" }>,
  { columns, complete }: Shape,
  text: string,
): Promise<Made> {
  const compiled = compiling.compiler.query(sql)
  await embeddedEngine.install(session, compiled.macros)
  const given = await columnsOfQuery(session, compiled, place)
  const named = new Map(given.map((column) => [column.name.toLowerCase(), column]))
  const known = new Set(columns.map(({ name }) => name.toLowerCase()))
  const others = given.filter(({ name }) => !known.has(name.toLowerCase()))
  const [unknown] = others
  if (complete && unknown !== undefined)
    typedRows(
      { columns: [{ name: unknown.name, place }], rows: [], placeOf: () => place },
      { columns, complete },
      text,
    )
  const all = [
    ...columns.map(({ name, type }) => {
      const own = named.get(name.toLowerCase())
      if (own !== undefined && type === untyped) return `${identifier(own.name)} as ${identifier(name)}`
      return `cast(${own === undefined ? "null" : identifier(own.name)} as ${type}) as ${identifier(name)}`
    }),
    ...others.map(({ name }) => identifier(name)),
  ]
  const casts = columns.flatMap((column) => {
    const own = named.get(column.name.toLowerCase())
    return own === undefined ? [] : [{ name: own.name, type: column.type, from: own.type }]
  })
  await checkCasts(session, compiled.sql, casts, text, place)
  const missing = columns.filter(({ name }) => !named.has(name.toLowerCase()))
  const kind = hasUntyped(missing) ? "view" : "table"
  await session.run(
    `create ${kind} ${relation} as\nselect ${all.join(", ")}\nfrom (\n${compiled.sql}\n) as written`,
  )
  return { relation, kind }
}

async function columnsOfQuery(
  session: Session,
  compiled: CompiledSql,
  place: WrittenRows["place"],
): Promise<readonly TypedColumn[]> {
  try {
    return await columnsOf(session, `(\n${compiled.sql}\n) as written`)
  } catch (error) {
    if (error instanceof LuxError) throw authoredError(error, compiled, place)
    throw error
  }
}

/** A table of the rows that a seed has in its file. */
export async function makeSeed(
  { engine, embeddedEngine, session, relationOf }: TestContext,
  seed: Seed,
): Promise<Made> {
  const { columns, rows } = seedTable(seed, { dialect: engine.project.dialect, engine: "duckdb" })
  const relation = relationOf(seed)
  const statements = await embeddedEngine.statements()
  await embeddedEngine.makeTable(session, relation, columns)
  for (const sql of statements.insertRows(relation, columns, rows)) await session.run(sql)
  return { relation, kind: "table", columns: columns.map(({ name }) => name) }
}

/** Raw files as the source shows those of the lake. */
async function showFiles(
  { engine, embeddedEngine, session, relationOf }: TestContext,
  { files, place }: Extract<WrittenRows, { kind: "files" }>,
  resource: Relational,
): Promise<Made> {
  const external = isOfFiles(resource) ? resource.external : undefined
  if (external === undefined)
    throw new LuxError("LUX-2463", `"${resource.name}" is not made of files`, {
      place,
      hint: "Only a source with external files can be given as files: write rows.",
    })
  const { format } = external
  if (format === "avro")
    throw new LuxError("LUX-2463", `"${resource.name}" is made of Avro, which a unit test does not read`, {
      place,
      hint: "Write rows.",
    })
  const statements = await embeddedEngine.statements()
  await session.run(
    statements.embedded.filesView(relationOf(resource), {
      format,
      files: files.map(({ path }) => join(engine.project.root, path)),
      columns: columnsOfFiles(resource),
      collectedAt: external.collectedAt,
    }),
  )
  return { relation: relationOf(resource), kind: "view" }
}

function columnsOfFiles({ columns }: Pick<SourceTable, "columns">): readonly TypedColumn[] {
  return columns.map(({ name, dataType }) => ({ name, type: dataType ?? "varchar" }))
}

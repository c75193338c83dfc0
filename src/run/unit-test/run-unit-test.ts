import { join } from "node:path"
import type { CompiledSql } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { type Coverage, coverageOf } from "../../graph/unit-test-coverage.ts"
import { seedTable } from "../../materialize/seed-rows.ts"
import { isRelational } from "../../project/built.ts"
import type {
  GivenInput,
  Model,
  Relational,
  Resource,
  SourceTable,
  UnitTest,
  WrittenRows,
} from "../../project/types.ts"
import { identifier } from "../../sql/identifier.ts"
import { Relation } from "../../sql/relation.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { RelationKind, Session } from "../../warehouse/warehouse.ts"
import { authoredError } from "../authored-error.ts"
import { checkFindings } from "./check-findings.ts"
import type { Finding } from "./findings.ts"
import { fixtureRows } from "./fixture-rows.ts"
import { rowsFinding } from "./rows-finding.ts"
import type { Shape } from "./shapes.ts"
import { typedRows, valuesQuery, withFittingValues } from "./typed-rows.ts"
import type { TestCompiler, UnitTestEngine } from "./unit-test-engine.ts"

export interface UnitTestOutcome {
  readonly findings: readonly Finding[]
  /** Rows that are as expected. */
  readonly rows: number
}

/** The tables of one test while it runs. */
export interface Bench {
  readonly engine: UnitTestEngine
  readonly test: UnitTest
  readonly session: Session
  readonly coverage: Coverage
  readonly compiling: TestCompiler
  /** Where a model's rows are in this test. */
  readonly relationOf: (resource: Relational) => Relation
}

/**
 * Makes tables of what is given, builds what the test is about, and compares. Throws what is wrong with the test itself or
 * with a model's SQL. Leaves nothing behind.
 */
export async function runUnitTest(engine: UnitTestEngine, test: UnitTest): Promise<UnitTestOutcome> {
  const coverage = coverageOf(test, engine.graph.nodes, engine.resolver)
  const shapes = await shapesOf(engine, coverage)
  return engine.workplace.use(async (session) => {
    const made: { readonly relation: Relation; readonly kind: RelationKind }[] = []
    const columns = new Map<string, readonly string[]>()
    const compiling = engine.compilerOf(test, (resource) => columns.get(resource.uniqueId))
    const overrides = givenEphemerals(engine, coverage)
    const relationOf = (resource: Relational): Relation =>
      overrides.get(resource.uniqueId) ?? compiling.compiler.relationOf(resource)
    const bench: Bench = { engine, test, session, coverage, compiling, relationOf }
    const statements = await engine.workplace.statements()
    const note = async (relation: Relation, kind: RelationKind, id: string | undefined): Promise<void> => {
      made.push({ relation, kind })
      if (id === undefined) return
      const described = await session.query(`select *\nfrom ${relation}\nlimit 0`)
      columns.set(
        id,
        described.columns.map(({ name }) => name),
      )
    }
    try {
      for (const [id, given] of coverage.given) {
        const resource = resourceOf(engine, id)
        const kind = await makeGiven(bench, given, resource, shapes.get(id))
        await note(relationOf(resource), kind, id)
      }
      const [tested = ""] = coverage.expected
      if (coverage.self !== undefined) {
        const model = resourceOf(engine, tested)
        await note(
          relationOf(model),
          await makeGiven(bench, coverage.self, model, shapes.get(tested)),
          undefined,
        )
      }
      for (const id of engine.graph.order) {
        if (!coverage.built.has(id)) continue
        const resource = resourceOf(engine, id)
        if (resource.type === "seed") {
          await makeSeed(bench, resource)
          await note(relationOf(resource), "table", id)
        } else if (resource.type === "model" && isMade(resource, coverage)) {
          const relation = test.form === "model" ? actual : relationOf(resource)
          await buildModel(bench, resource, relation, overrides)
          await note(relation, "table", test.form === "model" ? undefined : id)
        }
      }
      return await judge(bench)
    } finally {
      const dropped = made.map(({ relation, kind }) => statements.drop(relation, kind))
      if (dropped.length > 0) await session.run(dropped.join(";\n"))
    }
  })
}

/** What the model by itself comes to; under its own name may be the rows that it has before. */
const actual = new Relation(undefined, "lux_actual")

/** The columns of what rows are given of. */
async function shapesOf(
  engine: UnitTestEngine,
  { given, self, expected }: Coverage,
): Promise<ReadonlyMap<string, Shape>> {
  const [tested] = expected
  const ids = [...given.keys(), ...(self === undefined || tested === undefined ? [] : [tested])]
  const shapes = new Map<string, Shape>()
  for (const id of ids) shapes.set(id, await engine.shapes.of(resourceOf(engine, id)))
  return shapes
}

function resourceOf({ graph }: UnitTestEngine, id: string): Relational {
  const resource: Resource | undefined = graph.nodes.get(id)?.resource
  if (resource === undefined || !isRelational(resource)) throw new Error(`"${id}" has no rows`)
  return resource
}

/** An ephemeral model is a part of whoever reads it, unless its rows are given. */
function givenEphemerals(engine: UnitTestEngine, { given }: Coverage): ReadonlyMap<string, Relation> {
  const found = new Map<string, Relation>()
  for (const id of given.keys()) {
    const resource = resourceOf(engine, id)
    if (resource.type === "model" && resource.config.materialized === "ephemeral")
      found.set(id, new Relation(undefined, `lux_given__${resource.name}`))
  }
  return found
}

function isMade(model: Model, { expected }: Coverage): boolean {
  return model.config.materialized !== "ephemeral" || expected.includes(model.uniqueId)
}

async function makeGiven(
  bench: Bench,
  { rows, text, input }: GivenInput,
  resource: Relational,
  shape: Shape = { columns: [], complete: false },
): Promise<RelationKind> {
  const { engine, session, relationOf } = bench
  const relation = relationOf(resource)
  await engine.workplace.makeSchema(session, relation)
  switch (rows.kind) {
    case "files":
      return showFiles(bench, rows, resource)
    case "own":
      if (resource.type === "seed") await makeSeed(bench, resource)
      else await makeRows(bench, relation, { kind: "dict", rows: [], place: input.place }, shape, text)
      return "table"
    case "sql":
      await makeQueried(bench, relation, rows, shape, text)
      return "table"
    default:
      await makeRows(bench, relation, rows, shape, text)
      return "table"
  }
}

async function makeRows(
  { session }: Bench,
  relation: Relation,
  rows: Extract<WrittenRows, { kind: "dict" | "csv" | "csv-file" }>,
  shape: Shape,
  text: string,
): Promise<void> {
  const written = fixtureRows(rows)
  const typed = typedRows(written, shape, text)
  if (typed.columns.length === 0)
    throw new LuxError("LUX-2463", `the columns of ${text} are not known`, {
      place: rows.place,
      hint: "Describe them with their data_type, or write at least one row.",
    })
  await withFittingValues(session, typed, written, text, () =>
    session.run(`create table ${relation} as\n${valuesQuery(typed.columns, typed.rows)}`),
  )
}

/** The rows of a query, with the columns that it does not give as nulls. */
async function makeQueried(
  { engine, session, compiling }: Bench,
  relation: Relation,
  { sql, place }: Extract<WrittenRows, { kind: "sql" }>,
  { columns, complete }: Shape,
  text: string,
): Promise<void> {
  const compiled = compiling.compiler.hook(sql, undefined)
  await engine.workplace.install(session, compiled.macros)
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
      return `cast(${own === undefined ? "null" : identifier(own.name)} as ${type}) as ${identifier(name)}`
    }),
    ...others.map(({ name }) => identifier(name)),
  ]
  await session.run(
    `create table ${relation} as\nselect ${all.join(", ")}\nfrom (\n${compiled.sql}\n) as written`,
  )
}

async function columnsOfQuery(
  session: Session,
  compiled: CompiledSql,
  place: WrittenRows["place"],
): Promise<readonly TypedColumn[]> {
  try {
    return (await session.query(`select *\nfrom (\n${compiled.sql}\n) as written\nlimit 0`)).columns
  } catch (error) {
    if (error instanceof LuxError) throw authoredError(error, compiled, place)
    throw error
  }
}

async function makeSeed({ engine, session, relationOf }: Bench, seed: Relational): Promise<void> {
  if (seed.type !== "seed") return
  const { columns, rows } = seedTable(seed)
  const relation = relationOf(seed)
  const statements = await engine.workplace.statements()
  await engine.workplace.makeTable(session, relation, columns)
  for (const sql of statements.insertRows(relation, columns, rows)) await session.run(sql)
}

/** Raw files as the source shows those of the lake. */
async function showFiles(
  { engine, session, relationOf }: Bench,
  { files, place }: Extract<WrittenRows, { kind: "files" }>,
  resource: Relational,
): Promise<RelationKind> {
  const external = resource.type === "source" ? resource.external : undefined
  if (external === undefined)
    throw new LuxError("LUX-2463", `"${resource.name}" is not made of files`, {
      place,
      hint: "Only a source with external files can be given as files: write rows.",
    })
  const statements = await engine.workplace.statements()
  await session.run(
    statements.filesView(relationOf(resource), {
      format: external.format,
      files: files.map(({ path }) => join(engine.project.root, path)),
      columns: columnsOfFiles(resource),
      collectedAt: external.collectedAt,
    }),
  )
  return "view"
}

function columnsOfFiles({ columns }: Pick<SourceTable, "columns">): readonly TypedColumn[] {
  return columns.map(({ name, dataType }) => ({ name, type: dataType ?? "varchar" }))
}

async function buildModel(
  { engine, test, session, coverage, compiling }: Bench,
  model: Model,
  relation: Relation,
  overrides: ReadonlyMap<string, Relation>,
): Promise<void> {
  const isIncremental = test.overrides.isIncremental && coverage.expected.includes(model.uniqueId)
  const compiled = compiling.model(model, { isIncremental, overrides })
  await engine.workplace.install(session, compiled.macros)
  await engine.workplace.makeSchema(session, relation)
  try {
    await session.run(`create table ${relation} as\n${compiled.sql}`)
  } catch (error) {
    if (error instanceof LuxError) throw authoredError(error, compiled, model.place)
    throw error
  }
}

async function judge(bench: Bench): Promise<UnitTestOutcome> {
  const { test, coverage, engine, relationOf } = bench
  const findings: Finding[] = []
  let rows = 0
  for (const [index, expectation] of test.expect.entries()) {
    const model = resourceOf(engine, coverage.expected[index] ?? "")
    const relation = test.form === "model" ? actual : relationOf(model)
    if (expectation.rows !== undefined) {
      const compared = await rowsFinding(bench, model, relation, expectation.rows)
      rows += compared.same
      if (compared.rows.length > 0) findings.push(compared)
    }
    if (expectation.failingChecks !== undefined)
      findings.push(...(await checkFindings(bench, model, expectation.failingChecks, expectation.place)))
  }
  return { findings, rows }
}

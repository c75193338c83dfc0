import { LuxError } from "../../errors.ts"
import { type Coverage, coverageOf } from "../../graph/unit-test-coverage.ts"
import { isInlined } from "../../project/materialized.ts"
import { isFileOfRows, isQueried, isRelational } from "../../project/resource-guards.ts"
import type { Model, Relational, Resource, UnitTest } from "../../project/types.ts"
import { embeddedType } from "../../project/warehouses.ts"
import { Relation } from "../../sql/relation.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { authoredError } from "../build/authored-error.ts"
import { checkOutputNames } from "../build/check-names.ts"
import { checkFindings } from "./check-findings.ts"
import { columnsOf } from "./columns-of.ts"
import type { Finding } from "./findings.ts"
import { makeGiven, makeSeed } from "./make-given.ts"
import { rowsFinding } from "./rows-finding.ts"
import type { Shape } from "./shapes.ts"
import type { Made, TestContext } from "./test-context.ts"
import type { UnitTestEngine } from "./unit-test-engine.ts"
import { untyped } from "./untyped.ts"

export interface UnitTestOutcome {
  readonly findings: readonly Finding[]
  /** Rows that are as expected. */
  readonly rows: number
}

/**
 * Makes tables of what is given, builds what the test is about, and compares. Throws what is wrong with the test itself or
 * with a model's SQL. Leaves nothing behind.
 */
export async function runUnitTest(engine: UnitTestEngine, test: UnitTest): Promise<UnitTestOutcome> {
  const coverage = coverageOf(test, engine.graph.nodes, engine.resolver)
  const shapes = await shapesOf(engine, coverage)
  return engine.enginePool.use(async (embeddedEngine, session) => {
    const made: Made[] = []
    const columns = new Map<string, readonly string[]>()
    const compiling = engine.compilerOf(test, (resource) => columns.get(resource.uniqueId))
    const overrides = givenEphemerals(engine, coverage)
    const relationOf = (resource: Relational): Relation =>
      overrides.get(resource.uniqueId) ?? compiling.compiler.relationOf(resource)
    const testContext: TestContext = {
      engine,
      test,
      embeddedEngine,
      session,
      coverage,
      compiling,
      relationOf,
    }
    const statements = await embeddedEngine.statements()
    const note = async ({ relation, kind, columns: names }: Made, id: string): Promise<void> => {
      made.push({ relation, kind })
      columns.set(id, names ?? (await namesOf(session, relation)))
    }
    try {
      for (const [id, given] of coverage.given)
        await note(await makeGiven(testContext, given, resourceOf(engine, id), shapes.get(id)), id)
      const [tested = ""] = coverage.expected
      if (coverage.self !== undefined)
        await note(
          await makeGiven(testContext, coverage.self, resourceOf(engine, tested), shapes.get(tested)),
          tested,
        )
      for (const id of engine.graph.order) {
        if (!coverage.built.has(id)) continue
        const resource = resourceOf(engine, id)
        if (isFileOfRows(resource)) await note(await makeSeed(testContext, resource), id)
        else if (isQueried(resource) && isMade(resource, coverage)) {
          const relation = test.form === "model" ? actual : relationOf(resource)
          await buildModel(testContext, resource, relation, overrides, shapes)
          if (test.form === "chain") await note({ relation, kind: "table" }, id)
          else made.push({ relation, kind: "table" })
        }
      }
      return await judge(testContext)
    } finally {
      const dropped = made.map(({ relation, kind }) => statements.drop(relation, kind))
      if (dropped.length > 0) await session.run(dropped.join(";\n"))
    }
  })
}

async function namesOf(session: Session, relation: Relation): Promise<readonly string[]> {
  return (await columnsOf(session, String(relation))).map(({ name }) => name)
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

/** An ephemeral model is a part of anyone who reads it, unless its rows are given. */
function givenEphemerals(engine: UnitTestEngine, { given }: Coverage): ReadonlyMap<string, Relation> {
  const found = new Map<string, Relation>()
  for (const id of given.keys()) {
    const resource = resourceOf(engine, id)
    if (isInlined(resource)) found.set(id, new Relation(undefined, `lux_given__${resource.name}`))
  }
  return found
}

function isMade(model: Model, { expected }: Coverage): boolean {
  return !isInlined(model) || expected.includes(model.uniqueId)
}

async function buildModel(
  { embeddedEngine, test, session, coverage, compiling }: TestContext,
  model: Model,
  relation: Relation,
  overrides: ReadonlyMap<string, Relation>,
  shapes: ReadonlyMap<string, Shape>,
): Promise<void> {
  const isIncremental = test.overrides.isIncremental && coverage.expected.includes(model.uniqueId)
  const compiled = compiling.model(model, { isIncremental, overrides })
  await embeddedEngine.install(session, compiled.macros)
  await embeddedEngine.makeSchema(session, relation)
  try {
    await checkOutputNames(session, compiled, embeddedType, await embeddedEngine.statements())
    await session.run(`create table ${relation} as\n${compiled.sql}`)
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    throw unknownColumn(error, coverage, shapes) ?? authoredError(error, compiled, model.place)
  }
}

/**
 * LUX-2471 where the model may read a column that an input does not have here because it is not known: the input says
 * neither in its rows nor in its declaration that it has it.
 */
function unknownColumn(
  { message }: LuxError,
  { given }: Coverage,
  shapes: ReadonlyMap<string, Shape>,
): LuxError | undefined {
  const name = /^(?:column|".+?" has no column) "(.+?)"/.exec(message)?.[1]
  const untypedInput = /candidate function.*"NULL"/s.test(message) && untypedIn(given, shapes)
  if (untypedInput) return untypedInput
  const open = [...given].filter(([id]) => shapes.get(id)?.complete !== true).map(([, each]) => each)
  const [first] = open
  if (name === undefined || first === undefined) return undefined
  const inputs = open.map(({ text }) => text).join(" or ")
  return new LuxError("LUX-2471", `column "${name}" is not known: ${inputs} does not declare it`, {
    place: first.input.place,
    hint: `Declare it under columns: of the input, with its data_type, or write it in a row: {${name}: null}.`,
  })
}

/** LUX-2471 where a function can only be chosen by the type of a column, and columns without one are given. */
function untypedIn(given: Coverage["given"], shapes: ReadonlyMap<string, Shape>): LuxError | undefined {
  const found = [...given].flatMap(([id, { text, input }]) => {
    const names = (shapes.get(id)?.columns ?? [])
      .filter(({ type }) => type === untyped)
      .map(({ name }) => name)
    return names.length === 0 ? [] : [{ what: `${names.join(", ")} of ${text}`, place: input.place }]
  })
  const [first] = found
  if (first === undefined) return undefined
  return new LuxError("LUX-2471", "the model calls a function with a column whose type is not known", {
    place: first.place,
    hint: `Declare a data_type under columns: of the input, or write a value in a row. Without a type: ${found.map(({ what }) => what).join("; ")}.`,
  })
}

async function judge(testContext: TestContext): Promise<UnitTestOutcome> {
  const { test, coverage, engine, relationOf } = testContext
  const findings: Finding[] = []
  let rows = 0
  for (const [index, expectation] of test.expect.entries()) {
    const model = resourceOf(engine, coverage.expected[index] ?? "")
    const relation = test.form === "model" ? actual : relationOf(model)
    if (expectation.rows !== undefined) {
      const compared = await rowsFinding(testContext, model, relation, expectation.rows)
      rows += compared.same
      if (compared.rows.length > 0) findings.push(compared)
    }
    if (expectation.failingChecks !== undefined)
      findings.push(
        ...(await checkFindings(testContext, model, expectation.failingChecks, expectation.place)),
      )
  }
  return { findings, rows }
}

import type { CompiledInput, Compiler, Overrides } from "../compile/compiler.ts"
import { failuresRelation } from "../compile/failures-relation.ts"
import { writtenAlone } from "../compile/fragments.ts"
import { LuxError } from "../errors.ts"
import { argumentPlace, textPlace } from "../project/tests/test-places.ts"
import type { DataTest, Project, Relational } from "../project/types.ts"
import { factsOf } from "../project/warehouses.ts"
import { firstProblem } from "../project/yaml/validate.ts"
import type { YamlPath } from "../project/yaml/yaml-document.ts"
import { literalsOf } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import { textKey } from "../sql/text-key.ts"
import type { SqlDialect } from "../sql/types.ts"
import { kindOf } from "./built-in-tests.ts"
import { boundsProblem } from "./check-kinds/arguments.ts"
import {
  ArgumentProblem,
  type CheckKind,
  type CheckUse,
  from,
  namedKey,
  type Posed,
} from "./check-kinds/check-kind.ts"
import { metricSql } from "./metrics.ts"
import type { Asked } from "./plan/check-plan.ts"
import { groupsOf, valuesByGroup } from "./plan/queries.ts"
import { groupName, type Measure, type Question, rowsOfGroup, type Scope } from "./question.ts"
import { checkBounds } from "./verdict.ts"

/** A data test after compilation. */
export interface Check extends Pick<Posed, "judge" | "expected" | "anomaly"> {
  readonly test: DataTest
  /** What it asks as one query of the engine's SQL: the failing rows, or what is measured. */
  readonly sql: string
  /** How a planner sees it. */
  readonly asked: Asked
  readonly scope: "rows" | "table"
  readonly inputs: readonly CompiledInput[]
  /** What it reads in the target, what it is declared on among it. */
  readonly reads: readonly Relational[]
  /** What it reads that is not built, and is not built in this run: then it is not asked, and warns. */
  readonly unbuilt: readonly Relational[]
  readonly macros: readonly string[]
  /** Unique id of the node that the check gates; undefined when it gates none. */
  readonly gates: string | undefined
  /** Label of the relation that it is declared on; undefined for a singular test that gates none. */
  readonly relation: string | undefined
  /** Where the compiled SQL is written, relative to the project. */
  readonly compiledPath: string
  /** The table that keeps its failing rows, when asked for. */
  readonly storeIn: Relation | undefined
}

export interface CheckOptions {
  /** The SQL that it is asked in; that of the target's warehouse where nothing is said. */
  readonly dialect?: SqlDialect
  readonly gates: string | undefined
  readonly relation: string | undefined
  readonly compiledPath: string
  /** True where it is declared on a table, which an engine may keep statistics of. */
  readonly isTable: boolean
  /** A candidate instead of the relation that it will become. */
  readonly overrides?: Overrides
  /** What can be read; everything where it is absent. */
  readonly isThere?: (resource: Relational) => boolean
}

/**
 * Compiles a data test. Throws LUX-2401 for a bound that is none, LUX-2411 and LUX-2412 for arguments that do not fit, and
 * what rendering and translating throw.
 */
export function compileCheck(
  test: DataTest,
  project: Project,
  compiler: Compiler,
  options: CheckOptions,
): Check {
  checkBounds(test.config, () => test.place)
  const { gates, relation, compiledPath, isTable, isThere = () => true } = options
  const storeIn = failuresRelation(test, project)
  const { question, failingRows, ...posed } = poseTest(test, project, compiler, options)
  const { limit, mostly } = test.config
  // Of groups that are wrong together the share of rows is asked, not of groups.
  const failCalc =
    mostly !== undefined && question.kind === "groups"
      ? "sum(n_records)"
      : writtenAlone(test.config.failCalc, project.target.type, (text) => textPlace(test, text))
  const asked: Asked = { question, failingRows, failCalc, limit, isTable }
  const unbuilt = posed.reads.filter((resource) => !isThere(resource))
  return { ...posed, asked, test, gates, relation, compiledPath, storeIn, unbuilt }
}

type PosedTest = Posed & Pick<Check, "sql" | "scope" | "inputs" | "reads" | "macros">

/** What a data test asks, whether a template or the catalog says it. Throws as `compileCheck`. */
export function poseTest(
  test: DataTest,
  project: Project,
  compiler: Compiler,
  asked: Pick<CheckOptions, "overrides" | "dialect"> = {},
): PosedTest {
  const { definition } = test
  const generic = definition.kind === "generic" ? project.genericTests.get(definition.test) : undefined
  const kind = kindOf(generic)
  return kind === undefined
    ? posedByTemplate(test, compiler, asked.overrides)
    : posedByKind(kind, test, project, compiler, asked)
}

function posedByTemplate(test: DataTest, compiler: Compiler, overrides: Overrides | undefined): PosedTest {
  const { mostly, minRows, groupBy } = test.config
  for (const [key, isGiven] of [
    ["mostly", mostly !== undefined],
    ["min_rows", minRows !== undefined],
    ["group_by", groupBy.length > 0],
  ] as const)
    if (isGiven)
      throw new LuxError(
        "LUX-2412",
        `test "${test.name}" cannot take ${key}: its own SQL says what is wrong`,
        {
          place: test.place,
          hint: "Checks of the catalog take it; this one must say so in its SQL.",
        },
      )
  const { sql, inputs, reads, macros } = compiler.test(test, overrides)
  const question: Question = { kind: "query", sql }
  return { question, failingRows: sql, sql, scope: "table", inputs, reads, macros }
}

function posedByKind(
  kind: CheckKind,
  test: DataTest,
  project: Project,
  compiler: Compiler,
  { overrides, dialect: type = project.target.type }: Pick<CheckOptions, "overrides" | "dialect">,
): PosedTest {
  const given = compiler.testUse(test, overrides)
  const { column, dataType, translate, inputs, reads } = given
  const args = argumentsOf(kind, given.arguments, test)
  if (kind.on === "column" && column === "") throw wrongPlace(test, "a column")
  if (kind.on === "relation" && column !== "") throw wrongPlace(test, "a model, seed, snapshot or source")
  const keys = textKey(project.dialect, type)
  let areCompared = given.groupBy.length > 0
  const key = (expression: string): string => {
    areCompared = true
    return keys.of(expression, expression === column ? dataType : undefined)
  }
  const use: CheckUse = {
    scope: { relation: given.relation, where: given.where, groupBy: given.groupBy.map(key) },
    column,
    dataType,
    sql: metricSql(type),
    translate,
    literal: literalOf(type),
    key,
    keyValue: (value) => (typeof value === "string" ? keys.ofText(value) : value),
  }
  const { scope } = use
  const posed = attempted(kind, use, args, test)
  const { question } = posed
  if (test.config.mostly !== undefined && (question.kind === "measures" || posed.findings === true))
    throw new LuxError("LUX-2412", `check "${kind.name}" cannot take mostly`, {
      place: test.place,
      hint: "It judges the relation and not its rows one by one: give it bounds, or error_if.",
    })
  const isByGroup = scope.groupBy.length > 0 && asksQueries(question)
  const canGroup = posed.findings !== true && factsOf(project.target).asksByGroup
  if (isByGroup && !canGroup)
    throw new LuxError("LUX-2412", `check "${kind.name}" cannot take group_by`, {
      place: test.place,
      hint: "It looks at the relation as a whole: declare it once for each group, with where.",
    })
  const whole = isByGroup
    ? byGroup(posed, attempted(kind, { ...use, scope: rowsOfGroup(scope) }, args, test), scope)
    : posed
  return {
    ...whole,
    sql:
      whole.failingRows ??
      measuresQuery(whole.question, new Map(given.groupBy.map((each) => [key(each), namedKey(use, each)]))),
    // Rows that are right by themselves stay right in whatever table they go into.
    scope:
      (question.kind === "rows" || posed.judgesRows === true) &&
      scope.groupBy.length === 0 &&
      test.config.mostly === undefined
        ? "rows"
        : "table",
    inputs,
    reads,
    macros: [...given.macros(), ...(areCompared ? keys.macros : [])],
  }
}

/** Whether an answer takes a query for each group. */
function asksQueries(question: Question): boolean {
  return question.kind === "query" || (question.kind === "measures" && question.measures.some(isOwn))
}

function isOwn({ own }: Measure): boolean {
  return own === true
}

/** What is asked of a scope with groups, from what is asked of the rows of one. */
function byGroup(posed: Posed, { question: asked }: Posed, scope: Scope): Posed {
  if (asked.kind === "measures") return { ...posed, question: { ...asked, scope } }
  if (asked.kind !== "query") return posed
  const failingRows = `select failing.*
from (${groupsOf(scope)}) as ${groupName}
cross join lateral (
${asked.sql}
) as failing`
  return { ...posed, question: { kind: "query", sql: failingRows, scope, inGroup: asked.sql }, failingRows }
}

function attempted(
  kind: CheckKind,
  use: CheckUse,
  args: Readonly<Record<string, unknown>>,
  test: DataTest,
): Posed {
  try {
    return kind.pose(use, args)
  } catch (error) {
    if (error instanceof ArgumentProblem) throw wrongArguments(test, `"${kind.name}" ${error.message}`)
    throw error
  }
}

/** Throws LUX-2411 at the place of the argument. */
function argumentsOf(
  kind: CheckKind,
  given: Readonly<Record<string, unknown>>,
  test: DataTest,
): Readonly<Record<string, unknown>> {
  const { data, error } = kind.args.safeParse(given)
  if (data === undefined) {
    const found = firstProblem(error, given)
    const name = found?.path[0] ?? ""
    throw wrongArguments(test, `argument "${name}" of "${kind.name}" ${found?.message}`, found)
  }
  const problem = "equals" in kind.args.shape ? boundsProblem(data) : undefined
  if (problem !== undefined) throw wrongArguments(test, `"${kind.name}" ${problem}`)
  return data
}

function wrongArguments(
  test: DataTest,
  message: string,
  { path, hint }: { readonly path?: YamlPath; readonly hint?: string | undefined } = {},
): LuxError {
  return new LuxError("LUX-2411", message, {
    place: argumentPlace(test, path ?? []),
    hint: hint ?? "docs/guides/checks.md says what each check takes.",
  })
}

function wrongPlace(test: DataTest, where: string): LuxError {
  const { definition } = test
  const name = definition.kind === "generic" ? definition.test : test.name
  return new LuxError("LUX-2410", `check "${name}" is declared on ${where} only`, {
    place: test.place,
    hint: `Move it under data_tests of ${where}.`,
  })
}

/** `named`: the groups of a scope under names of their own. */
function measuresQuery(question: Question, named: ReadonlyMap<string, string>): string {
  if (question.kind !== "measures") return ""
  const { scope, measures } = question
  if (scope.groupBy.length > 0 && measures.some(isOwn))
    return valuesByGroup(
      scope,
      measures.map(({ metric, sql, own }) => ({ sql, isQuery: own === true, name: `"${metric}"` })),
    )
  const list = measures.map(({ metric, sql, own }) => `${own === true ? `(\n${sql}\n)` : sql} as "${metric}"`)
  const groups = scope.groupBy.length === 0 ? "" : `\ngroup by ${scope.groupBy.join(", ")}`
  const by = scope.groupBy.map((each) => named.get(each) ?? each)
  return `select ${[...by, ...list].join(", ")}\n${from(scope)}${groups}`
}

function literalOf(dialect: SqlDialect): CheckUse["literal"] {
  const literal = literalsOf(dialect)
  return (value) => {
    if (typeof value === "string") return literal(value)
    return value === null || value === undefined ? "null" : String(value)
  }
}

/** Up to `most` failing rows, and no more than the test's `limit`; undefined for a check that measures. */
export function sampleQuery({ asked }: Check, most: number): string | undefined {
  const { failingRows, limit = most } = asked
  return failingRows === undefined ? undefined : firstRows(failingRows, Math.min(most, limit))
}

/** What is stored of a check: its failing rows, no more than the test's `limit`, or what it measures. */
export function storedQuery({ asked, sql }: Check): string {
  const { failingRows, limit } = asked
  return failingRows === undefined || limit === undefined ? sql : firstRows(sql, limit)
}

function firstRows(query: string, most: number): string {
  return `select *\nfrom (\n${query}\n) as failing\nlimit ${most}`
}

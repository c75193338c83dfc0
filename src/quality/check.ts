import type { CompiledInput, Compiler, Overrides } from "../compile/compiler.ts"
import type { DataTest, Project } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { scopeOf } from "./built-in-tests.ts"
import type { Asked } from "./plan/check-plan.ts"
import { checkBounds } from "./verdict.ts"

/** A data test after compilation. */
export interface Check {
  readonly test: DataTest
  /** The query whose rows are the failures, in the engine's SQL. */
  readonly sql: string
  /** How a planner sees it. */
  readonly asked: Asked
  readonly scope: "rows" | "table"
  readonly inputs: readonly CompiledInput[]
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
  readonly gates: string | undefined
  readonly relation: string | undefined
  readonly compiledPath: string
  /** True where it is declared on a table, which an engine may keep statistics of. */
  readonly isTable: boolean
  /** A candidate in the place of the relation that it will become. */
  readonly overrides?: Overrides
}

/** Compiles a data test. Throws LUX-2401 for a bound that is none, and what rendering and translating throw. */
export function compileCheck(
  test: DataTest,
  project: Project,
  compiler: Compiler,
  options: CheckOptions,
): Check {
  checkBounds(test.config, () => test.place)
  const { sql, inputs, macros } = compiler.test(test, options.overrides)
  const generic =
    test.definition.kind === "generic" ? project.genericTests.get(test.definition.test) : undefined
  const { gates, relation, compiledPath, isTable } = options
  const { failCalc, limit } = test.config
  const asked: Asked = { question: { kind: "query", sql }, failingRows: sql, failCalc, limit, isTable }
  const storeIn = failuresRelation(test, project)
  return { test, sql, asked, scope: scopeOf(generic), inputs, macros, gates, relation, compiledPath, storeIn }
}

/** Where a test with `store_failures` keeps its failing rows. */
export function failuresRelation(test: DataTest, project: Project): Relation | undefined {
  if (!test.config.storeFailures) return undefined
  return new Relation(
    project.target.schemaPrefix + (test.config.storeFailuresSchema ?? "test_failures"),
    test.name,
  )
}

/** Up to `most` failing rows. */
export function sampleQuery(check: Check, most: number): string {
  return `select *\nfrom (\n${check.sql}\n) as failing\nlimit ${most}`
}

import type { Compiler } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import type { RejectRule } from "../../lake/records/rejects.ts"
import type { DataTest, Model, Project } from "../../project/types.ts"
import { type Check, type CheckOptions, compileCheck } from "../../quality/check.ts"
import { compiledPathOf } from "../compiled-files.ts"

export interface RejectRules {
  readonly rules: readonly RejectRule[]
  /** Names of the helper functions that they need. */
  readonly macros: readonly string[]
}

/**
 * What the records of a stage must be: `reject_if`, then the tests in their order. `project` and `compiler` are those of the engine,
 * in whose SQL the conditions are. Throws LUX-3252 for a test that does not judge rows one by one.
 */
export function rejectRules(
  stage: Model,
  tests: readonly DataTest[],
  project: Project,
  compiler: Compiler,
): RejectRules {
  return rulesOf(stage, tests, compiler, (test) => {
    const check = compileCheck(test, project, compiler, optionsOf(test, stage, project))
    return { condition: failingRow(check), macros: check.macros }
  })
}

/** The same in the project's SQL, for an engine that is not a warehouse: to it conditions are translated with the stage's query. */
export function untranslatedRejectRules(
  stage: Model,
  tests: readonly DataTest[],
  project: Project,
  compiler: Compiler,
): readonly RejectRule[] {
  return rulesOf(stage, tests, compiler, (test) => {
    const asked = { ...optionsOf(test, stage, project), dialect: project.dialect }
    return { condition: failingRow(compileCheck(test, project, compiler, asked)), macros: [] }
  }).rules
}

function rulesOf(
  stage: Model,
  tests: readonly DataTest[],
  compiler: Compiler,
  failing: (test: DataTest) => { readonly condition: string; readonly macros: readonly string[] },
): RejectRules {
  const written = stage.config.rejectIf.map(({ name, sql, place }) => {
    const { sql: condition, macros } = compiler.condition(sql, () => place ?? stage.place)
    const message = `reject_if${name === undefined ? "" : ` "${name}"`}: ${sql.trim()}`
    return { rule: { message, field: null, condition }, macros }
  })
  const asked = tests.map((test) => {
    const { condition, macros } = failing(test)
    const field = test.definition.kind === "generic" ? (test.definition.column ?? null) : null
    return { rule: { message: `check ${test.name}`, field, condition }, macros }
  })
  const all = [...written, ...asked]
  return { rules: all.map(({ rule }) => rule), macros: [...new Set(all.flatMap(({ macros }) => macros))] }
}

function optionsOf(test: DataTest, stage: Model, project: Project): CheckOptions {
  return {
    gates: stage.uniqueId,
    relation: stage.name,
    compiledPath: compiledPathOf(test, project),
    isTable: false,
  }
}

/** True where a check judges rows one by one, so that a record may be rejected for it. */
export function judgesRecords({ asked: { question }, test: { config } }: Check): boolean {
  return question.kind === "rows" && question.scope.groupBy.length === 0 && config.mostly === undefined
}

function failingRow(check: Check): string {
  const { question } = check.asked
  if (question.kind !== "rows" || !judgesRecords(check))
    throw new LuxError("LUX-3252", `check "${check.test.name}" cannot reject records`, {
      place: check.test.place,
      hint: "on_fail: reject is for checks that judge each row by itself, such as not_null or accepted_values, without mostly and group_by.",
    })
  const { where } = question.scope
  return where === undefined ? question.failing : `(${where}) and (${question.failing})`
}

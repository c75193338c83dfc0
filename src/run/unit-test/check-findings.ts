import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { isDataTest } from "../../project/resource-guards.ts"
import type { DataTest, Relational } from "../../project/types.ts"
import { compileCheck } from "../../quality/check.ts"
import { planForDuckDb } from "../../quality/plan/duckdb-planner.ts"
import { audit } from "../build/audit.ts"
import { compiledPathOf } from "../compiled-files.ts"
import type { CheckFinding } from "./findings.ts"
import type { TestContext } from "./test-context.ts"

/**
 * Asks the data tests of a model, of which those of the names in `failing` must fail and all others pass. A test that
 * reads something that is not there is left out. Throws LUX-2469 for a name that none of them has.
 */
export async function checkFindings(
  testContext: TestContext,
  model: Relational,
  failing: readonly string[],
  place: Place,
): Promise<readonly CheckFinding[]> {
  const { engine, embeddedEngine, session, compiling } = testContext
  const tests = testsOf(testContext, model)
  const names = tests.map(({ name }) => name)
  for (const name of failing)
    if (!names.includes(name))
      throw new LuxError("LUX-2469", `model "${model.name}" has no check "${name}"`, {
        place,
        hint:
          didYouMean(name, names) ?? (names.length === 0 ? "It has none." : `It has: ${names.join(", ")}.`),
      })
  const checks = tests.map((test) =>
    compileCheck(test, engine.project, compiling.compiler, {
      gates: undefined,
      relation: compiling.compiler.relationOf(model).label,
      compiledPath: compiledPathOf(test, engine.project),
      isTable: true,
    }),
  )
  await embeddedEngine.install(
    session,
    checks.flatMap(({ macros }) => macros),
  )
  const results = await audit(session, checks, planForDuckDb)
  return results.flatMap(({ name, status, failures }): readonly CheckFinding[] => {
    const expected = failing.includes(name) ? "fail" : "pass"
    const came =
      status === "pass" || status === "insufficient" ? "pass" : status === "error" ? "error" : "fail"
    return came === expected
      ? []
      : [{ kind: "check", model: model.name, check: name, expected, status, failures }]
  })
}

function testsOf({ engine, coverage }: TestContext, model: Relational): readonly DataTest[] {
  const { nodes, readers } = engine.graph
  const there = (id: string): boolean => coverage.given.has(id) || coverage.built.has(id)
  return (readers.get(model.uniqueId) ?? []).flatMap((id) => {
    const node = nodes.get(id)
    if (!isDataTest(node?.resource) || !node.dependsOn.every(there)) return []
    const own = node.attachedTo === undefined || node.attachedTo === model.uniqueId
    return own ? [node.resource] : []
  })
}

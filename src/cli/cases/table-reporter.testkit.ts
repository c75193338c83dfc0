/** Prints the table case x warehouse: `npm run cases`. */
import type { TestCase, TestModule } from "vitest/node"
import { type Case, type CaseWarehouse, warehouses } from "./case.testkit.ts"
import { cases } from "./cases.testkit.ts"

export default class TableReporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const results = new Map<string, string>()
    for (const module of modules)
      for (const test of module.children.allTests()) results.set(keyOfTest(test), test.result().state)
    const columns = warehouses.map((name) => name.padEnd(10)).join("")
    process.stdout.write(`${"case".padEnd(70)}${columns}\n`)
    for (const tried of cases) {
      const cells = warehouses.map((warehouse) => cellOf(tried, warehouse, results).padEnd(10)).join("")
      process.stdout.write(`${`${tried.id} ${tried.title}`.slice(0, 68).padEnd(70)}${cells}\n`)
    }
    const left = cases.flatMap(({ id, not = {} }) =>
      Object.entries(not).map(([on, why]) => `${id} ${on}: ${why}`),
    )
    process.stdout.write(`\n- not run, because:\n${left.join("\n")}\n`)
  }
}

function cellOf(tried: Case, warehouse: CaseWarehouse, results: ReadonlyMap<string, string>): string {
  if (tried.not?.[warehouse] !== undefined) return "-"
  const state = results.get(`${titleOf(tried)} > on ${warehouse}`)
  return state === "passed" ? "ok" : state === "failed" ? "FAILED" : "not run"
}

/** As the suite of `cases.test.ts` names it. */
function titleOf({ id, title }: Case): string {
  return `case ${id}, ${title}`
}

function keyOfTest(test: TestCase): string {
  return test.fullName
}

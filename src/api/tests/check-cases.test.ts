/** Every check of the catalog on tables that pass, that fail, that are empty and that hold nothing but nulls. */
import { describe, expect, it } from "vitest"
import { checkKinds } from "../../quality/check-kinds/check-kinds.ts"
import { aggregateCases } from "./check-cases/aggregates-cases.testkit.ts"
import { anomalyCases } from "./check-cases/anomalies-cases.testkit.ts"
import type { CheckCase } from "./check-cases/check-case.testkit.ts"
import { relationCases } from "./check-cases/relations-cases.testkit.ts"
import { rowCases } from "./check-cases/rows-cases.testkit.ts"
import { stringCases } from "./check-cases/strings-cases.testkit.ts"
import { uniquenessCases } from "./check-cases/uniqueness-cases.testkit.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const families = {
  rows: rowCases,
  strings: stringCases,
  uniqueness: uniquenessCases,
  aggregates: aggregateCases,
  relations: relationCases,
  anomalies: anomalyCases,
}

describe.each(Object.entries(families))("checks of %s", (_, cases) => {
  it("say of each table what is so", async () => {
    const tables = cases.flatMap(tablesOf)
    const project = temporaryProject({
      "models/other.sql": table("x, y", "(1, 'a'), (2, 'b'), (2, 'c')"),
      ...Object.fromEntries(tables.map(({ name, sql }) => [`models/${name}.sql`, sql])),
      "models/tables.yml": JSON.stringify({ models: tables.map(declared) }),
    })
    await project.execute("run")
    const { nodes } = await project.execute("test")
    const answers = new Map(nodes.flatMap(({ checks }) => checks).map((check) => [check.name, check]))
    const told = tables.map(({ name, of }) => {
      const { status, error } = answers.get(`of_${name}`) ?? { status: "not run", error: undefined }
      return `${of}: ${status}${error === undefined ? "" : ` ${error.message}`}`
    })
    expect(told).toEqual(tables.map(({ of, expected }) => `${of}: ${expected}`))
  })
})

it("no check is without a case", () => {
  const covered = new Set(Object.values(families).flatMap((cases) => cases.map(({ check }) => check)))
  expect([...checkKinds.keys()].filter((name) => !covered.has(name))).toEqual([])
})

interface Table {
  readonly name: string
  readonly sql: string
  readonly of: string
  readonly expected: string
  readonly test: CheckCase
}

function tablesOf(test: CheckCase, index: number): readonly Table[] {
  const { check, columns, passes, fails, failingColumns = columns } = test
  const nulls = columns.split(", ").map((name) => `null as ${name}`)
  const passing = `(values ${passes}) as t(${columns})`
  const tables = {
    passes: [table(columns, passes), "pass"],
    fails: [table(failingColumns, fails), "fail"],
    empty: [whole(`select * from ${passing} where false`), test.empty],
    nulls: [whole(`select * from ${passing} where false union all select ${nulls.join(", ")}`), test.nulls],
  }
  return Object.entries(tables).map(([kind, [sql = "", expected = ""]]) => ({
    name: `${check}_${index}_${kind}`,
    of: `${check} ${JSON.stringify(test.args ?? {})} ${kind}`,
    sql,
    expected,
    test,
  }))
}

function table(columns: string, values: string): string {
  return whole(`select * from (values ${values}) as t(${columns})`)
}

function whole(sql: string): string {
  return `{{config materialized="table"}}${sql}\n`
}

function declared({ name, test }: Table) {
  const tests = { data_tests: [{ [test.check]: { name: `of_${name}`, arguments: test.args ?? {} } }] }
  const [column] = test.columns.split(", ")
  return test.on === "relation" ? { name, ...tests } : { name, columns: [{ name: column, ...tests }] }
}

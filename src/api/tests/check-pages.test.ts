/** docs/guides/checks.md and docs/guides/from-other-tools.md against the catalog and the cases that run. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import * as z from "zod"
import { hereCalled, testsElsewhere } from "../../project/tests/tests-elsewhere.ts"
import { anomalyShape } from "../../quality/anomaly/arguments.ts"
import { checkKinds } from "../../quality/check-kinds/check-kinds.ts"
import { aggregateCases } from "./check-cases/aggregates-cases.testkit.ts"
import { anomalyCases } from "./check-cases/anomalies-cases.testkit.ts"
import { relationCases } from "./check-cases/relations-cases.testkit.ts"
import { rowCases } from "./check-cases/rows-cases.testkit.ts"
import { stringCases } from "./check-cases/strings-cases.testkit.ts"
import { uniquenessCases } from "./check-cases/uniqueness-cases.testkit.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const cases = [
  ...anomalyCases,
  ...rowCases,
  ...stringCases,
  ...uniquenessCases,
  ...aggregateCases,
  ...relationCases,
]
const page = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "../../../docs/guides", name), "utf8")
const rows = (text: string, cells: number): string[][] =>
  text
    .split("\n")
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()))
    .filter((row) => row.length === cells && row[0]?.startsWith("`"))
const names = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)

describe("the page of checks", () => {
  const shown = rows(page("checks.md"), 5)

  it("has all checks of the catalog, and no other", () => {
    expect(shown.map(([name = ""]) => name.replaceAll("`", "")).sort()).toEqual([...checkKinds.keys()].sort())
  })

  it.each(shown)("%s: says where it stands, what it takes and what holds", (name, on, args, says) => {
    const kind = checkKinds.get(name?.replaceAll("`", "") ?? "")
    expect(on).toBe(kind?.on)
    expect(says).toBe(kind?.says)
    const shape = kind?.args.shape ?? {}
    const isAnomaly = Object.keys(anomalyShape).every((key) => key in shape)
    const own = Object.entries(shape).filter(([key]) => !isAnomaly || !(key in anomalyShape))
    const taken = own.map(
      ([key, schema]) => `\`${key}\`${schema instanceof z.ZodOptional ? "" : " (needed)"}`,
    )
    expect(args).toBe([...taken, ...(isAnomaly ? ["[more](anomalies.md#arguments)"] : [])].join(", "))
  })

  it.each(shown)("%s: shows an example that is tried on tables", (...[, , , , example = ""]) => {
    const written: unknown = parse(example.replaceAll("`", ""))
    const [check = "", args = undefined] =
      typeof written === "string" ? [written] : (Object.entries(written ?? {})[0] ?? [])
    expect(cases.filter((each) => each.check === check).map((each) => each.args)).toContainEqual(args)
  })
})

describe("the page of other tools", () => {
  const text = page("from-other-tools.md")
  const section = (title: string): string => text.split(/^## /m).find((part) => part.startsWith(title)) ?? ""
  const checks = (title: string): string[][] => rows(section(title), 2)

  it.each(["Deequ", "dbt-expectations", "dbt-utils", "Soda", "Elementary"])(
    "%s: leads to checks that there are",
    (title) => {
      const told = checks(title)
      expect(told.length).toBeGreaterThan(2)
      for (const [theirs, ours = ""] of told)
        expect(
          names(ours).some((name) => checkKinds.has(name)),
          theirs,
        ).toBe(true)
    },
  )

  it("says of each name what the hint to an unknown test says", () => {
    const told = ["dbt-expectations", "dbt-utils", "Elementary"]
      .flatMap(checks)
      .flatMap(([theirs = "", ours = ""]) => names(theirs).map((name) => [name, names(ours)[0]] as const))
    expect(told.map(([name]) => name).sort()).toEqual([...testsElsewhere].sort())
    for (const [name, ours] of told) expect([name, hereCalled(name)]).toEqual([name, ours])
  })

  it("says of dbt-utils which names are the same here", () => {
    const [, same = ""] = /^(`accepted_range`[\s\S]*?) have the same names/m.exec(section("dbt-utils")) ?? []
    expect(names(same).length).toBeGreaterThan(10)
    expect(names(same).filter((name) => !checkKinds.has(name))).toEqual([])
  })
})

it("a test of another tool is answered with its name here", async () => {
  const project = temporaryProject({
    "models/t.sql": "select 1 as x\n",
    "models/t.yml":
      "models: [{name: t, columns: [{name: x, data_tests: [{dbt_expectations.expect_column_values_to_be_between: {min_value: 0}}]}]}]\n",
  })
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-1041",
    hint: 'Here it is "accepted_range".',
  })
})

import { expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const yaml = "name: shop\ndialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"

it.each([
  ["select id,\n  nope from {{ref 'a'}}", "LUX-1310", "--inline:2:3"],
  ["select id, sum(id) over (order by id) as total from {{ref 'a'}}", "LUX-3300", "--inline:1:12"],
])("compile --inline tells what a model would: %s", async (inline, code, place) => {
  const project = temporaryProject({ "lux_project.yml": yaml, "models/a.sql": "select 1 as id\n" })
  const error: unknown = await project
    .lux()
    .compileInline(inline)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LuxError)
  const told = error instanceof LuxError ? error : undefined
  expect([told?.code, `${told?.place?.file}:${told?.place?.line}:${told?.place?.column}`]).toEqual([
    code,
    place,
  ])
})

it("compile --inline takes what is right", async () => {
  const project = temporaryProject({ "lux_project.yml": yaml, "models/a.sql": "select 1 as id\n" })
  const { sql } = await project.lux().compileInline("select id, nvl(id, 0) as n from {{ref 'a'}}")
  expect(sql).toContain("coalesce(id, 0) as n")
})

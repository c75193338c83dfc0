import { expect, it } from "vitest"
import { toy } from "./toy-engine.testkit.ts"
import { translateFor } from "./translate.ts"

it.each([
  ["select upper(name), nvl(a, b) as c from t", "select ucase(name) as upper, ifnull(a, b) as c from t"],
  ['select "select" as "Order Line" from t', "select `select` as `order line` from t"],
  ["select toy from t where ok = true or ok is null", "select `toy` from t where ok = 1b or ok is null"],
  [
    "select concat(a, concat(b, 'x')) as d from t",
    "select concat_ws('', a, concat_ws('', b, 'x')) as d from t",
  ],
  [
    "select case when x.ok then false end as r from (select true as ok) x order by r desc",
    "select case when x.ok then 0b end as r from (select 1b as ok) x order by r desc nulls first",
  ],
])("%s", (redshift, expected) => {
  expect(translateFor(toy, redshift).sql).toBe(expected)
})

it("refuses in the name of the engine", () => {
  expect(() => translateFor(toy, "select age() from t")).toThrow(
    'the function "age" cannot be translated from Redshift to Toy',
  )
})

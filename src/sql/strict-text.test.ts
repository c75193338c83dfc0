import { expect, it } from "vitest"
import { strictCastAt, strictName } from "./strict-text.ts"

const sql =
  "select cast(_lux.whole_text(a, 'a') as int), cast(_lux.float_text('x' || b, '''x'' || b') as double)"

it.each([
  ['a is "ada", not a whole number', "a, 'a'"],
  [`'x' || b is "it is "so"", not a float`, "'x' || b"],
])("the cast that %s", (message, found) => {
  expect(sql.slice(strictCastAt(message, sql)).startsWith(found)).toBe(true)
})

it.each(['c is "ada", not a whole number', 'a is "ada", not a float', "division by zero"])(
  "no cast of this statement: %s",
  (message) => {
    expect(strictCastAt(message, sql)).toBeUndefined()
  },
)

it("the name of a long expression is cut off, and on one line", () => {
  expect(strictName(`split_part(\n  ${"a".repeat(80)}, '-', 2)`)).toBe(`split_part( ${"a".repeat(45)}...`)
})

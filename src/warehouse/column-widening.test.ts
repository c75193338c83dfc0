import { expect, it } from "vitest"
import { widening } from "./column-widening.ts"

it.each([
  ["character varying(10)", "character varying(20)", "wider"],
  ["character varying(20)", "character varying(10)", "narrower"],
  ["character varying(20)", "text", "wider"],
  ["text", "character varying", "same"],
  ["integer", "bigint", "wider"],
  ["bigint", "smallint", "narrower"],
  ["real", "double precision", "wider"],
  ["numeric(10,2)", "numeric(12,2)", "wider"],
  ["numeric(10,2)", "numeric(10,4)", "other"],
  ["numeric(10,2)", "numeric(9,2)", "narrower"],
  ["numeric(10,2)", "numeric", "wider"],
  ["integer", "numeric(10,0)", "other"],
  ["character(3)", "character varying(3)", "other"],
  ["date", "timestamp without time zone", "other"],
  ["date", "date", "same"],
])("%s -> %s is %s", (before, now, expected) => {
  expect(widening(before, now)).toBe(expected)
})

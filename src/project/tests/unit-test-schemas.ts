import * as z from "zod"
import { versionSchema } from "../resources/governance-schemas.ts"
import { description, list, map, maybe, name, record, text, texts } from "../yaml/value-schemas.ts"

const rows = z.union([z.array(record), text], { error: "a list of maps, or a text of CSV or SQL" })

/** Rows as they are written: in place, or in a file of tests/fixtures. */
const fixture = {
  rows: maybe(rows),
  format: maybe(z.enum(["dict", "csv", "sql"])),
  fixture: maybe(text),
}

const given = z.strictObject({
  input: text,
  ...fixture,
  files: maybe(texts),
})

const checks = z.union([z.literal(true), z.strictObject({ fail: texts })], {
  error: "true, or fail: with the names of the checks that must fail",
})

const expectation = z.strictObject({
  model: maybe(text),
  ...fixture,
  checks: maybe(checks),
})

const versions = z.array(versionSchema).transform((each) => each.map(String))

const overrides = z.strictObject({ vars: map, macros: map, env_vars: map })

/** An entry of `unit_tests:`. */
export const unitTestSchema = z.strictObject({
  name,
  model: maybe(text),
  description,
  given: list(given),
  expect: z.union([expectation, z.array(expectation)], {
    error: "a map with rows, or a list of maps with model and rows",
  }),
  overrides: maybe(overrides),
  versions: maybe(z.strictObject({ include: maybe(versions), exclude: maybe(versions) })),
  config: map,
  tags: maybe(texts),
  meta: maybe(record),
})

export type FixtureProperties = z.output<typeof expectation>
export type GivenProperties = z.output<typeof given>

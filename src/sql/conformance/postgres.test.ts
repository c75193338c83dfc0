import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type PostgresUnderTest, postgresWith } from "../../dev/redshift/redshift-on-postgres.testkit.ts"
import { dataType } from "../data-type.ts"
import { groups } from "./groups.testkit.ts"
import { inferredKinds } from "./inferred.testkit.ts"
import { conformanceSetup } from "./setup.testkit.ts"

let postgres: PostgresUnderTest

beforeAll(async () => {
  postgres = await postgresWith(conformanceSetup)
}, 60_000)

afterAll(() => postgres?.stop())

describe.each(Object.entries(groups))("Redshift's values of %s on Postgres", (_, cases) => {
  test.each(cases.map((each) => [...each]))("%s", async (sql, ...expected) => {
    expect(await postgres.firstRow(sql ?? "")).toEqual(expected)
  })
})

// By the types of a model's columns the SQL of those that read it is translated.
describe.each(Object.entries(groups))(
  "the types that are inferred of %s are those on Postgres",
  (_, cases) => {
    test.each(cases.map(([sql]) => [sql]))("%s", async (sql) => {
      const made = (await postgres.typesOf(sql)).map((type) => dataType(type).kind)
      expect(inferredKinds(sql, postgres.tables, made) ?? made).toEqual(made)
    })
  },
)

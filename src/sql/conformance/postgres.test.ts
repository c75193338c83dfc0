import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type PostgresUnderTest, postgresWith } from "../../dev/redshift/redshift-on-postgres.testkit.ts"
import { groups } from "./groups.testkit.ts"
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

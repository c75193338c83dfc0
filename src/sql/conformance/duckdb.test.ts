import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { beforeAll, describe, expect, test } from "vitest"
import { duckDbSettings, macroStatements } from "../duckdb-macros.ts"
import { translate } from "../translate.ts"
import { groups } from "./groups.testkit.ts"
import { conformanceSetup } from "./setup.testkit.ts"

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect()
  for (const setting of duckDbSettings) await connection.run(setting)
  await connection.run(conformanceSetup)
})

describe.each(Object.entries(groups))("Redshift's values of %s on DuckDB", (_, cases) => {
  test.each(cases.map((each) => [...each]))("%s", async (sql, ...expected) => {
    const translated = translate(sql ?? "", { from: "redshift", to: "duckdb" })
    for (const statement of macroStatements(translated.macros)) await connection.run(statement)
    const [row = []] = (await connection.runAndReadAll(translated.sql)).getRows()
    expect(row.map((value) => (value === null ? null : String(value)))).toEqual(expected)
  })
})

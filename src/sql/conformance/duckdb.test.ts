import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { beforeAll, describe, expect, test } from "vitest"
import { dataType } from "../data-type.ts"
import { duckDbSettings, macroStatements } from "../duckdb-macros.ts"
import { translate } from "../translate.ts"
import { groups } from "./groups.testkit.ts"
import { inferredKinds } from "./inferred.testkit.ts"
import { conformanceSetup } from "./setup.testkit.ts"

let connection: DuckDBConnection
const described = new Map<string, Record<string, string>>()

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect()
  for (const setting of duckDbSettings) await connection.run(setting)
  await connection.run(conformanceSetup)
  const columns = await connection.runAndReadAll(
    "select table_name, column_name, data_type from information_schema.columns order by ordinal_position",
  )
  for (const [table, column, type] of columns.getRows()) {
    const known = described.get(String(table)) ?? {}
    described.set(String(table), { ...known, [String(column)]: String(type) })
  }
})

// One SQL has one answer, whether anybody says what the columns of the tables are or not.
const knowledge = {
  "types that are not known": () => undefined,
  "described types": (relation: string) => described.get(relation),
}

describe.each(Object.entries(knowledge))("with %s", (_, columnTypes) => {
  describe.each(Object.entries(groups))("Redshift's values of %s on DuckDB", (_, cases) => {
    test.each(cases.map((each) => [...each]))("%s", async (sql, ...expected) => {
      const translated = translate(sql ?? "", { from: "redshift", to: "duckdb", columnTypes })
      for (const statement of macroStatements(translated.macros)) await connection.run(statement)
      const [row = []] = (await connection.runAndReadAll(translated.sql)).getRows()
      expect(row.map((value) => (value === null ? null : String(value)))).toEqual(expected)
    })
  })
})

// By the types of a model's columns the SQL of those that read it is translated.
describe.each(Object.entries(groups))("the types that are inferred of %s are those on DuckDB", (_, cases) => {
  test.each(cases.map(([sql]) => [sql]))("%s", async (sql) => {
    const columnTypes = knowledge["described types"]
    const translated = translate(sql, { from: "redshift", to: "duckdb", columnTypes })
    for (const statement of macroStatements(translated.macros)) await connection.run(statement)
    const rows = (await connection.runAndReadAll(`describe ${translated.sql}`)).getRows()
    const made = rows.map(([, type]) => dataType(String(type)).kind)
    expect(inferredKinds(sql, Object.fromEntries(described), made) ?? made).toEqual(made)
  })
})

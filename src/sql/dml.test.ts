import { DuckDBInstance } from "@duckdb/node-api"
import { expect, test } from "vitest"
import { macroStatements } from "./duckdb-macros.ts"
import { translate } from "./translate.ts"

/** Statements, and the rows of target (id, name, qty) after them. */
const cases: readonly (readonly [string, string])[] = [
  ["insert into target select id + 10, upper(name), qty / 2 from src", "1 a 1|2 b 2|12 BB 10|13 C 15"],
  ["insert into target (id, name) values (9, 'x')", "1 a 1|2 b 2|9 x null"],
  ["insert into target (select * from src)", "1 a 1|2 b 2|2 bb 20|3 c 30"],
  [
    "update target set qty = src.qty / 3, name = src.name || '!' from src where target.id = src.id",
    "1 a 1|2 bb! 6",
  ],
  ["update target t set qty = 0 where t.id = 1", "1 a 0|2 b 2"],
  ["delete from target using src where target.id = src.id", "1 a 1"],
  ["delete from target where qty / 2 = 0", "2 b 2"],
  [
    "merge into target using src as s on target.id = s.id when matched then update set qty = s.qty, name = s.name when not matched then insert (id, name, qty) values (s.id, s.name, s.qty)",
    "1 a 1|2 bb 20|3 c 30",
  ],
  [
    "merge into target using src on target.id = src.id when matched then delete when not matched then insert values (src.id, src.name, src.qty / 7)",
    "1 a 1|3 c 4",
  ],
  ["create table other as select 7 / 2 as n", "1 a 1|2 b 2"],
  ["create schema if not exists scratch", "1 a 1|2 b 2"],
  ['create schema "Scratch"', "1 a 1|2 b 2"],
  ["drop schema if exists scratch cascade", "1 a 1|2 b 2"],
  ["drop table if exists nowhere.gone", "1 a 1|2 b 2"],
  ["drop view if exists gone restrict", "1 a 1|2 b 2"],
  ["drop table src", "1 a 1|2 b 2"],
  ["analyze target;", "1 a 1|2 b 2"],
  ["analyze", "1 a 1|2 b 2"],
]

test.each(cases)("%s", async (sql, expected) => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect()
  await connection.run(`create table target(id int, name varchar, qty int); insert into target values (1, 'a', 1), (2, 'b', 2);
    create table src(id int, name varchar, qty int); insert into src values (2, 'bb', 20), (3, 'c', 30);`)
  const translated = translate(sql, { from: "redshift", to: "duckdb" })
  for (const statement of macroStatements(translated.macros)) await connection.run(statement)
  await connection.run(translated.sql)
  const rows = (await connection.runAndReadAll("from target order by all")).getRows()
  expect(rows.map((row) => row.join(" ")).join("|")).toBe(expected.replaceAll("null", ""))
})

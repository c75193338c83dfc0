// Runs a file of SQL statements on a fresh DuckDB file, one after another: what a hand-written script costs.
// node bench/plain-script.mjs STATEMENTS.json DATABASE
import { readFileSync } from "node:fs"
import { DuckDBInstance } from "@duckdb/node-api"

const [statementsFile, database] = process.argv.slice(2)
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
for (const statement of JSON.parse(readFileSync(statementsFile, "utf8"))) await connection.run(statement)
connection.closeSync()
instance.closeSync()

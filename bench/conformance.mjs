// How each engine answers the cases of src/sql/conformance/: right, refused with a reason, wrong, by chapter of Redshift's guide.
// npm run conformance -- [--only duckdb,postgres,spark]      Spark is asked where LUX_TEST_SPARK_PYTHON names a Python with pyspark.
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { bundle } from "./bundle.mjs"

const { values } = parseArgs({ options: { only: { type: "string", default: "duckdb,postgres,spark" } } })
const {
  chapters,
  conformanceSetup,
  duckDbSettings,
  macroStatements,
  postgresWith,
  sparkPython,
  sparkTables,
  startSpark,
  tallyOf,
  translate,
} = await bundle("bench/conformance", [
  "dev/redshift/redshift-on-postgres.testkit.ts",
  "dev/spark-session.testkit.ts",
  "sql/conformance/chapters.testkit.ts",
  "sql/conformance/setup.testkit.ts",
  "sql/conformance/spark-setup.testkit.ts",
  "sql/conformance/tally.testkit.ts",
  "sql/duckdb-macros.ts",
  "sql/translate.ts",
])
const { types, views } = sparkTables(conformanceSetup)
const columnTypes = (relation) => types[relation]

const engines = {
  async duckdb() {
    const connection = await (await DuckDBInstance.create(":memory:")).connect()
    for (const statement of [...duckDbSettings, conformanceSetup]) await connection.run(statement)
    return {
      async firstRow(authored) {
        const { sql, macros } = translate(authored, { from: "redshift", to: "duckdb", columnTypes })
        for (const statement of macroStatements(macros)) await connection.run(statement)
        const [row = []] = (await connection.runAndReadAll(sql)).getRows()
        return row.map((value) => (value === null ? null : String(value)))
      },
      stop: () => connection.closeSync(),
    }
  },
  postgres: () => postgresWith(conformanceSetup),
  async spark() {
    if (sparkPython() === undefined) return undefined
    const session = await startSpark({ compiles: true })
    for (const view of views) await session.run(view)
    return {
      firstRow: (sql) => session.firstRow(translate(sql, { from: "redshift", to: "spark", columnTypes }).sql),
      stop: () => session.stop(),
    }
  },
}

const all = chapters.flatMap(({ cases }) => cases)
const rows = Object.fromEntries(
  [...chapters, { chapter: "all", cases: all }].map(({ chapter, cases }) => [
    chapter,
    { cases: cases.length },
  ]),
)
const [refused, wrong] = [[], []]
for (const name of values.only.split(",")) {
  const engine = await engines[name]()
  if (engine === undefined) {
    console.log(`${name}: not on this machine`)
    continue
  }
  const sum = { right: 0, refused: 0, wrong: 0 }
  for (const { chapter, cases } of chapters) {
    const tally = await tallyOf(cases, (sql) => engine.firstRow(sql))
    const counts = { right: tally.right, refused: tally.refused.length, wrong: tally.wrong.length }
    for (const kind of Object.keys(sum)) sum[kind] += counts[kind]
    rows[chapter][name] = shown(counts, cases.length)
    refused.push(...tally.refused.map((text) => `${name}, ${chapter}, refused: ${text}`))
    wrong.push(...tally.wrong.map((text) => `${name}, ${chapter}, wrong: ${text}`))
  }
  rows.all[name] = shown(sum, all.length)
  await engine.stop()
}
for (const text of [...refused, ...wrong]) console.log(text)
console.log("right / refused / wrong (share that is right)")
console.table(rows)
process.exitCode = wrong.length === 0 ? 0 : 1

function shown({ right, refused, wrong }, cases) {
  return `${right} / ${refused} / ${wrong} (${Math.floor((100 * right) / cases)} %)`
}

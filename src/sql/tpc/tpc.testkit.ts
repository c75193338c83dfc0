/** For tests: TPC-H and TPC-DS, whose queries and rows come of DuckDB's extensions at test time. */
import { execFile } from "node:child_process"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { dataType } from "../data-type.ts"
import { difference } from "../fuzz/compare.testkit.ts"
import { type Answer, duckDbUnderTest, postgresUnderTest } from "../fuzz/engines.testkit.ts"

/** A Python that has `duckdb` and the packages `duckdb-extension-tpch` and `duckdb-extension-tpcds` of its version. */
export const tpcPython = process.env.LUX_TEST_TPC_PYTHON

type Rows = Extract<Answer, { readonly rows: unknown }>

/** Queries whose rows are others in Redshift than they are as written for DuckDB; the engines are compared all the same. */
const explained: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  tpcds: {
    22: "the first rows by an average of whole numbers, which is whole in Redshift",
    39: "chooses rows by a quotient of an average of whole numbers, which is whole in Redshift",
    66: "adds quotients of decimals, each of which is cut off in Redshift",
  },
}

interface Benchmark {
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly queries: readonly (readonly [number, string])[]
}

export interface Compared {
  readonly queries: number
  /** Numbers of queries that give no rows. */
  readonly empty: readonly number[]
  /** Those that Postgres does not end in time. */
  readonly late: readonly number[]
  readonly wrong: readonly string[]
}

/**
 * Compares each query as it is written, on DuckDB, with its translation to DuckDB as Redshift's SQL, and that with the
 * translation to Postgres.
 *
 * @public bench/acceptance imports it from a bundle.
 */
export async function compareTpc(options: {
  readonly name: "tpch" | "tpcds"
  readonly scale: number
  readonly python: string
  readonly script?: string
  /** How long Postgres may take for a query, in seconds. */
  readonly patience?: number
  readonly told?: (text: string) => void
}): Promise<Compared> {
  const { name, scale, python, patience = 20 } = options
  const folder = await mkdtemp(join(tmpdir(), "lux-tpc-"))
  // The server reads it as a user of its own.
  await chmod(folder, 0o755)
  const script = options.script ?? fileURLToPath(new URL("rows.py", import.meta.url))
  const made = await promisify(execFile)(python, [script, name, String(scale), folder], {
    maxBuffer: 64_000_000,
  })
  const { tables, queries }: Benchmark = JSON.parse(made.stdout)
  const written = await (await DuckDBInstance.create(":memory:")).connect()
  const [duckDb, postgres] = await Promise.all([duckDbUnderTest(), postgresUnderTest()])
  const [empty, late, wrong]: [number[], number[], string[]] = [[], [], []]
  const tell = (text: string) => {
    wrong.push(text)
    options.told?.(text)
  }
  try {
    for (const [table, columns] of Object.entries(tables)) {
      const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
      const create = `create table ${table}(${list.join(", ")})`
      const copy = `copy ${table} from '${folder}/${table}.csv' (format csv, null '\\N')`
      for (const statement of [create, copy]) await written.run(statement)
      await duckDb.run([create, copy])
      const keys = Object.keys(columns).filter((column) => /key$|_sk$/.test(column))
      await postgres.run([create, copy, ...keys.map((key) => `create index on ${table}(${key})`)])
    }
    await postgres.run(["analyze", `set statement_timeout = '${patience}s'`, "set work_mem = '256MB'"])
    const types = { columnTypes: (relation: string) => tables[relation.split(".").at(-1) ?? ""] }
    for (const [number, text] of queries) {
      const sql = text.trim().replace(/;$/, "")
      const result = await written.runAndReadAll(sql)
      const own: Answer = {
        columns: result.columnTypes().map((type) => dataType(String(type))),
        rows: result.getRows().map((row) => row.map((value) => (value === null ? null : String(value)))),
      }
      if (own.rows.length === 0) empty.push(number)
      const ours = await duckDb.answer(sql, types)
      const theirs = await postgres.answer(sql, types)
      const untrue = differs(own, ours)
      if (untrue !== undefined && explained[name]?.[number] === undefined)
        tell(`${name} ${number}: as it is written against translated: ${untrue}`)
      if ("error" in theirs && theirs.error.includes("statement timeout")) late.push(number)
      else {
        const other = difference(ours, theirs, { isOrdered: false, isGrouped: true })
        if (other !== undefined) tell(`${name} ${number}: DuckDB against Postgres: ${other}`)
        if ("refusal" in theirs) tell(`${name} ${number}: not translated to Postgres: ${theirs.refusal}`)
      }
    }
  } finally {
    written.closeSync()
    await Promise.all([duckDb.stop(), postgres.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  return { queries: queries.length, empty, late, wrong }
}

/** DuckDB divides decimals as floats, Redshift cuts them off: numbers are the same up to the last place that it shows. */
function differs(own: Answer, ours: Answer): string | undefined {
  if ("refusal" in ours) return `not translated: ${ours.refusal}`
  if ("error" in ours) return ours.error
  if (!("rows" in own)) return "no rows"
  if (own.rows.length !== ours.rows.length) return `${own.rows.length} rows against ${ours.rows.length}`
  const sorted = (rows: readonly (readonly (string | null)[])[]) =>
    rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const [one, other] = [sorted(own.rows), sorted(ours.rows)]
  const at = one.findIndex((row, index) =>
    row.some((value, column) => !isNear(value, other[index]?.[column] ?? null, placeOf(own, ours, column))),
  )
  return at < 0 ? undefined : `${JSON.stringify(one[at])} against ${JSON.stringify(other[at])}`
}

/** Texts and whole numbers first: they are the same to the letter. */
function keyOf(row: readonly (string | null)[]): string {
  const exact = row.filter((value) => value === null || !isFraction(value))
  const fractions = row.filter((value) => value !== null && isFraction(value))
  return JSON.stringify([exact, fractions.map((value) => Number(value).toPrecision(4))])
}

function isFraction(value: string): boolean {
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(value)
}

/** The last place that Redshift's type shows of what is a float as it is written: an average or a quotient. */
function placeOf(own: Rows, ours: Rows, column: number): number {
  const { kind, scale = 0 } = ours.columns[column] ?? { kind: "unknown" }
  const isCut = own.columns[column]?.kind === "double" && (kind === "decimal" || kind === "integer")
  return isCut || (kind === "decimal" && scale > 0) ? 1.01 * 10 ** -scale : 0
}

function isNear(own: string | null, ours: string | null, place: number): boolean {
  if (own === ours) return true
  if (own === null || ours === null || !isFraction(own) || !isFraction(ours)) return false
  const [one, other] = [Number(own), Number(ours)]
  return Math.abs(one - other) <= Math.max(1e-9 * Math.abs(one), place)
}

/** An incremental model whose query gives another type than its table has: every value is kept, or nothing changes. */
import { expect } from "vitest"
import type { Case, CaseProject, CaseWarehouse } from "./case.testkit.ts"

/** A column of a model: its type and a value in the first run, and those of the later runs. */
interface Change {
  readonly name: string
  readonly before: readonly [type: string, value: string]
  readonly after: readonly [type: string, value: string]
  readonly on?: readonly CaseWarehouse[]
}

const changes: readonly Change[] = [
  { name: "int_double", before: ["integer", "5"], after: ["double precision", "2.7"] },
  { name: "int_numeric", before: ["integer", "5"], after: ["decimal(10,1)", "2.7"] },
  { name: "numeric_scale", before: ["decimal(10,2)", "1.23"], after: ["decimal(10,3)", "1.239"] },
  { name: "numeric_digits", before: ["decimal(10,2)", "12345678.25"], after: ["decimal(5,4)", "1.2345"] },
  { name: "numeric_double", before: ["decimal(10,2)", "1.23"], after: ["double precision", "1.239"] },
  { name: "date_ts", before: ["date", "'2024-01-01'"], after: ["timestamp", "'2024-01-02 23:59:00'"] },
  {
    name: "ts_tstz",
    before: ["timestamp", "'2024-01-01 00:00:00'"],
    after: ["timestamptz", "'2024-01-02 00:00:00+05'"],
  },
  { name: "float4_float8", before: ["real", "1.5"], after: ["double precision", "16777217"] },
  { name: "float8_big", before: ["double precision", "1.5"], after: ["bigint", "9007199254740993"] },
  { name: "int_bool", before: ["integer", "5"], after: ["boolean", "true"] },
  { name: "bool_int", before: ["boolean", "true"], after: ["integer", "5"] },
  { name: "bool_text", before: ["boolean", "true"], after: ["varchar(10)", "'yes'"] },
  { name: "int_text", before: ["integer", "5"], after: ["varchar(10)", "'007'"] },
  { name: "int_text2", before: ["integer", "5"], after: ["varchar(10)", "'2.7'"] },
  { name: "date_text", before: ["date", "'2024-01-01'"], after: ["varchar(20)", "'2024-01-02 23:59:59'"] },
  { name: "varchar_int", before: ["varchar(2)", "'ab'"], after: ["integer", "12345678"] },
  { name: "varchar_longer", before: ["varchar(3)", "'abc'"], after: ["varchar(8)", "'abcdefgh'"] },
  { name: "int_big", before: ["integer", "5"], after: ["bigint", "12345678901"] },
  { name: "big_int", before: ["bigint", "12345678901"], after: ["integer", "5"] },
  { name: "double_int", before: ["double precision", "2.7"], after: ["integer", "5"] },
  { name: "ts_date", before: ["timestamp", "'2024-01-02 23:59:00'"], after: ["date", "'2024-01-01'"] },
  { name: "scale_less", before: ["decimal(10,3)", "1.239"], after: ["decimal(10,1)", "1.2"] },
  { name: "time_ts", before: ["time", "'10:00:00'"], after: ["timestamp", "'2024-01-02 23:59:00'"] },
  {
    name: "ts_seconds",
    before: ["timestamp_s", "'2024-01-01 00:00:00'"],
    after: ["timestamp", "'2024-01-02 00:00:00.6'"],
    on: ["duckdb"],
  },
  { name: "text_list", before: ["varchar", "'ab'"], after: ["integer[]", "[1, 2]"], on: ["duckdb"] },
  { name: "enum_text", before: ["enum('a', 'b')", "'a'"], after: ["varchar", "'c'"], on: ["duckdb"] },
]

const strategies: Readonly<Record<string, string>> = {
  append: 'incremental_strategy="append"',
  merge: 'incremental_strategy="merge" unique_key="id"',
  replaced: 'incremental_strategy="delete+insert" unique_key="id"',
}

type Way = readonly [strategy: keyof typeof strategies, onSchemaChange: string]

const everyWay: readonly Way[] = Object.keys(strategies).flatMap((strategy) =>
  ["ignore", "append_new_columns", "sync_all_columns"].map((change): Way => [strategy, change]),
)
/** Statements take longer behind a network. */
const someWays: readonly Way[] = [
  ["append", "ignore"],
  ["merge", "append_new_columns"],
  ["replaced", "sync_all_columns"],
]

async function keepsEveryValue(project: CaseProject, ways: readonly Way[]): Promise<void> {
  const tried = changes.filter(({ on }) => on === undefined || on.includes(project.warehouse))
  const models = tried.flatMap((change) =>
    ways.map(([strategy, onSchemaChange]) => ({
      change,
      name: `${change.name}_${strategy}_${onSchemaChange}`,
      config: `${strategies[strategy]} on_schema_change="${onSchemaChange}"`,
    })),
  )
  project.write(
    Object.fromEntries(
      models.map(({ name, config, change: { before, after } }) => [
        `models/${name}.sql`,
        `{{config materialized="incremental" ${config}}}
{{#if (var "later" false)}}select 2 as id, ${cast(after)} as x{{else}}select 1 as id, ${cast(before)} as x{{/if}}`,
      ]),
    ),
  )
  expect(new Set(Object.values(await project.statuses("run")))).toEqual(new Set(["ok"]))
  const later = await project.statuses("run", { vars: "{later: true}" })
  const stored = await project.elsewhere(
    ...models.map(({ name }) => `select id, x from ${project.schema}.${name} order by id`),
  )
  const wrong: string[] = []
  for (const [at, { name, change }] of models.entries()) {
    const status = later[name] ?? "none"
    const rows = stored[at] ?? []
    const found = rows.map(([id, x]) => `${id} ${sameText(x)}`)
    const old = `1 ${sameText(change.before[1])}`
    const refused = /^error LUX-2\d\d\d$/.test(status) && !status.endsWith("2010")
    const expected = status === "ok" ? [old, `2 ${sameText(change.after[1])}`] : [old]
    if ((status !== "ok" && !refused) || found.join() !== expected.join())
      wrong.push(`${name}: ${status}, ${found.join(", ")} instead of ${expected.join(", ")}`)
  }
  expect(wrong).toEqual([])
}

/** The same text for values that are equal: `'2024-01-01'`, `2024-01-01 00:00:00`; `5`, `5.00`; `t`, `true`. */
function sameText(value: string | null | undefined): string {
  const bare = String(value).replace(/^'(.*)'$/, "$1")
  if (/^-?\d+\.\d+$/.test(bare)) return bare.replace(/\.?0+$/, "")
  if (bare === "2024-01-02 00:00:00+05") return "2024-01-01 19:00:00"
  return bare
    .replace(/^t$/, "true")
    .replace(/(\+00(:00)?|Z)$/, "")
    .replace(/ 00:00:00(\.0+)?$/, "")
    .replace(/\s/g, " ")
}

function cast([type, value]: readonly [string, string]): string {
  return `cast(${value} as ${type})`
}

export const storedTypeCases: readonly Case[] = [
  {
    id: "06",
    title: "another type than the stored one, by strategy and on_schema_change",
    not: { postgres: "case 31 is the same there", redshift: "case 31 is the same there" },
    run: (project) => keepsEveryValue(project, everyWay),
  },
  {
    id: "31",
    title: "types of an incremental model behind a network",
    not: { duckdb: "case 06 is the same there" },
    run: (project) => keepsEveryValue(project, someWays),
  },
  {
    id: "34",
    title: "types of an incremental model without on_schema_change",
    run: (project) => keepsEveryValue(project, [["merge", "fail"]]),
  },
]

import type { Random } from "./random.testkit.ts"

/** Kinds of values that expressions are made of. */
export const valueKinds = ["int", "decimal", "double", "text", "bool", "date", "timestamp"] as const
export type ValueKind = (typeof valueKinds)[number]

interface Column {
  readonly type: string
  readonly kind: ValueKind
  /** Literals that its values are taken from; null as well. */
  readonly values: readonly string[]
}

const whole = ["-20", "-3", "-1", "0", "1", "2", "3", "7", "10", "100"]
const texts = [
  "a",
  "a ",
  "b",
  "B",
  "ab  ",
  "",
  " ",
  "Ab c",
  "é",
  "12",
  "x,y",
  "a_b",
  "-7",
  "paid",
  "O'N",
  "10%",
]
const days = [
  "2024-02-29",
  "2023-02-28",
  "2024-12-31",
  "2023-01-01",
  "2000-02-29",
  "1999-12-31",
  "1970-01-01",
  "2024-03-31",
  "2021-01-03",
]
const times = ["00:00:00", "23:59:59", "12:34:56.789", "10:30:00"]

/** The columns of every table; `id` has each value once. */
export const columns: Readonly<Record<string, Column>> = {
  n: { type: "int", kind: "int", values: whole },
  m: { type: "smallint", kind: "int", values: whole },
  k: {
    type: "bigint",
    kind: "int",
    values: [...whole, "9223372036854775807", "-9223372036854775807", "2147483648"],
  },
  e: { type: "decimal(8,2)", kind: "decimal", values: ["0.00", "1.50", "-2.25", "100.10", "3.00", "-0.01"] },
  f: { type: "decimal(12,4)", kind: "decimal", values: ["0.0000", "0.3333", "-7.5000", "12.3456", "2.0000"] },
  g: { type: "decimal(5,0)", kind: "decimal", values: ["0", "3", "-4", "12345"] },
  x: { type: "double precision", kind: "double", values: ["0", "1.5", "-0.25", "1024", "2"] },
  s: { type: "varchar", kind: "text", values: texts.map(quoted) },
  v: { type: "varchar(12)", kind: "text", values: texts.map(quoted) },
  c: { type: "char(4)", kind: "text", values: ["a", "ab", "b", "B", "", "12"].map(quoted) },
  ok: { type: "boolean", kind: "bool", values: ["true", "false"] },
  d: { type: "date", kind: "date", values: days.map(quoted) },
  ts: {
    type: "timestamp",
    kind: "timestamp",
    values: days.flatMap((day) => times.map((time) => quoted(`${day} ${time}`))),
  },
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export const tableNames = ["t", "u"] as const

/** The types of their columns as Redshift calls them. */
export const columnTypes: Readonly<Record<string, string>> = {
  id: "int",
  ...Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type])),
}

/** Statements that make the tables new with random rows, as DuckDB and Postgres both take them. */
export function tableStatements(random: Random): readonly string[] {
  const types = Object.entries(columnTypes).map(([name, type]) => `${name} ${type}`)
  return tableNames.flatMap((table) => {
    const rows = Array.from({ length: 6 + random.below(5) }, (_, id) => {
      const values = Object.values(columns).map(({ values }) =>
        random.chance(0.15) ? "null" : random.pick(values),
      )
      return `(${[id + 1, ...values].join(", ")})`
    })
    return [
      `drop table if exists ${table}`,
      `create table ${table}(${types.join(", ")})`,
      `insert into ${table} values ${rows.join(", ")}`,
    ]
  })
}

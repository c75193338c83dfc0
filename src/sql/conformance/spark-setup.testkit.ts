/** The columns of the tables of `conformanceSetup`, in Redshift's types. */
export const sparkTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  t: {
    i: "int",
    b: "bigint",
    d: "decimal(10,2)",
    f: "float",
    s: "varchar",
    day: "date",
    ts: "timestamp",
    tz: "timestamptz",
    ok: "boolean",
    j: "super",
  },
  u: { id: "int", name: "varchar", parent: "int" },
  padded: { n: "int", x: "varchar", y: "varchar" },
  sales: { id: "int", price: "decimal(8,2)", fee: "decimal(8,2)", qty: "smallint", total: "decimal(12,2)" },
}

const sparkNames: Readonly<Record<string, string>> = {
  float: "double",
  varchar: "string",
  timestamp: "timestamp_ntz",
  timestamptz: "timestamp_ltz",
  super: "string",
}

const t = `values
 (1, 10, 100.50, 1.5, 'paid', '2024-01-15', '2024-01-15 10:30:45', '2024-01-15 10:30:45+00', true, '{"a":{"b":1},"items":[1,2,3],"name":"x"}'),
 (2, 10, 50.25, 2.0, 'open', '2024-02-29', '2024-02-29 23:59:59', '2024-02-29 23:59:59+00', false, '{"a":{"b":2},"items":[4]}'),
 (4, 20, 75.00, -0.5, 'paid', '2024-03-31', '2024-03-31 00:00:00', '2024-03-31 00:00:00+00', true, null),
 (7, null, null, null, null, null, null, null, null, null)`

/** The tables of `conformanceSetup` as views of a Spark session; a SUPER value is JSON text. */
export const sparkSetup: readonly string[] = Object.entries({
  t,
  u: "values (1, 'Ann', null), (2, 'Bob', 1), (3, 'Cy', 2)",
  padded: "values (1, 'a', 'p'), (2, 'a ', 'p  '), (3, 'b ', 'q'), (4, '', 'r'), (5, null, 's')",
  sales: "values (1, 10.00, 3.00, 4, 100.00), (2, 20.00, 3.00, 3, 200.01), (3, -20.00, 3.00, 7, -0.05)",
}).map(([name, rows]) => {
  const columns = Object.entries(sparkTypes[name] ?? {})
  const list = columns.map(([column, type]) => `cast(${column} as ${sparkNames[type] ?? type}) as ${column}`)
  const names = columns.map(([column]) => column).join(", ")
  return `create temporary view ${name} as select ${list.join(", ")} from (${rows}) as rows (${names})`
})

import { analyseQuery, type KnownRelation, type QueryAnalysis } from "../analysis.ts"
import type { SqlDialect } from "../types.ts"

const relation = (id: string, columns: Readonly<Record<string, string | undefined>>): KnownRelation => ({
  id,
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  complete: true,
})

/** Relations that the tests of the analysis read. */
const shop: Readonly<Record<string, KnownRelation>> = {
  orders: relation("m.orders", {
    id: "int",
    customer_id: "int",
    amount: "decimal(10,2)",
    status: "varchar(20)",
    created_at: "timestamp",
    paid: "boolean",
    payload: "super",
  }),
  customers: relation("m.customers", {
    id: "int",
    name: "varchar(50)",
    email: "varchar(100)",
    parent_id: "int",
  }),
  numbers: relation("m.numbers", {
    s: "smallint",
    i: "int",
    b: "bigint",
    d: "decimal(8,2)",
    r: "real",
    f: "double precision",
    day: "date",
    ts: "timestamp",
    tz: "timestamptz",
    c: "char(3)",
    t: "varchar(10)",
    ok: "boolean",
  }),
  untyped: relation("m.untyped", { a: undefined, b: undefined }),
  partly: { id: "m.partly", columns: [{ name: "known", type: "int" }], complete: false },
  nothing: { id: "m.nothing", columns: undefined, complete: false },
}

export function analyseShop(sql: string, dialect: SqlDialect = "redshift"): QueryAnalysis {
  return analyseQuery(sql, { dialect, relationOf: (parts) => shop[parts.at(-1) ?? ""] })
}

import { expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { canonical, changingModels, type TypedValues } from "./changing-types.testkit.ts"

const types: readonly TypedValues[] = [
  { type: "TINYINT", values: ["5", "-1", "127"] },
  { type: "INTEGER", values: ["5", "-2147483648", "16777217"] },
  { type: "UINTEGER", values: ["5", "4294967295"] },
  { type: "BIGINT", values: ["5", "9007199254740993", "-9223372036854775808"] },
  { type: "HUGEINT", values: ["5", "170141183460469231731687303715884105727"] },
  { type: "FLOAT", values: ["1.5", "0.1", "16777216", "3e30"] },
  { type: "DOUBLE", values: ["5", "2.7", "0.1", "1e300", "9007199254740992", "'nan'"] },
  { type: "DECIMAL(10,2)", values: ["1.23", "12345678.99", "5"] },
  { type: "DECIMAL(10,3)", values: ["1.239", "1234567.999", "5", "1.230"] },
  { type: "DECIMAL(38,20)", values: ["123456789012345678.12345678901234567891", "0.5"] },
  {
    type: "VARCHAR",
    values: ["'007'", "'7'", "'ab '", "'2.70'", "'2024-01-02'", "'true'", "'[1, 2]'", "''"],
  },
  { type: "BOOLEAN", values: ["true", "false"] },
  { type: "DATE", values: ["'2024-01-01'", "'0001-01-01'"] },
  { type: "TIMESTAMP", values: ["'2024-01-02 23:59:00'", "'2024-01-02'", "'2024-01-02 10:00:00.123456'"] },
  { type: "TIMESTAMP_S", values: ["'2024-01-02 23:59:00'"] },
  { type: "TIMESTAMP_NS", values: ["'2024-01-02 23:59:00.123456789'", "'2024-01-02'"] },
  { type: "TIMESTAMPTZ", values: ["'2024-01-02 00:00:00+05'", "'2024-01-02 00:00:00+00'"] },
  { type: "TIME", values: ["'10:00:00'", "'23:59:59.5'"] },
  { type: "INTERVAL", values: ["'30 days'", "'1 month'"] },
  { type: "JSON", values: ["'{\"a\": 1}'", "'5'", "'\"x\"'"] },
  { type: "BLOB", values: ["'\\xAA'", "'abc'"] },
  { type: "UUID", values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"] },
  { type: "ENUM('a','b')", values: ["'a'", "'b'"] },
  { type: "ENUM('a','c')", values: ["'a'", "'c'"] },
  { type: "INTEGER[]", values: ["[1, 2]", "[]"] },
  { type: "BIGINT[]", values: ["[9007199254740993]", "[1, null]"] },
  { type: "STRUCT(a INTEGER)", values: ["{'a': 1}"] },
  { type: "STRUCT(a INTEGER, b VARCHAR)", values: ["{'a': 1, 'b': 'x'}", "{'a': 1, 'b': null}"] },
]

const shown = (value: string, type: string): string =>
  type === "FLOAT" ? `cast(cast(${value} as double) as varchar)` : `cast(${value} as varchar)`

it.each([1, 2, 3])(
  "after a run the table holds what the query gave, or is as it was: seed %i",
  async (seed) => {
    const models = changingModels(80, seed, types, shown)
    const files = (which: "first" | "second") =>
      Object.fromEntries(models.map((model) => [`models/${model.name}.sql`, model[which]]))
    const project = temporaryProject(files("first"))
    /** `type`, and `id` and `x` of each row, by the model. */
    const stored = async () => {
      const columns = await project.query("select * from duckdb_columns() where column_name = 'x'")
      const typesOf = new Map(columns.map((each) => [String(each["table_name"]), String(each["data_type"])]))
      const rows = await project.query(
        models
          .map(
            ({ name }) =>
              `select '${name}' as name, id, ${shown("x", typesOf.get(name) ?? "")} as x from ${name}`,
          )
          .join("\nunion all\n"),
      )
      return (name: string) => ({
        type: typesOf.get(name) ?? "",
        rows: rows.filter((row) => row["name"] === name),
      })
    }
    expect(new Set(Object.values(await project.statuses("run")))).toEqual(new Set(["ok"]))
    const before = await stored()
    project.write(files("second"))
    const { nodes } = await project.execute("run")
    const after = await stored()
    const wanted = await project.query(
      models
        .map(({ name, expected }) => `select '${name}' as name, * from (\n${expected}\n)`)
        .join("\nunion all\n"),
    )
    const outcomes = { ok: 0, error: 0 }
    for (const { name, about, second } of models) {
      const node = nodes.find(({ label }) => label === `main.${name}`)
      const now = after(name)
      if (node?.status === "ok") {
        outcomes.ok++
        const given = wanted.filter((row) => row["name"] === name)
        const text = (row: Record<string, unknown>, type: string) =>
          `${String(row["id"])} ${canonical(row["x"], type, now.type)}`
        const as = new Map(given.map((row) => [row["id"], String(row["type"])]))
        expect(
          now.rows
            .map((row) => `${String(row["id"])} ${canonical(row["x"], now.type, as.get(row["id"]) ?? "")}`)
            .sort(),
          `${about}\n${second}`,
        ).toEqual(given.map((row) => text(row, String(row["type"]))).sort())
      } else {
        outcomes.error++
        expect([node?.status, node?.error?.code], `${about}: ${node?.message}`).toEqual([
          "error",
          expect.stringMatching(/^LUX-210[134]$/),
        ])
        expect(now, about).toEqual(before(name))
      }
    }
    // Neither everything refused nor everything let in.
    expect(Math.min(outcomes.ok, outcomes.error)).toBeGreaterThan(10)
  },
  300_000,
)

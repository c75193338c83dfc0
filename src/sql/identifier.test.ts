import { DuckDBInstance } from "@duckdb/node-api"
import { describe, expect, it } from "vitest"
import { type WarehouseType, warehouseTypes } from "../project/warehouses.ts"
import { identifier, literalsOf, quoted } from "./identifier.ts"
import { parseStatement } from "./parse/parse.ts"

type Table = readonly (readonly [written: string, sql: string])[]

/** What each warehouse reads as these texts: `\` is a character in two of them, and escapes in the third. */
const literals: Readonly<Record<WarehouseType, Table>> = {
  duckdb: [
    ["", "''"],
    ["plain", "'plain'"],
    ["it's", "'it''s'"],
    ["''", "''''''"],
    ["a\\b", "'a\\b'"],
    ["ends with \\", "'ends with \\'"],
    ["\\'", "'\\'''"],
    ["'; drop table t; --", "'''; drop table t; --'"],
    ["two\nlines\tand a tab", "'two\nlines\tand a tab'"],
    ['"double"', "'\"double\"'"],
    ["$1 {{x}} %s ?", "'$1 {{x}} %s ?'"],
    ["é 漢 🙂", "'é 漢 🙂'"],
  ],
  postgres: [
    ["", "''"],
    ["plain", "'plain'"],
    ["it's", "'it''s'"],
    ["''", "''''''"],
    ["a\\b", "'a\\b'"],
    ["ends with \\", "'ends with \\'"],
    ["\\'", "'\\'''"],
    ["'; drop table t; --", "'''; drop table t; --'"],
    ["two\nlines\tand a tab", "'two\nlines\tand a tab'"],
    ['"double"', "'\"double\"'"],
    ["$1 {{x}} %s ?", "'$1 {{x}} %s ?'"],
    ["é 漢 🙂", "'é 漢 🙂'"],
  ],
  redshift: [
    ["", "''"],
    ["plain", "'plain'"],
    ["it's", "'it''s'"],
    ["''", "''''''"],
    ["a\\b", "'a\\\\b'"],
    ["a\\\\b", "'a\\\\\\\\b'"],
    ["ends with \\", "'ends with \\\\'"],
    ["\\'", "'\\\\'''"],
    ["\\n", "'\\\\n'"],
    ["'; drop table t; --", "'''; drop table t; --'"],
    ["\\'; drop table t; --", "'\\\\''; drop table t; --'"],
    ["two\nlines\tand a tab", "'two\nlines\tand a tab'"],
    ['"double"', "'\"double\"'"],
    ["$1 {{x}} %s ?", "'$1 {{x}} %s ?'"],
    ["é 漢 🙂", "'é 漢 🙂'"],
  ],
}

/** Names, and words that one of the warehouses reserves: they are quoted for all, so that a name is written one way. */
const names: Readonly<Record<WarehouseType | "all", Table>> = {
  all: [
    ["plain", "plain"],
    ["_under_1", "_under_1"],
    ["Upper", '"Upper"'],
    ["1st", '"1st"'],
    ["a b", '"a b"'],
    ["a-b", '"a-b"'],
    ["a.b", '"a.b"'],
    ["a$b", '"a$b"'],
    ["a'b", `"a'b"`],
    ["a\\b", '"a\\b"'],
    ['a"b', '"a""b"'],
    ['"', '""""'],
    ['x"; drop table t; --', '"x""; drop table t; --"'],
    ["größe", '"größe"'],
    ["two\nlines", '"two\nlines"'],
    ["", '""'],
    ["select", '"select"'],
    ["user", '"user"'],
    ["table", '"table"'],
  ],
  duckdb: [
    ["qualify", '"qualify"'],
    ["pivot", '"pivot"'],
    ["asof", '"asof"'],
    ["lambda", '"lambda"'],
    ["summarize", '"summarize"'],
    ["positional", '"positional"'],
  ],
  postgres: [
    ["analyse", '"analyse"'],
    ["asymmetric", '"asymmetric"'],
    ["concurrently", '"concurrently"'],
    ["session_user", '"session_user"'],
    ["variadic", '"variadic"'],
    ["window", '"window"'],
  ],
  redshift: [
    ["tag", '"tag"'],
    ["encode", '"encode"'],
    ["sysdate", '"sysdate"'],
    ["top", '"top"'],
    ["minus", '"minus"'],
    ["oid", '"oid"'],
    ["text32k", '"text32k"'],
    ["partition", '"partition"'],
  ],
}

describe.each(warehouseTypes)("a text in SQL of %s", (type) => {
  it.each(literals[type].map((each) => [...each]))("%j", (text, sql) => {
    expect(literalsOf(type)(text ?? "")).toBe(sql)
    expect(textRead(`select ${sql}`, type)).toBe(text)
  })
})

describe.each([...warehouseTypes, "all"] as const)("a name in SQL of %s", (type) => {
  it.each(names[type].map((each) => [...each]))("%j", (name = "", sql = "") => {
    expect(identifier(name)).toBe(sql)
    expect([quoted(name), name]).toContain(sql)
  })
})

describe("DuckDB reads back", () => {
  it("every text and every name", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect()
    const texts = literals.duckdb.map(([text]) => text)
    const columns = Object.values(names).flatMap((table) =>
      table.flatMap(([name]) => (name === "" ? [] : name)),
    )
    const list = columns.map(
      (name, index) => `${literalsOf("duckdb")(texts[index] ?? "")} as ${identifier(name)}`,
    )
    const answer = await connection.runAndReadAll(`select ${list.join(", ")}`)
    expect(columns.length).toBeGreaterThan(texts.length)
    expect(answer.columnNames()).toEqual(columns)
    expect(answer.getRows()).toEqual([columns.map((_, index) => texts[index] ?? "")])
  })
})

/** The text that lux's own reader finds in the only item of a select list. */
function textRead(sql: string, dialect: WarehouseType): string | undefined {
  const statement = parseStatement(sql, dialect)
  const body = statement.kind === "query" ? statement.body : undefined
  const item = body?.kind === "select" ? body.items[0]?.expression : undefined
  return item?.kind === "string" ? item.value : undefined
}

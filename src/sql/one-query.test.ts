import { describe, expect, it } from "vitest"
import { alone } from "./one-query.ts"
import { SqlRefusal } from "./refusal.ts"
import type { SqlDialect } from "./types.ts"

const dialects: readonly SqlDialect[] = ["duckdb", "postgres", "redshift"]

describe.each(dialects)("one query in %s", (dialect) => {
  it.each([
    ["select 1;", "select 1 "],
    ["select 1;;\n;", "select 1  \n "],
    ["select 1;\n-- c", "select 1 \n-- c\n"],
    ["select 1;\n/* c; */\n;", "select 1 \n/* c; */\n "],
    ["select 1 -- c ;", "select 1 -- c ;\n"],
    ["-- a;\nselect ';' as a", "-- a;\nselect ';' as a"],
    ["(select 1)\nunion all\n(select 2);", "(select 1)\nunion all\n(select 2) "],
    ["with a as (select 1) select * from a;", "with a as (select 1) select * from a "],
    ["values (1)", "values (1)"],
    ["select 1 as into", "select 1 as into"],
    ["select update, set from t", "select update, set from t"],
    ["select /* a /* b */ ; c */ 1", "select /* a /* b */ ; c */ 1"],
    ["select $$;$$, $a$;$$;$a$", "select $$;$$, $a$;$$;$a$"],
    ["select E'\\';'", "select E'\\';'"],
    ["select E'a'\n'\\';'", "select E'a'\n'\\';'"],
  ])("%j", (sql, expected) => expect(alone(sql, dialect, "query")).toBe(expected))

  it.each([
    ["select 1; drop table keep", 'second statement: expected one query, found "drop" after ";"', 10],
    ["select 1;; select 2;", 'second statement: expected one query, found "select" after ";"', 11],
    ["select 1) ; drop table keep; --", 'second statement: expected one query, found "drop" after ";"', 12],
    ["select 1) as a, (select 2", '")" without "("', 8],
    ["select (1", '"(" is not closed', 7],
    ["select 1 /* c", "a comment is not closed", 9],
    ["select 1 /* /* */", "a comment is not closed", 9],
    ["select 'a", "a string is not closed", 7],
    ["select $a$ ; $$", "a dollar-quoted string is not closed", 7],
    ["select 1 -- c\r; drop table keep", 'second statement: expected one query, found "drop" after ";"', 16],
    [
      "select 'a'||/* ' */'b'; drop table keep; --'",
      'second statement: expected one query, found "drop" after ";"',
      24,
    ],
    [
      "select 1 as a\u0301$$; drop table keep; select 1 as a\u0301$$",
      'second statement: expected one query, found "drop" after ";"',
      18,
    ],
    [
      "select $\u00e9\u0301$ ' $\u00e9\u0301$; drop table keep; --'",
      'second statement: expected one query, found "drop" after ";"',
      20,
    ],
    ["drop table keep", 'expected a query, found "drop"', 0],
    ["-- a\n(delete from keep)", 'expected a query, found "delete"', 6],
    ["insert into keep values (1) returning *", 'expected a query, found "insert"', 0],
    ["create table x as select 1", 'expected a query, found "create"', 0],
    [
      "with a as (insert into keep values (1) returning *) select * from a",
      'expected a query, found "insert"',
      11,
    ],
    [
      "with a as materialized (update keep as k set id = 2 returning *) select * from a",
      'expected a query, found "update"',
      24,
    ],
    ["with a as (select 1) delete from keep", 'expected a query, found "delete"', 21],
    [
      "with a as (select 1), b as (merge into keep using a on true) select 1",
      'expected a query, found "merge"',
      28,
    ],
    ["explain select 1", 'expected a query, found "explain"', 0],
    ["call f()", 'expected a query, found "call"', 0],
    ["-- nothing\n;", "expected a query, found no SQL", 0],
    ["", "expected a query, found no SQL", 0],
  ])("not %j", (sql, message, offset) => {
    expect(refusal(sql, dialect)).toEqual({ code: "LUX-1302", message, offset })
  })

  it.each([
    ["id > 3 -- c", "id > 3 -- c\n"],
    ["max(id)", "max(id)"],
  ])("the expression %j", (sql, expected) => expect(alone(sql, dialect, "expression")).toBe(expected))

  it.each(["true); drop table keep; --", "true) or (true", "true /*", "a; b"])("no expression: %j", (sql) => {
    expect(() => alone(sql, dialect, "expression")).toThrow(SqlRefusal)
  })

  it("a hook may have several statements", () => {
    expect(alone("delete from a; select 1;\n-- c", dialect, "statement")).toBe(
      "delete from a; select 1 \n-- c\n",
    )
  })
})

describe("what the dialects read in different ways", () => {
  it.each([
    ["duckdb", "from range(3)"],
    ["duckdb", "pivot t on a using sum(b)"],
    ["duckdb", "unpivot t on a, b into name n value v"],
    // A blank to DuckDB, so that the quotes after it are a string.
    ["duckdb", "select 1 as a\u200b, $$ ; $$"],
    ["redshift", "select 'it\\'s; fine'"],
  ] as const)("%s: %j", (dialect, sql) => expect(alone(sql, dialect, "query")).toBe(sql))

  it.each([
    ["postgres", "from range(3)", 'expected a query, found "from"'],
    ["postgres", "select 1 into copy", 'expected a query, found "into"'],
    ["redshift", "select 1 into copy from t", 'expected a query, found "into"'],
    ["duckdb", "describe t", 'expected a query, found "describe"'],
    ["duckdb", "summarize t", 'expected a query, found "summarize"'],
    [
      "postgres",
      "select '\\'; drop table keep --'",
      'second statement: expected one query, found "drop" after ";"',
    ],
    [
      "redshift",
      "select '\\\\'; drop table keep --'",
      'second statement: expected one query, found "drop" after ";"',
    ],
    // A letter to Postgres, so that the name goes on.
    [
      "postgres",
      "select 1 as a\u00a0$$; drop table keep; select 1 as a\u00a0$$",
      'second statement: expected one query, found "drop" after ";"',
    ],
    [
      "duckdb",
      "select 1, \u200b$$ ' $$; drop table keep; --'",
      'second statement: expected one query, found "drop" after ";"',
    ],
  ] as const)("not %s: %j", (dialect, sql, message) => expect(refusal(sql, dialect)?.message).toBe(message))

  it("a description can be shown", () => {
    expect(alone("describe t;", "duckdb", "shown query")).toBe("describe t ")
  })
})

function refusal(sql: string, dialect: SqlDialect) {
  try {
    alone(sql, dialect, "query")
    return undefined
  } catch (error) {
    if (!(error instanceof SqlRefusal)) throw error
    return { code: error.code, message: error.message, offset: error.offset }
  }
}

import { DuckDBInstance } from "@duckdb/node-api"
import { beforeEach, describe, expect, it } from "vitest"
import { Relation } from "../../sql/relation.ts"
import type { Session } from "../warehouse.ts"
import { InterruptibleConnection } from "./duckdb-interruptible.ts"
import { duckDbSession } from "./duckdb-session.ts"
import { duckDbStatements as statements } from "./duckdb-statements.ts"

// Names that need quotes everywhere.
const target = new Relation("odd schema", 'a "table"')
const source = target.withSuffix("__new")
let session: Session

beforeEach(async () => {
  const instance = await DuckDBInstance.create(":memory:")
  session = duckDbSession(new InterruptibleConnection(await instance.connect()))
  await session.run(statements.createSchema("odd schema"))
})

async function make(relation: Relation, rows: string): Promise<void> {
  await session.run(
    statements.createTableAs(relation, `select * from (values ${rows}) as t(id, "group", seq)`),
  )
}

async function rowsOfTarget(): Promise<unknown[]> {
  const { rows } = await session.query(`select * from ${target} order by all`)
  return rows.map((row) => Object.values(row).join(" "))
}

const matching = { target, source, keys: ["id"], predicates: [], sequenceBy: undefined }
const columns = ["id", "group", "seq"]

describe("merge", () => {
  it.each([
    ["updates and inserts", {}, ["1 A 9", "2 b 5", "3 C 1"]],
    ["leaves a newer stored row", { sequenceBy: "seq" }, ["1 A 9", "2 b 5", "3 C 1"]],
    ["updates only the named columns", { updateColumns: ["seq"] }, ["1 a 9", "2 b 5", "3 C 1"]],
    [
      "only looks at stored rows that a predicate takes",
      { predicates: ["target.seq > 100"] },
      ["1 A 9", "1 a 5", "2 b 5", "3 C 1"],
    ],
  ])("%s", async (_, options, expected) => {
    await make(target, "(1, 'a', 5), (2, 'b', 5)")
    await make(source, "(1, 'A', 9), (3, 'C', 1)")
    await session.runAll(
      statements.merge({ ...matching, updateColumns: ["group", "seq"], insertColumns: columns, ...options }),
    )
    expect(await rowsOfTarget()).toEqual(expected)
  })

  it("keeps the stored row when what comes is older, and takes what is as new", async () => {
    await make(target, "(1, 'stored', 5), (2, 'stored', 5), (3, 'stored', null)")
    await make(source, "(1, 'older', 4), (2, 'equal', 5), (3, 'any', 1)")
    await session.runAll(
      statements.merge({
        ...matching,
        sequenceBy: "seq",
        updateColumns: ["group", "seq"],
        insertColumns: columns,
      }),
    )
    expect(await rowsOfTarget()).toEqual(["1 stored 5", "2 equal 5", "3 any 1"])
  })

  it("takes a missing key as one key", async () => {
    await make(target, "(null, 'stored', 1)")
    await make(source, "(null, 'new', 2)")
    await session.runAll(
      statements.merge({ ...matching, updateColumns: ["group", "seq"], insertColumns: columns }),
    )
    expect(await rowsOfTarget()).toEqual([" new 2"])
  })
})

describe("delete and insert", () => {
  it("leaves what is newer than what comes", async () => {
    await make(target, "(1, 'stored', 9), (2, 'stored', 1)")
    await make(source, "(1, 'new', 5), (2, 'new', 5), (3, 'new', 5)")
    await session.run(statements.deleteMatching({ ...matching, sequenceBy: "seq" }))
    await session.run(statements.insertMissing({ target, source, keys: ["id"], columns }))
    expect(await rowsOfTarget()).toEqual(["1 stored 9", "2 new 5", "3 new 5"])
  })
})

describe("tables", () => {
  it("are made, filled from texts, altered, indexed and renamed", async () => {
    const typed = [
      { name: "id", type: "integer" },
      { name: "said", type: "varchar" },
      { name: "at", type: "timestamp" },
    ]
    await session.run(statements.createTable(target, typed))
    const rows = [
      ["1", "it's", "2024-01-01 10:00:00"],
      ["2", "", null],
      [null, "\\n", "2024-01-01"],
    ]
    for (const sql of statements.insertRows(target, typed, rows)) await session.run(sql)
    await session.run(statements.addColumn(target, { name: "select", type: "bigint" }))
    const reshaped = [
      { name: "id", type: "bigint", exists: true },
      { name: "said", type: "varchar", exists: true },
      { name: "select", type: "bigint", exists: true },
    ]
    for (const sql of statements.reshapeTable(target, reshaped, [])) await session.run(sql)
    await session.run(statements.rename(target, "table", "plain"))
    const index = { name: "plain_id_idx", columns: ["id"], unique: false }
    await session.run(statements.createIndex(new Relation("odd schema", "plain"), index) ?? "")
    const result = await session.query('select * from "odd schema".plain order by id')
    expect(result.columns).toEqual([
      { name: "id", type: "BIGINT" },
      { name: "said", type: "VARCHAR" },
      { name: "select", type: "BIGINT" },
    ])
    expect(result.rows).toEqual([
      { id: 1, said: "it's", select: null },
      { id: 2, said: "", select: null },
      { id: null, said: "\\n", select: null },
    ])
    await session.run(statements.drop(new Relation("odd schema", "plain"), "table"))
    await session.run(statements.drop(new Relation("odd schema", "plain"), "table"))
  })

  it("splits a great many rows into several statements", () => {
    const rows = Array.from({ length: 3000 }, () => ["x".repeat(1000)])
    const inserts = statements.insertRows(target, [{ name: "a", type: "varchar" }], rows)
    expect(inserts.length).toBe(4)
    expect(inserts.join("").match(/x{1000}/g)?.length).toBe(3000)
  })
})

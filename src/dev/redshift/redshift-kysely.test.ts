/** What Kysely offers, through the dialect, as far as Redshift has it. */
import { CamelCasePlugin, type Generated, type Kysely, sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type StandIn, startStandIn } from "./stand-in.testkit.ts"

type Tables = {
  "shop.person": { id: Generated<number>; name: string; city: string | null; born: string | null }
  "shop.sale": { id: number; person_id: number; amount: string; at: string | null; tags: unknown }
  "shop.change": { id: number; name: string; city: string | null }
}

let standIn: StandIn
let db: Kysely<Tables>

beforeAll(async () => {
  standIn = await startStandIn()
  db = standIn.db.withTables<Tables>()
})
afterAll(async () => standIn[Symbol.asyncDispose]())

beforeEach(async () => {
  await sql`drop schema if exists shop cascade`.execute(db)
  await db.schema.createSchema("shop").execute()
  await db.schema
    .createTable("shop.person")
    .addColumn("id", sql`bigint identity(1, 1)`, (column) => column.primaryKey())
    .addColumn("name", "varchar(20)", (column) => column.notNull())
    .addColumn("city", "varchar(20)")
    .addColumn("born", "date")
    .modifyEnd(sql`diststyle all sortkey (id)`)
    .execute()
  await db.schema
    .createTable("shop.sale")
    .addColumn("id", "integer")
    .addColumn("person_id", "bigint")
    .addColumn("amount", "decimal(12, 2)")
    .addColumn("at", "timestamp")
    .addColumn("tags", sql`super`)
    .addForeignKeyConstraint("sale_person", ["person_id"], "shop.person", ["id"])
    .modifyEnd(sql`distkey (person_id)`)
    .execute()
  await db
    .insertInto("shop.person")
    .values([
      { name: "Ada", city: "London", born: "1815-12-10" },
      { name: "Bob", city: null, born: null },
      { name: "Coco", city: "Paris", born: "1883-08-19" },
    ])
    .execute()
  const at = "2024-01-01 00:00:00"
  await db
    .insertInto("shop.sale")
    .values([
      { id: 1, person_id: 1, amount: "10.50", at, tags: '["a", "b"]' },
      { id: 2, person_id: 1, amount: "2.25", at, tags: null },
      { id: 3, person_id: 3, amount: "100", at: null, tags: '{"x": {"y": 1}}' },
    ])
    .execute()
})

describe("select", () => {
  it("joins, groups, filters, orders and limits", async () => {
    const rows = await db
      .selectFrom("shop.person as p")
      .leftJoin("shop.sale as s", "s.person_id", "p.id")
      .select(({ fn, eb }) => [
        "p.name",
        fn.count<number>("s.id").as("sales"),
        fn.coalesce(fn.sum<string>("s.amount"), sql<string>`0`).as("amount"),
        eb.case().when("p.city", "is", null).then("nowhere").else(eb.ref("p.city")).end().as("place"),
      ])
      .groupBy(["p.name", "p.city"])
      .having(({ fn }) => fn.count("s.id"), "<", 5)
      .orderBy("sales", "desc")
      .orderBy("name")
      .limit(2)
      .execute()
    expect(rows).toEqual([
      { name: "Ada", sales: 2, amount: "12.75", place: "London" },
      { name: "Coco", sales: 1, amount: "100.00", place: "Paris" },
    ])
  })

  it("takes common table expressions, subqueries, unions and windows", async () => {
    const rows = await db
      .with("ranked", (from) =>
        from.selectFrom("shop.sale").select(({ fn }) => [
          "id",
          "person_id",
          fn
            .agg<number>("row_number")
            .over((over) => over.partitionBy("person_id").orderBy("amount", "desc"))
            .as("place"),
        ]),
      )
      .selectFrom("ranked")
      .where("place", "=", 1)
      .where(({ exists, selectFrom, not }) =>
        not(
          exists(
            selectFrom("shop.person")
              .select("id")
              .whereRef("id", "=", "person_id")
              .where("name", "=", "Coco"),
          ),
        ),
      )
      .select("id")
      .union(db.selectFrom("shop.person").where("name", "in", ["Coco", "Dora"]).select("id"))
      .orderBy("id")
      .execute()
    expect(rows).toEqual([{ id: 1 }, { id: 3 }])
  })

  it("follows a view that binds its tables late, and one that binds them now", async () => {
    await db
      .withSchema("shop")
      .schema.createView("bound")
      .orReplace()
      .as(db.selectFrom("shop.person").select("name").where("city", "is not", null))
      .execute()
    await sql`create view shop.late as select name from shop.person with no schema binding`.execute(db)
    const names = async (view: string) =>
      (await sql<{ name: string }>`select name from ${sql.table(view)} order by name`.execute(db)).rows
    expect(await names("shop.bound")).toEqual([{ name: "Ada" }, { name: "Coco" }])
    expect(await names("shop.late")).toHaveLength(3)
  })

  it("streams, and reads more than a page", async () => {
    const many = sql<{
      n: number
    }>`with recursive t (n) as (select 1 union all select n + 1 from t where n < 2500) select n from t order by n`
    const { rows } = await many.execute(db)
    expect([rows.length, rows[2499]]).toEqual([2500, { n: 2500 }])
    const seen: number[] = []
    for await (const { id } of db.selectFrom("shop.sale").select("id").orderBy("id").stream(2)) seen.push(id)
    expect(seen).toEqual([1, 2, 3])
  })

  it("names as a plugin wants them", async () => {
    const camel = standIn.db.withPlugin(new CamelCasePlugin()).withTables<{
      "shop.sale": { id: number; personId: number }
    }>()
    expect(
      await camel.selectFrom("shop.sale").select("personId").where("id", "=", 3).executeTakeFirst(),
    ).toEqual({ personId: 3 })
  })
})

describe("parameters", () => {
  it.each([
    ["text", 'it\'s \\ :p1 $1 "x"', "varchar(30)", 'it\'s \\ :p1 $1 "x"'],
    ["empty text", "", "varchar(30)", ""],
    ["null", null, "varchar(30)", null],
    ["whole number", -42, "integer", -42],
    ["large number", 9007199254740991n, "bigint", 9007199254740991],
    ["fraction", 0.1, "double precision", 0.1],
    ["exponent", 1e300, "double precision", 1e300],
    ["decimal", "12345678901234567890.12", "decimal(38, 2)", "12345678901234567890.12"],
    ["truth", true, "boolean", true],
    ["time", new Date("2024-02-29T12:34:56.789Z"), "timestamp", "2024-02-29 12:34:56.789"],
    ["date", "2024-02-29", "date", "2024-02-29"],
    ["no number", Number.NaN, "double precision", "NaN"],
  ])("%s comes back", async (_, value, type, expected) => {
    const { rows } = await sql`select cast(${value} as ${sql.raw(type)}) as value`.execute(db)
    expect(rows).toEqual([{ value: expected }])
  })

  it("reads what SUPER holds", async () => {
    expect(await db.selectFrom("shop.sale").select("tags").orderBy("id").execute()).toEqual([
      { tags: ["a", "b"] },
      { tags: null },
      { tags: { x: { y: 1 } } },
    ])
  })
})

describe("writing", () => {
  it("inserts what a query gives, updates from another table, deletes by one", async () => {
    await db
      .insertInto("shop.sale")
      .columns(["id", "person_id", "amount"])
      .expression(db.selectFrom("shop.person").select(["id", "id as person_id", sql<string>`1`.as("amount")]))
      .execute()
    const [updated] = await db
      .updateTable("shop.sale")
      .from("shop.person as p")
      .set({ amount: "7" })
      .whereRef("p.id", "=", "person_id")
      .where("p.name", "=", "Bob")
      .execute()
    expect(updated?.numUpdatedRows).toBe(1n)
    const [deleted] = await db
      .deleteFrom("shop.sale")
      .using("shop.person as p")
      .whereRef("p.id", "=", "shop.sale.person_id")
      .where("p.name", "=", "Ada")
      .execute()
    expect(deleted?.numDeletedRows).toBe(3n)
    const amounts = await db.selectFrom("shop.sale").select("amount").orderBy("amount").execute()
    expect(amounts.map(({ amount }) => amount)).toEqual(["1.00", "7.00", "100.00"])
  })

  it("merges", async () => {
    await db.schema
      .createTable("shop.change")
      .as(sql`select 1 as id, cast('Ada L' as varchar(20)) as name, cast(null as varchar(20)) as city
          union all select 9, 'Eve', 'Rome'`)
      .execute()
    const [result] = await db
      .mergeInto("shop.person")
      .using("shop.change", "shop.change.id", "shop.person.id")
      .whenMatched()
      .thenUpdateSet(({ ref }) => ({ name: ref("shop.change.name"), city: ref("shop.change.city") }))
      .whenNotMatched()
      .thenInsertValues(({ ref }) => ({ name: ref("shop.change.name"), city: ref("shop.change.city") }))
      .execute()
    expect(result?.numChangedRows).toBe(2n)
    const rows = await db.selectFrom("shop.person").select(["name", "city"]).orderBy("name").execute()
    expect(rows).toEqual([
      { name: "Ada L", city: null },
      { name: "Bob", city: null },
      { name: "Coco", city: "Paris" },
      { name: "Eve", city: "Rome" },
    ])
  })

  it("changes tables", async () => {
    await db.schema.alterTable("shop.person").addColumn("note", "varchar(5)").execute()
    await db.schema.alterTable("shop.person").renameColumn("note", "remark").execute()
    await db.schema.alterTable("shop.person").dropColumn("born").execute()
    await db.schema.alterTable("shop.person").renameTo("people").execute()
    const table = (await db.introspection.getTables()).find(({ name }) => name === "people")
    expect(table?.columns.map(({ name }) => name)).toEqual(["id", "name", "city", "remark"])
    await db.schema.dropTable("shop.people").execute()
    await db.schema.dropTable("shop.people").ifExists().execute()
  })

  it.each([
    [
      "returning",
      () => db.insertInto("shop.person").values({ name: "x", city: null, born: null }).returning("id"),
    ],
    [
      "on conflict",
      () =>
        db
          .insertInto("shop.person")
          .values({ name: "x", city: null, born: null })
          .onConflict((conflict) => conflict.doNothing()),
    ],
  ])("has no %s, as Redshift", async (clause, query) => {
    await expect(query().execute()).rejects.toThrow(`syntax error at or near "${clause}"`)
    expect(await db.selectFrom("shop.person").select("name").where("name", "=", "x").execute()).toEqual([])
  })

  it("has no indexes and no savepoints, as Redshift", async () => {
    await expect(db.schema.createIndex("i").on("shop.person").column("name").execute()).rejects.toThrow(
      'SQL command "CREATE INDEX" not supported',
    )
    const held = db.transaction().execute((open) => sql`savepoint here`.execute(open))
    await expect(held).rejects.toThrow('SQL command "SAVEPOINT" not supported')
  })
})

describe("transactions", () => {
  it("see their own writes, and others do not until they commit", async () => {
    const open = await db.startTransaction().setIsolationLevel("serializable").execute()
    await open.deleteFrom("shop.sale").execute()
    const count = (from: Kysely<Tables>) =>
      from
        .selectFrom("shop.sale")
        .select(({ fn }) => fn.countAll<number>().as("n"))
        .executeTakeFirst()
    expect([await count(open), await count(db)]).toEqual([{ n: 0 }, { n: 3 }])
    await open.commit().execute()
    expect(await count(db)).toEqual({ n: 0 })
  })

  it("undo schema changes too", async () => {
    const undone = db.transaction().execute(async (open) => {
      await open.schema.createTable("shop.extra").addColumn("x", "integer").execute()
      await open.schema.alterTable("shop.person").renameTo("gone").execute()
      throw new Error("undone")
    })
    await expect(undone).rejects.toThrow("undone")
    const names = (await db.introspection.getTables()).filter(({ schema }) => schema === "shop")
    expect(names.map(({ name }) => name)).toEqual(["person", "sale"])
  })

  it("keep a session of their own for what lives in one", async () => {
    const seen = await db.connection().execute(async (one) => {
      await sql`create temp table mine as select 1 as x`.execute(one)
      return (await sql`select x from mine`.execute(one)).rows
    })
    expect(seen).toEqual([{ x: 1 }])
  })
})

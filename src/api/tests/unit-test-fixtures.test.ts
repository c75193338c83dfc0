/** What a fixture leaves out: lux fills in every column that it knows of the input. */
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const sources = "sources: [{name: shop, tables: [{name: raw_items}, {name: raw_products}]}]\n"

const staged = {
  "models/stg_items.sql": `with source as (select * from {{source "shop" "raw_items"}}),
renamed as (select id as item_id, order_id, sku as product_id, quantity, note from source)
select * from renamed`,
  "models/stg_products.sql": `select sku as product_id, name as product_name, cast(price as decimal(10, 2)) as price, date_trunc('day', added_at) as added
from {{source "shop" "raw_products"}}`,
  "models/items.sql": `with items as (select * from {{ref "stg_items"}}), products as (select * from {{ref "stg_products"}})
select items.*, products.product_name, products.price * items.quantity as amount, coalesce(items.note, 'none') as remark
from items left join products on products.product_id = items.product_id`,
}

const unitTest = (given: string, expected: string): string => `${sources}
unit_tests:
  - name: tried
    model: items
    given:
${given}
    expect: {rows: [${expected}]}
`

async function outcome(files: Readonly<Record<string, string>>): Promise<string> {
  const project = temporaryProject({ ...staged, ...files })
  const { nodes } = await project.execute("test", { select: ["test_type:unit"] })
  return nodes
    .map(({ status, error, checks }) => {
      const found = error ?? checks.find((check) => check.error !== undefined)?.error
      return found === undefined
        ? status
        : `${status} ${found.code} ${found.message} (${found.place?.line}) ${found.hint}`
    })
    .join("\n")
}

describe("a fixture that leaves out columns", () => {
  it("of models over sources that declare none", async () => {
    const given = `      - {input: ref('stg_items'), rows: [{item_id: 1, product_id: p1, quantity: 2}]}
      - {input: ref('stg_products'), rows: [{product_id: p1, price: 4.50, added: 2024-02-03}]}`
    const expected = "{item_id: 1, amount: 9.00, remark: none, product_name: null, order_id: null}"
    expect(await outcome({ "models/m.yml": unitTest(given, expected) })).toBe("ok")
  })

  it("all of them, and with no rows", async () => {
    const given =
      "      - {input: ref('stg_items'), rows: [{item_id: 1}]}\n      - {input: ref('stg_products'), rows: []}"
    expect(
      await outcome({ "models/m.yml": unitTest(given, "{item_id: 1, amount: null, remark: none}") }),
    ).toBe("ok")
  })

  it("as CSV and as SQL", async () => {
    const given = `      - {input: ref('stg_items'), format: csv, rows: "item_id,product_id,quantity\\n1,p1,2\\n"}
      - {input: ref('stg_products'), format: sql, rows: "select 'p1' as product_id, 4.5 as price"}`
    expect(
      await outcome({ "models/m.yml": unitTest(given, "{item_id: 1, amount: 9, product_name: null}") }),
    ).toBe("ok")
  })

  it("of a snapshot of a model, and of a source with declared columns", async () => {
    const given = `      - {input: ref('kept'), rows: [{item_id: 1, dbt_valid_from: 2024-01-01}]}
      - {input: "source('shop', 'raw_products')", rows: [{sku: p1}]}`
    const files = {
      "models/items.sql": `select k.item_id, k.quantity + 1 as more, k.dbt_valid_to is null as open, p.price * 2 as twice, upper(p.name) as name
from {{ref "kept"}} k cross join {{source "shop" "raw_products"}} p`,
      "models/m.yml": unitTest(
        given,
        "{item_id: 1, more: null, open: true, twice: null, name: null}",
      ).replace(
        "{name: raw_products}",
        "{name: raw_products, columns: [{name: sku}, {name: name}, {name: price, data_type: 'decimal(10,2)'}]}",
      ),
      "snapshots/kept.yml":
        "snapshots: [{name: kept, relation: ref('stg_items'), config: {unique_key: item_id, strategy: check, check_cols: all}}]\n",
    }
    expect(await outcome(files)).toBe("ok")
  })

  it("that nobody knows is an error that names the input and what to declare", async () => {
    const files = {
      "models/items.sql": `select sku, price, weight from {{source "shop" "raw_products"}}`,
      "models/m.yml": unitTest(
        "      - {input: \"source('shop', 'raw_products')\", rows: [{sku: a, price: 1}]}",
        "{sku: a}",
      ),
    }
    expect(await outcome(files)).toBe(
      `fail LUX-2471 column "weight" is not known: source('shop', 'raw_products') does not declare it (7) Declare it under columns: of the input, with its data_type, or write it in a row: {weight: null}.`,
    )
  })

  it("whose type decides which function is called is an error that names it", async () => {
    const files = {
      "models/items.sql": `select product_id, year(added) as y from {{ref "stg_products"}}`,
      "models/m.yml": unitTest(
        "      - {input: ref('stg_products'), rows: [{product_id: p1}]}",
        "{product_id: p1}",
      ),
    }
    expect(await outcome(files)).toMatch(
      /^fail LUX-2471 the model calls a function .* \(7\) Declare a data_type .* added of ref\('stg_products'\)\.$/,
    )
  })

  it("takes the type of the values where none is declared", async () => {
    const files = {
      "models/items.sql": `select price * 2 as twice from {{source "shop" "raw_products"}}`,
      "models/m.yml": unitTest(
        "      - {input: \"source('shop', 'raw_products')\", rows: [{price: 1.25}, {price: null}]}",
        "{twice: 2.50}, {twice: null}",
      ).replace("{name: raw_products}", "{name: raw_products, columns: [{name: price}, {name: sku}]}"),
    }
    expect(await outcome(files)).toBe("ok")
  })
})

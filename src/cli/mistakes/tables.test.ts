/** Mistakes with snapshots, incremental models, seeds and the lake. */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { warmLux } from "../../dev/lux-process.testkit.ts"
import { told } from "./mistake.testkit.ts"

const snapshot = (config: string, seed = "order_id,customer,amount\n1,ada,10\n2,grace,20\n") => ({
  "snapshots/history.yml": `snapshots:\n  - name: order_history\n    relation: ref('orders')\n    config: {${config}}\n`,
  "seeds/orders.csv": seed,
})

describe("a mistake with a snapshot", () => {
  it("no strategy", async () => {
    expect(await told({ files: snapshot("unique_key: order_id"), args: ["parse"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1070 snapshots/history.yml:2:11  snapshot "order_history" does not say how changes are found
        2 |   - name: order_history
          |           ^^^^^^^^^^^^^
        hint: Set strategy: timestamp with updated_at, or check with check_cols.
      "
    `)
  })

  it("a key that is not there", async () => {
    expect(
      await told({
        files: snapshot("strategy: check, check_cols: all, unique_key: order_no"),
        args: ["build", "--select", "+order_history"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.order_history
      LUX-2131 snapshots/history.yml:2:11  snapshot "order_history": its relation has no column "order_no"
        2 |   - name: order_history
          |           ^^^^^^^^^^^^^
        hint: Did you mean "order_id"?
        compiled: target/compiled/shop/snapshots/order_history.sql

      Retry: lux retry

      "
    `)
  })

  it("several rows of one key", async () => {
    expect(
      await told({
        files: snapshot(
          "strategy: check, check_cols: all, unique_key: order_id",
          "order_id,customer,amount\n1,ada,10\n1,grace,20\n",
        ),
        args: ["build", "--select", "+order_history"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.order_history
      LUX-2133 snapshots/history.yml:2:11  snapshot "order_history": several rows have one unique_key: order_id 1
          order_id | customer | amount
          1        | ada      | 10
          1        | grace    | 20
        2 |   - name: order_history
          |           ^^^^^^^^^^^^^
        hint: Nothing was changed. Name the columns that tell its rows apart, or take the duplicates out.
        compiled: target/compiled/shop/snapshots/order_history.sql

      Retry: lux retry

      "
    `)
  })
})

describe("a mistake with what is added to", () => {
  it("a key to merge by that is not there", async () => {
    expect(
      await told({
        files: {
          "models/revenue.sql":
            '{{config materialized="incremental" unique_key="order_no"}}\nselect order_id, amount from {{ref "order_lines"}}\n',
        },
        args: ["build"],
        before: async (folder) => void (await warmLux(["build"], { cwd: folder })),
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2102 models/revenue.sql:1:1  model "revenue" has no column "order_no" to merge by
        1 | {{config materialized="incremental" unique_key="order_no"}}
          | ^
        hint: Did you mean "order_id"?
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a type of a seed's column that is not there", async () => {
    expect(
      await told({
        files: {
          "seeds/seeds.yml": "seeds:\n  - name: orders\n    config: {column_types: {order_no: integer}}\n",
        },
        args: ["seed"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2113 seeds/orders.csv:1:1  column_types names "order_no", which seed "orders" does not have
        1 | order_id,customer,amount
          | ^
        hint: Did you mean "order_id"?
      "
    `)
  })
})

const raw = "lake/raw/orders_2024-01-01/orders_2024-01-01_000000.json"
const lake = {
  "models/lake.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: orders
        external: {path: raw/orders_*/*.json}
        columns: [{name: order_id, data_type: integer}]
`,
  "models/staged.sql": '{{config materialized="stage"}}\nselect order_id from {{source "lake" "orders"}}\n',
  [raw]: '[{"order_id": 1}]\n',
}
const batches = (text: string): string =>
  text.replaceAll(/\d{8}T\d{6}_[0-9a-f]+/g, "<batch>").replaceAll(/batch \w+/g, "batch <id>")

describe("a mistake with the lake", () => {
  it("a raw file that changed after it was staged", async () => {
    const text = await told({
      files: lake,
      args: ["build", "--select", "staged"],
      before: async (folder) => {
        await warmLux(["build", "--select", "staged"], { cwd: folder })
        writeFileSync(join(folder, raw), '[{"order_id": 1}, {"order_id": 2}]\n')
      },
    })
    expect(batches(text)).toMatchInlineSnapshot(`
      "exit 1

      ERROR staged
      LUX-2204 models/staged.sql:1:1  1 file changed after delivery: orders_2024-01-01_000000.json: cca3b6cf in batch <batch>, a4195e3c now at <shop>/lake/raw/orders_2024-01-01/orders_2024-01-01_000000.json
        1 | {{config materialized="stage"}}
          | ^
        hint: Nothing was applied. To go on, put the recorded version back, or take the new one and replay: lux build --full-refresh --select staged+

      Retry: lux retry

      "
    `)
  })

  it("a file that is not JSON", async () => {
    expect(
      await told({ files: { ...lake, [raw]: '[{"order_id": 1' }, args: ["build", "--select", "staged"] }),
    ).toMatchInlineSnapshot(`
      "exit 0

      WARN staged  0 rows of 1 file; 1 record rejected: <shop>/lake/raw/orders_2024-01-01/orders_2024-01-01_000000.json, record 1: the file ends early (lux show staged --rejects)

      "
    `)
  })

  it("a stage model that reads a table", async () => {
    expect(
      await told({
        files: { "models/staged.sql": '{{config materialized="stage"}}\nselect * from {{ref "orders"}}\n' },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR staged
      LUX-2206 models/staged.sql:1:1  stage model "staged" reads no files of the lake
        1 | {{config materialized="stage"}}
          | ^
        hint: A stage model selects from a source that has \`external\` files.

      Retry: lux retry

      "
    `)
  })

  it("a view that reads files", async () => {
    expect(
      await told({
        files: {
          ...lake,
          "models/staged.sql":
            '{{config materialized="view"}}\nselect order_id from {{source "lake" "orders"}}\n',
        },
        args: ["compile"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1404 models/staged.sql:1:1  view "staged" reads files ("orders")
        1 | {{config materialized="view"}}
          | ^
        hint: A view cannot keep a reference to files that change: materialize it as a table or incremental.
      "
    `)
  })

  it("batches that were thrown away with their raw files", async () => {
    const text = await told({
      files: {
        ...lake,
        "models/loaded.sql": '{{config materialized="table"}}\nselect order_id from {{ref "staged"}}\n',
      },
      args: ["build", "--select", "loaded"],
      before: async (folder) => {
        await warmLux(["build", "--select", "staged"], { cwd: folder })
        rmSync(join(folder, "shop.batches"), { recursive: true })
        rmSync(join(folder, "lake"), { recursive: true })
      },
    })
    expect(batches(text)).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.loaded
      LUX-2202 models/lake.yml:6:9  there is no lake at <shop>/lake
        6 |         external: {path: raw/orders_*/*.json}
          |         ^^^^^^^^
        hint: Set LUX_LAKE to the folder that holds raw/, or make one with \`lux dev lake\`.

      Retry: lux retry

      "
    `)
  })
})

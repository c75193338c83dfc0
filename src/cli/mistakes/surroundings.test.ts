/** What goes wrong around a project: the database, the disk, the lake. Each with the whole text that one reads. */
import { spawn } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { luxFile, warmLux } from "../../dev/lux-process.testkit.ts"
import { needing } from "../../dev/needing.testkit.ts"
import { told } from "./mistake.testkit.ts"

describe("something wrong around the project", () => {
  it("a database that another program has open", async () => {
    let holder: number | undefined
    const text = await told({
      args: ["build", "--lock-timeout", "0"],
      before: async (folder) => {
        holder = await hold(join(folder, "shop.duckdb"))
      },
    })
    expect(
      text.replaceAll(String(holder), "<pid>").replace(/ \(.*\)$/m, " (<command>)"),
    ).toMatchInlineSnapshot(`
      "exit 75
      LUX-2001 <shop>/shop.duckdb is in use by process <pid> (<command>)
        hint: DuckDB lets one process at a time open a file. Wait for it or stop it, or let lux wait longer than 0 s with --lock-timeout.
      "
    `)
  })

  needing("a system other than Windows", process.platform !== "win32").it(
    "a disk that takes no more",
    async () => {
      const text = await told({
        files: {
          "models/many.sql": `{{config materialized="table"}}
select md5(a.order_id::varchar) as one from {{ref "orders"}} as a
`,
        },
        args: ["build"],
        // A limit of the size of files stands in for the disk's end: the system says it at the same places.
        limits: { kilobytes: 8 },
      })
      expect(text).toMatchInlineSnapshot(`
      "exit 1
      LUX-2004 <shop>/shop.duckdb cannot be opened: Could not write file "<shop>/shop.duckdb.<pid>.making": File too large
        hint: Make room on the disk, or move the database elsewhere. What was published is whole.
      "
    `)
    },
  )

  it("a folder for artifacts that is a file", async () => {
    expect(await told({ files: { target: "in the way\n" }, args: ["compile"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2330 target/compiled/shop/models/order_lines.sql and 3 other files of SQL could not be written: ENOTDIR: not a directory, open '<shop>/target/compiled/shop/models/order_lines.sql.<pid>.writing'
        hint: Look at the rights and the space of the folder, or name another with --target-path.
      "
    `)
  })

  it("columns of an incremental model that changed", async () => {
    const model = (columns: string): string =>
      `{{config materialized="incremental" on_schema_change="fail"}}\nselect ${columns} from {{ref "order_lines"}}\n`
    expect(
      await told({
        files: { "models/revenue.sql": model("customer") },
        args: ["build", "--select", "revenue"],
        before: async (folder) => {
          await warmLux(["build"], { cwd: folder })
          writeFileSync(join(folder, "models/revenue.sql"), model("customer, amount"))
        },
      }),
    ).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.revenue
      LUX-2101 models/revenue.sql:1:1  the columns of "revenue" changed: "amount" is new
        1 | {{config materialized="incremental" on_schema_change="fail"}}
          | ^
        hint: Build it with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.
        compiled: target/compiled/shop/models/revenue.sql

      Retry: lux retry

      "
    `)
  })

  it("a raw file that changed after it was staged", async () => {
    const raw = "lake/raw/orders_2024-01-01/orders_2024-01-01_000000.json"
    const text = await told({
      files: {
        "models/lake.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: orders
        external: {path: raw/orders_*/*.json}
        columns: [{name: order_id, data_type: integer}]
`,
        "models/loaded.sql": '{{config materialized="table"}}\nselect order_id from {{ref "staged"}}\n',
        "models/staged.sql":
          '{{config materialized="stage"}}\nselect order_id from {{source "lake" "orders"}}\n',
        [raw]: '[{"order_id": 1}]\n',
      },
      args: ["build", "--select", "loaded"],
      before: async (folder) => {
        await warmLux(["build", "--select", "staged"], { cwd: folder })
        rmSync(join(folder, "shop.batches"), { recursive: true })
        writeFileSync(join(folder, raw), '[{"order_id": 1}, {"order_id": 2}]\n')
      },
    })
    expect(text.replace(/batch \w+/, "batch <id>")).toMatchInlineSnapshot(`
      "exit 1

      ERROR main.loaded
      LUX-2205 models/staged.sql:1:1  1 batch <id> "staged" is unavailable: orders_2024-01-01_000000.json (batch 19700101T000000_9fc78708f552) has changed
        1 | {{config materialized="stage"}}
          | ^
        hint: Put the raw files back into the lake, or the Parquet files into the batches' folder. Nothing was changed.

      Retry: lux retry

      "
    `)
  })

  it("a project's folder that is not there", async () => {
    expect(await told({ args: ["parse", "--project-dir", "shpo"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1001 there is no folder <shop>/shpo
      "
    `)
  })
})

/** Another process that has the database open until the test ends; its id. */
async function hold(path: string): Promise<number> {
  const { resolve } = createRequire(luxFile)
  const script = `
    const { DuckDBInstance } = require(${JSON.stringify(resolve("@duckdb/node-api"))})
    DuckDBInstance.create(${JSON.stringify(path)}).then((instance) => {
      globalThis.kept = instance
      console.log("open")
      setInterval(() => undefined, 1000)
    })`
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
  onTestFinished(() => void child.kill())
  await new Promise((done) => child.stdout.once("data", done))
  return child.pid ?? 0
}

/** For tests: a project of everything that commands write, what each command needs to have something to do, and what has to be there after it. */
import { execFileSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { historyNames } from "../../project/history-names.ts"
import { repositoryRoot } from "../lux-process.testkit.ts"
import { salesSource } from "../sales-source.testkit.ts"
import type { EveryWarehouse } from "./every-warehouse.testkit.ts"
import type { NetworkProject } from "./network-project.testkit.ts"

export interface KilledCommand {
  readonly name: string
  readonly args: readonly string[]
  /** Gives it something to do. */
  prepare(): Promise<void>
  /** It touches no warehouse, and the project cannot be read while it runs. */
  readonly isApart?: true
  /** What follows from its having ended well. */
  done(): void
  /** What is wrong with what it alone leaves, behind what the whole project has to be. */
  wrong?(): Promise<readonly string[]>
}

export interface KilledWorld {
  readonly commands: readonly KilledCommand[]
  wrong(): Promise<readonly string[]>
  /** Calls what it gives after a command: which leases that command got and still holds. */
  watchLeases(): Promise<() => Promise<readonly string[]>>
  stop(): void
}

const rows = 300
/** Whose amounts differ from version to version. */
const changing = 10

const seedOf = (version: number): string => {
  const lines = Array.from({ length: rows }, (_, index) => {
    const id = index + 1
    return `${id},c${id % 5},${id + (id <= changing ? version : 0)}`
  })
  return `id,customer,amount\n${lines.join("\n")}\n`
}
const sumOf = (version: number): number => (rows * (rows + 1)) / 2 + changing * version

const page = readFileSync(join(repositoryRoot, "docs/guides/collectors.md"), "utf8")
const shown = (language: string): string =>
  new RegExp(`## A collector of your own.*?\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? ""

/** Files of the project; `address` is where the collector asks. */
export const killedFiles = (address: string): Readonly<Record<string, string>> => ({
  "seeds/orders.csv": seedOf(0),
  "seeds/orders.yml":
    "seeds:\n  - name: orders\n    config: {column_types: {id: bigint, customer: varchar(20), amount: 'decimal(18,2)'}}\n",
  "models/order_view.sql": "select id, customer, amount from {{ref 'orders'}}",
  "models/order_table.sql":
    "{{config materialized='table'}} select id, customer, amount from {{ref 'orders'}}",
  "models/order_log.sql":
    "{{config materialized='incremental' incremental_strategy='merge' unique_key='id'}} select id, customer, amount from {{ref 'orders'}}",
  "models/totals.sql":
    "{{config materialized='table' publish_together='marts'}} select count(*) as orders, sum(amount) as amount from {{ref 'order_table'}}",
  "models/by_customer.sql":
    "{{config materialized='table' publish_together='marts'}} select customer, sum(amount) as amount from {{ref 'order_table'}} group by customer",
  "models/stage_sales.sql": `{{config materialized="stage"}}\nselect id, shop, _collected_at from {{source "lake" "sales"}}`,
  "models/sales_log.sql": `{{config materialized="incremental" incremental_strategy="append"}}\nselect id, shop from {{ref "stage_sales"}}`,
  "models/models.yml": `models:
  - name: order_table
    columns: [{name: id, data_tests: [not_null, unique]}, {name: amount, data_tests: [{column_max: {max: 100000}}]}]
  - name: totals
    columns: [{name: orders, data_tests: [not_null]}]
`,
  "models/sources.yml": salesSource,
  "snapshots/order_history.yml":
    "snapshots:\n  - name: order_history\n    relation: ref('orders')\n    config: {unique_key: id, strategy: check, check_cols: [customer, amount]}\n",
  "packages.yml": "packages:\n  - git: file://PACKAGE\n    revision: main\n",
  "lambdas/collect-weather/index.ts": shown("ts"),
  "lambdas/collectors.yml": `version: 1\n${shown("yaml").replace("https://weather.example.com/v1", address).replace("settings:", "limits: { attempts: 1 }\n    settings:")}`,
})

export function killedWorld(options: {
  readonly project: NetworkProject
  readonly type: EveryWarehouse
  readonly prefix: string
  /** Where exports go. */
  readonly exports: string
  /** Whether batches are in a folder here, and which. */
  readonly batches: string | undefined
  readonly server: Server
}): KilledWorld {
  const { project, type, prefix, exports, batches } = options
  const { folder } = project
  const file = (...path: readonly string[]): string => join(folder, ...path)
  let written = 0
  let seeded = 0
  let built = 0
  let raw = 0
  let staged = 0
  let kept: number | undefined
  let versions = 0
  let ticks = 0

  const newSeed = (): void => project.write({ "seeds/orders.csv": seedOf(++written) })
  const newRaw = (): void => {
    const hour = raw++
    const at = new Date(Date.UTC(2024, 0, 1) + hour * 3_600_000).toISOString()
    const name = `sales_${at.slice(0, 10)}_${at.slice(11, 19).replaceAll(":", "")}.json`
    const records = [0, 1, 2].map((each) => ({ id: hour * 3 + each + 1, shop: `shop ${each}` }))
    project.write({ [`lake/raw/${name}`]: JSON.stringify(records) })
  }
  const snapped = (): void => {
    versions += kept === undefined ? rows : kept === seeded ? 0 : changing
    kept = seeded
  }
  const ran = (): void => {
    built = seeded
    staged = raw
  }
  const values = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const { rows: found } = await project.lux().show({ inline: sql, limit: -1 })
    return found.map((row) => Object.values(row))
  }
  const numbers = async (sql: string): Promise<readonly number[]> => (await values(sql)).flat().map(Number)

  // The package that deps fetches: files enough that fetching takes a while.
  const origin = file("..", `${folder.split("/").at(-1)}-package`)
  mkdirSync(join(origin, "macros"), { recursive: true })
  writeFileSync(join(origin, "lux_project.yml"), `name: pkg\ndialect: ${type}\n`)
  for (let index = 0; index < 60; index++)
    writeFileSync(join(origin, "macros", `pkg_${index}.hbs`), `{{#macro "pkg_${index}" }}1{{/macro}}\n`)
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: origin })
  git("init", "-q", "-b", "main")
  git("add", ".")
  git("commit", "-qm", "one")
  project.write({ "packages.yml": `packages:\n  - git: file://${origin}\n    revision: main\n` })
  symlinkSync(join(repositoryRoot, "node_modules"), file("node_modules"))

  const age = async (): Promise<void> => {
    const schema = `${prefix}quality`
    const old = type === "duckdb" ? "timestamp '2020-01-01 00:00:00'" : "'2020-01-01 00:00:00'"
    const columns = {
      invocation: "started_at",
      node_result: "started_at",
      check_result: "checked_at",
      metric: "measured_at",
    }
    await project.lux().runOperation({
      sql: Object.entries(columns)
        .map(([table, column]) => `update ${schema}.${table} set ${column} = ${old}`)
        .join(";\n"),
    })
  }

  const commands: readonly KilledCommand[] = [
    {
      name: "build",
      args: ["build"],
      prepare: async () => {
        newSeed()
        newRaw()
      },
      done: () => {
        seeded = written
        ran()
        snapped()
      },
      wrong: async () => {
        const waiting = file("target/undelivered")
        return existsSync(waiting) ? readdirSync(waiting).map((name) => `${name} is not delivered`) : []
      },
    },
    {
      name: "build --full-refresh",
      args: ["build", "--full-refresh", "--exclude", "stage_sales", "order_history"],
      prepare: async () => newSeed(),
      done: () => {
        seeded = written
        built = seeded
      },
    },
    {
      name: "seed",
      args: ["seed"],
      prepare: async () => newSeed(),
      done: () => {
        seeded = written
      },
    },
    { name: "snapshot", args: ["snapshot"], prepare: async () => undefined, done: snapped },
    {
      name: "stage",
      args: ["build", "--select", "stage_sales", "sales_log"],
      prepare: async () => newRaw(),
      done: () => {
        staged = raw
      },
    },
    {
      name: "docs",
      args: ["docs", "generate"],
      prepare: async () => undefined,
      done: () => undefined,
      wrong: async () => ["manifest.json", "catalog.json"].flatMap((name) => notJson(file("target", name))),
    },
    {
      name: "export",
      args: [
        "export",
        "--select",
        "order_table",
        "totals",
        "--to",
        exports,
        "--format",
        "csv",
        "--overwrite",
      ],
      prepare: async () => undefined,
      done: () => undefined,
      wrong: async () => {
        if (exports.startsWith("s3:")) return []
        const lines = readFileSync(file(exports, "order_table.csv"), "utf8").trim().split("\n").length
        return [
          ...(lines === rows + 1 ? [] : [`export has ${lines} lines`]),
          ...readdirSync(file(exports)).filter((name) => !/^(order_table|totals)\.csv$/.test(name)),
        ]
      },
    },
    {
      name: "clone",
      args: ["clone", "--target", "copy", "--state", "state", "--full-refresh"],
      prepare: async () => {
        rmSync(file("state"), { recursive: true, force: true })
        mkdirSync(file("state"))
        for (const name of ["manifest.json", "lux.json"]) cpSync(file("target", name), file("state", name))
      },
      done: () => undefined,
      wrong: async () => {
        const [count] = await numbers(`select count(*) from ${prefix}copy.order_table`)
        return count === rows ? [] : [`the clone has ${count} rows`]
      },
    },
    {
      name: "deps",
      args: ["deps"],
      isApart: true,
      prepare: async () => rmSync(file("lux_packages"), { recursive: true, force: true }),
      done: () => undefined,
      wrong: async () => {
        const there = readdirSync(file("lux_packages")).sort().join(" ")
        const macros = readdirSync(file("lux_packages/pkg/macros")).length
        return there === ".gitignore pkg" && macros === 60
          ? []
          : [`lux_packages has ${there}, and ${macros} macros`]
      },
    },
    {
      name: "compact",
      args: ["quality", "compact", "--keep", "90d", ...(type === "duckdb" ? [] : ["--delete"])],
      prepare: age,
      done: () => undefined,
    },
    {
      name: "janitor",
      args: ["janitor", "--drop"],
      prepare: async () => {
        const stale = ["one", "two", "three"].map((name) => `models/stale_${name}.sql`)
        project.write(
          Object.fromEntries(stale.map((path) => [path, "{{config materialized='table'}} select 1 as x"])),
        )
        await project.execute("run", { select: ["stale_one", "stale_two", "stale_three"] })
        for (const path of stale) rmSync(file(path))
      },
      done: () => undefined,
    },
    {
      name: "collect",
      args: ["collect", "weather", "--at"],
      prepare: async () => {
        ticks++
      },
      done: () => undefined,
    },
  ]

  const tablesWrong = async (): Promise<readonly string[]> => {
    const n = built
    const expected: Record<string, readonly [number, number]> = {
      orders: [rows, sumOf(seeded)],
      // A view shows the seed as it is now.
      order_view: [rows, sumOf(seeded)],
      order_table: [rows, sumOf(n)],
      order_log: [rows, sumOf(n)],
      totals: [1, sumOf(n)],
      by_customer: [5, sumOf(n)],
    }
    const found = await values(
      [
        ...Object.keys(expected).map(
          (name) => `select '${name}' as name, count(*) as n, sum(amount) as total from {{ref '${name}'}}`,
        ),
        "select 'sales_log', count(*), coalesce(sum(id), 0) from {{ref 'sales_log'}}",
        "select 'history', count(*), sum(case when dbt_valid_to is null then amount else 0 end) from {{ref 'order_history'}}",
      ].join("\nunion all\n"),
    )
    const sales = staged * 3
    const whole: Record<string, readonly [number, number]> = {
      ...expected,
      sales_log: [sales, (sales * (sales + 1)) / 2],
      history: [versions, sumOf(kept ?? 0)],
    }
    return found.flatMap(([name, count, total]) => {
      const wanted = whole[String(name)] ?? [0, 0]
      return Number(count) === wanted[0] && Number(total) === wanted[1]
        ? []
        : [`${name} has ${count} rows of ${total}, not ${wanted.join(" of ")}`]
    })
  }

  const known = new Set(
    [
      ...[
        "orders",
        "order_view",
        "order_table",
        "order_log",
        "totals",
        "by_customer",
        "sales_log",
        "order_history",
      ].flatMap((name) => [`s.${name}`, `copy.${name}`]),
      ...historyNames.map((name) => `quality.${name}`),
      ...["raw_file", "batch", "batch_load", "lease", "run", "materialized_view"].map(
        (name) => `_lux.${name}`,
      ),
    ].map((name) => prefix + name),
  )
  const relationsWrong = async (): Promise<readonly string[]> => {
    const found = await values(
      `select table_schema || '.' || table_name from information_schema.tables where table_schema not in ('information_schema', 'pg_catalog')${prefix === "" ? "" : ` and table_schema like '${prefix}%'`}`,
    )
    return found
      .flat()
      .map(String)
      .filter((name) => !known.has(name))
      .map((name) => `${name} is left`)
  }

  const recordsWrong = async (): Promise<readonly string[]> => {
    const quality = `${prefix}quality`
    const twice = (table: string, columns: string): string =>
      `select '${table}' as name, count(*) as n from (select ${columns} from ${table} group by ${columns} having count(*) > 1) as t`
    const asked = [
      twice(`${quality}.invocation`, "invocation_id"),
      twice(`${quality}.node_result`, "invocation_id, unique_id"),
      twice(`${quality}.check_result`, "invocation_id, check_id"),
      `select 'results without an invocation', count(*) from ${quality}.node_result as r where not exists (select 1 from ${quality}.invocation as i where i.invocation_id = r.invocation_id)`,
      twice(`${prefix}_lux.raw_file`, "stage, file_name"),
      twice(`${prefix}_lux.batch`, "stage, batch_id"),
      twice(`${prefix}_lux.batch_load`, "relation, stage, batch_id"),
      `select 'batches that are not loaded', count(*) from ${prefix}_lux.batch as b where not exists (select 1 from ${prefix}_lux.batch_load as l where l.batch_id = b.batch_id)`,
      `select 'raw files', count(*) - ${staged} from ${prefix}_lux.raw_file`,
    ]
    const found = await values(asked.join("\nunion all\n"))
    return found
      .filter(([, count]) => Number(count) !== 0)
      .map(([name, count]) => `${count} too many: ${name}`)
  }

  const filesWrong = async (): Promise<readonly string[]> => {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (path) => !/^(node_modules|lux_packages|lambdas)\//.test(path),
    )
    const left = paths.filter((path) => /\.(writing|lux_export|tmp|wal|lock)$|\.fetched|\.writing/.test(path))
    const records = paths.filter((path) => path.includes("parse.record-"))
    if (records.length > 1) left.push(...records)
    if (batches === undefined || !existsSync(join(batches, "stage_sales"))) return left
    const recorded = (await values(`select location, rejects from ${prefix}_lux.batch`))
      .flat()
      .filter((each) => each !== null)
    const there = readdirSync(join(batches, "stage_sales"))
    return [...left, ...there.filter((name) => !recorded.includes(name))].map((path) => `${path} is left`)
  }

  return {
    commands: commands.map((command) =>
      command.name === "collect"
        ? {
            ...command,
            get args() {
              const at = new Date(Math.floor(Date.now() / 3_600_000 - (ticks % 100)) * 3_600_000)
              return [...command.args, at.toISOString()]
            },
          }
        : command,
    ),
    wrong: async () => [
      ...(await tablesWrong()),
      ...(await relationsWrong()),
      ...(await recordsWrong()),
      ...(await filesWrong()),
    ],
    async watchLeases() {
      // DuckDB's file has one writer, and no leases.
      if (type === "duckdb") return async () => []
      const leases = `${prefix}_lux.lease`
      const [last = 0] = await numbers(`select coalesce(max(seq), 0) from ${leases}`)
      return async () => {
        const held = await values(`select node from ${leases} where seq > ${last} and released_at is null`)
        return held.flat().map((node) => `the lease of ${node} is held`)
      }
    },
    stop() {
      options.server.close()
      rmSync(origin, { recursive: true, force: true })
    },
  }
}

function notJson(path: string): readonly string[] {
  try {
    JSON.parse(readFileSync(path, "utf8"))
    return []
  } catch (error) {
    return [`${path}: ${error}`]
  }
}

/** Kew and Oslo answer one page each. */
export async function stations(): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "", "http://localhost").pathname.slice("/stations/".length)
    response.writeHead(200, { "content-type": "application/json" })
    response.end(JSON.stringify({ observations: [{ id: `${name}-1`, temp_c: 7.5 }] }))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, server }
}

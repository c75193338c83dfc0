/** For tests: a small project with one thing wrong, and the whole text that the real command says about it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, onTestFinished } from "vitest"
import { lux, type ProcessOptions, warmLux } from "../../dev/lux-process.testkit.ts"

/** Builds well as it is. */
export const shop: Readonly<Record<string, string>> = {
  "lux_project.yml": `name: shop
dialect: redshift
targets:
  dev: {type: duckdb, path: shop.duckdb}
vars:
  currency: EUR
`,
  "seeds/orders.csv": "order_id,customer,amount\n1,ada,10\n2,grace,20\n",
  "models/order_lines.sql": `{{config materialized="table"}}
select order_id, customer, amount
from {{ref "orders"}}
`,
  "models/revenue.sql": `select customer, {{money "sum(amount)"}} as revenue
from {{ref "order_lines"}}
group by customer
`,
  "models/shop.yml": `models:
  - name: order_lines
    columns:
      - name: order_id
        data_tests: [unique, not_null]
`,
  "macros/money.sql": `{{#macro "money" "amount"}}
cast({{amount}} as decimal(18, 2))
{{/macro}}
`,
}

export interface Mistake {
  /** Written over the project's files; `undefined` takes one away. */
  readonly files?: Readonly<Record<string, string | undefined>>
  readonly args: readonly string[]
  readonly env?: ProcessOptions["env"]
  readonly limits?: ProcessOptions["limits"]
  /** Told the folder before the command runs. */
  readonly before?: (folder: string) => Promise<void>
}

/** `exit 2` and what standard error says, with the project's folder as `<shop>`. A stack trace in it fails the test. */
export async function told({ files = {}, args, env = {}, before, limits }: Mistake): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lux-mistake-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries({ ...shop, ...files })) {
    if (text === undefined) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  await before?.(folder)
  const options = { cwd: folder, env }
  const { code, stderr } =
    limits === undefined ? await warmLux(args, options) : await lux(args, { ...options, limits })
  expect(stderr).not.toMatch(stackTrace)
  expect(stderr).not.toContain("internal error")
  return `exit ${code}\n${stderr.replaceAll(folder, "<shop>").replaceAll(/\.(?:[0-9a-f]{6}-)?\d+\.(writing|making)/g, ".<pid>.$1")}`
}

/** A line of a stack trace: `    at file:///...` or `    at name (node:...)`. */
export const stackTrace = /^\s+at (async )?(\S+ \()?(file:|node:|\/)/m

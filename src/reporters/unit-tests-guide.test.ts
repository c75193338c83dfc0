/** The examples of the guide to unit tests, as one project. */
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { plainColors } from "./colors.ts"
import { failureText } from "./run-summary.ts"

const page = readFileSync(join(resolve(import.meta.dirname, "../../docs/guides"), "unit-tests.md"), "utf8")
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, own]) => own === language)
    .map(([, , text]) => text ?? "")

it("runs what the guide shows", async () => {
  const [single = "", incremental = "", overrides = "", chain = ""] = blocks("yaml")
  const [customers = ""] = blocks("sql")
  const project = temporaryProject({
    "models/sources.yml":
      "sources: [{name: shop, tables: [{name: raw_orders, columns: [{name: id, data_type: integer}, {name: customer, data_type: varchar}, {name: amount, data_type: 'decimal(10,2)'}]}]}]\n",
    "models/orders.sql":
      'select id, lower(trim(customer)) as customer, amount, false as is_refunded from {{source "shop" "raw_orders"}}\n',
    "models/customers.sql": customers,
    "models/order_log.sql": `{{config materialized="incremental"}}
select id from {{ref "orders"}}{{#if (is_incremental)}} where id > (select max(id) from {{self}}){{/if}}\n`,
    "macros/current_day.sql": '{{#macro "current_day"}}current_date{{/macro}}\n',
    "models/priced.sql": `select {{current_day}} as day, '{{var "currency" "EUR"}}' as currency, '{{env "REGION" "us"}}' as region\n`,
    "models/customers.yml": single,
    "models/incremental.yml": incremental,
    "models/chain.yml": chain,
    "models/overrides.yml": `unit_tests:\n  - name: overridden\n    model: priced\n${overrides}    expect: {rows: [{day: 2026-01-01, currency: CHF, region: eu}]}\n`,
  })
  const { nodes } = await project.execute("test")
  expect(
    nodes
      .flatMap(({ checks }) => checks)
      .map(({ name, status }) => `${name} ${status}`)
      .sort(),
  ).toEqual([
    "an_order_becomes_a_customer pass",
    "overridden pass",
    "refunds_do_not_count pass",
    "takes_only_new_orders pass",
  ])
  project.write({
    "models/customers.sql": `${customers.replace("where not is_refunded\n", "")}\nunion all select 'eve', 1, 3\n`,
  })
  const failed = await project.execute("test", { select: ["unit_test:refunds_do_not_count"] })
  const text = failureText(failed, { colors: plainColors, columns: () => undefined, again: "", show: String })
  const [block = ""] = [...page.matchAll(/^```\n(FAIL[\s\S]*?)\n```$/gm)].map(([, block]) => block ?? "")
  expect(text.replace(/\n\nRetry.*/s, "")).toBe(block)
})

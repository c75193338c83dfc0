/** Whatever is done to a project's files, lux says what is wrong with them: it never fails itself and shows no stack. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { createLux } from "../../api/create-lux.ts"
import { warmLux } from "../../dev/lux-process.testkit.ts"
import { seededRandom } from "../../dev/seeded-random.ts"
import { LuxError, LuxErrors } from "../../errors.ts"
import { plainColors } from "../../reporters/colors.ts"
import { errorsText } from "../../reporters/error-text.ts"
import { damaged, type Files } from "./damage.testkit.ts"
import { shop, stackTrace } from "./mistake.testkit.ts"

/** Something of everything that a project can have. */
const project: Files = {
  ...shop,
  "models/daily.sql": `{{config materialized="incremental" unique_key="order_id" on_schema_change="append_new_columns"}}
select order_id, {{half "amount"}} as half, '{{upper (var "currency")}}' as currency
from {{ref "order_lines"}}
{{#if (is_incremental)}}
where order_id > (select coalesce(max(order_id), 0) from {{self}})
{{/if}}
`,
  "models/sources.yml": `sources:
  - name: other
    schema: main
    tables:
      - name: orders
        description: '{{doc "orders"}}'
exposures:
  - name: board
    type: dashboard
    owner: {email: ada@example.com}
    depends_on:
      - ref('revenue')
      - source('other', 'orders')
`,
  "models/more.yml": `models:
  - name: revenue
    config: {tags: [money], meta: {a: 1}}
    columns:
      - name: customer
        data_tests:
          - not_null
          - accepted_values: {values: [ada, grace], config: {severity: warn, where: "revenue > 0"}}
          - relationships: {to: ref('orders'), field: customer}
`,
  "models/orders.md": '{{#docs "orders"}}\nWhat was *ordered*.\n{{/docs}}\n',
  "macros/half.mjs": "export function half(context, expression) {\n  return `(${expression}) / 2.0`\n}\n",
  "tests/positive.sql": 'select * from {{ref "order_lines"}} where amount < 0\n',
  "tests/generic/small.sql":
    '{{#test "small" "model" "column_name" most=10}}\nselect * from {{model}} where {{column_name}} > {{most}}\n{{/test}}\n',
  ".env": "SHOP_REGION=eu\n",
}

function written(seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), "lux-damage-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(damaged(project, seededRandom(seed)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

it("as it is, it builds", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-damage-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(project)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { success, nodes } = await createLux({ projectDir: folder, env: {} }).build()
  expect([success, nodes.length]).toEqual([true, 4])
})

it("of 300 damaged projects each is read and compiled, or every error is one with a place in a file", async () => {
  const seeds = Array.from({ length: 300 }, (_, at) => at)
  let wrong = 0
  for (const seed of seeds) {
    const folder = written(seed)
    try {
      await createLux({ projectDir: folder, env: {}, cache: false }).compile()
    } catch (error) {
      wrong++
      const errors =
        error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : undefined
      if (errors === undefined) throw new Error(`seed ${seed}`, { cause: error })
      for (const { message, place } of errors) {
        // What is said of no place names what it is about.
        expect(place?.file ?? message, `seed ${seed}: ${message}`).toMatch(/\w/)
        expect(message, `seed ${seed}`).not.toMatch(/undefined|\[object|NaN/)
      }
      expect(errorsText(errors, plainColors)).not.toMatch(stackTrace)
    }
  }
  expect(wrong).toBeGreaterThan(150)
})

it("of 24 damaged projects the command says what is wrong with them, with an exit code that says so", async () => {
  const seeds = Array.from({ length: 24 }, (_, at) => 1000 + at)
  const codes = new Set<number | null>()
  for (const seed of seeds) {
    const { code, stdout, stderr } = await warmLux(["build"], { cwd: written(seed) })
    expect([0, 1, 2], `seed ${seed}: ${stderr}`).toContain(code)
    expect(`${stdout}${stderr}`, `seed ${seed}`).not.toMatch(stackTrace)
    expect(stderr, `seed ${seed}`).not.toContain("internal error")
    if (code !== 0) expect(stderr, `seed ${seed}`).toMatch(/LUX-\d{4}|FAIL/)
    codes.add(code)
  }
  expect(codes).toContain(2)
})

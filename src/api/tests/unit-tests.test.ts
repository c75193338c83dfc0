import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxErrors } from "../../errors.ts"
import type { Finding } from "../../run/unit-test/findings.ts"
import type { RunOptions, RunResult } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const shop = {
  "models/sources.yml": `sources:
  - name: shop
    schema: raw
    tables:
      - name: orders
        columns:
          - {name: id, data_type: integer}
          - {name: customer, data_type: varchar}
          - {name: amount, data_type: "decimal(10,2)"}
          - {name: ordered_at, data_type: timestamp}
`,
  "models/orders.sql": `select id, customer, amount, ordered_at from {{source "shop" "orders"}} where amount > 0`,
  "models/customers.sql": `{{config materialized="table"}}
select customer, count(*) as orders, sum(amount) as spent, avg(amount)::double as mean, max(ordered_at)::date as last_day
from {{ref "orders"}} group by customer`,
}

const customersTest = (rows: string, more = ""): string => `unit_tests:
  - name: sums
    model: customers
    given:
      - input: ref('orders')
        rows:
          - {id: 1, customer: ada, amount: 10.50, ordered_at: 2026-01-01 10:00:00}
          - {id: 2, customer: ada, amount: 0.1}
          - {id: 3, customer: bob, amount: 7}
    expect:
      rows: ${rows}
${more}`

async function outcomes(
  project: TemporaryProject,
  options: RunOptions = {},
): Promise<{ readonly result: RunResult; readonly told: Record<string, string | readonly Finding[]> }> {
  const result = await project.execute("test", options)
  const checks = result.nodes.flatMap((node) => node.checks)
  const told = Object.fromEntries(
    checks.map(({ name, status, findings = [], error }) => [
      name,
      error === undefined ? (findings.length === 0 ? status : findings) : `${error.code} ${error.message}`,
    ]),
  )
  return { result, told }
}

describe("a unit test of one model", () => {
  it("passes where the rows are those, in any order, in the columns that are written, and opens no warehouse", async () => {
    const project = temporaryProject({
      ...shop,
      "models/unit.yml": customersTest(
        "[{customer: bob, spent: 7, orders: 1}, {orders: 2, customer: ada, spent: 10.6}]",
      ),
    })
    const { result, told } = await outcomes(project)
    expect(told).toEqual({ sums: "pass" })
    expect(result.success).toBe(true)
    expect(existsSync(project.database)).toBe(false)
  })

  it("tells the rows that differ, that are missing and that are too many", async () => {
    const project = temporaryProject({
      ...shop,
      "models/unit.yml": customersTest(
        "[{customer: ada, orders: 2, spent: 11}, {customer: eve, orders: 9, spent: 1}]",
      ),
    })
    const { result, told } = await outcomes(project)
    expect(result.success).toBe(false)
    expect(told["sums"]).toEqual([
      {
        kind: "rows",
        model: "customers",
        columns: ["customer", "orders", "spent"],
        same: 0,
        rows: [
          { expected: ["ada", "2", "11.00"], actual: ["ada", "2", "10.60"] },
          { expected: ["eve", "9", "1.00"], actual: undefined },
          { expected: undefined, actual: ["bob", "1", "7.00"] },
        ],
      },
    ])
  })

  it.each([
    ["a float by twelve digits", "[{customer: ada, mean: 5.3}, {customer: bob, mean: 7}]", "pass"],
    ["a date and a null", "[{customer: ada, last_day: 2026-01-01}, {customer: bob, last_day: null}]", "pass"],
    [
      "a column that the model does not have",
      "[{customer: ada, spend: 1}]",
      'LUX-2467 model "customers" has no column "spend"',
    ],
    [
      "a value of another type",
      "[{customer: ada, orders: many}]",
      'LUX-2468 column "orders" of model "customers" is bigint, but the value is not one: "many"',
    ],
  ])("compares %s", async (_, rows, expected) => {
    const { told } = await outcomes(temporaryProject({ ...shop, "models/unit.yml": customersTest(rows) }))
    expect(told).toEqual({ sums: expected })
  })

  it("counts duplicates", async () => {
    const test = (rows: string) => `unit_tests:
  - name: all
    model: orders
    given:
      - {input: "source('shop', 'orders')", rows: [{id: 1, amount: 1}, {id: 1, amount: 1}, {id: 2, amount: -1}]}
    expect: {rows: ${rows}}
`
    const twice = temporaryProject({ ...shop, "models/unit.yml": test("[{id: 1}, {id: 1}]") })
    expect((await outcomes(twice)).told).toEqual({ all: "pass" })
    const once = temporaryProject({ ...shop, "models/unit.yml": test("[{id: 1}]") })
    expect((await outcomes(once)).result.success).toBe(false)
  })

  it("takes CSV, SQL and fixtures", async () => {
    const project = temporaryProject({
      ...shop,
      "tests/fixtures/two_orders.csv": "id,customer,amount\n1,ada,2.5\n2,bob,\n",
      "tests/fixtures/their_sums.sql": "select 'ada' as customer, 2.5 as spent union all select 'bob', null",
      "models/unit.yml": `unit_tests:
  - name: fixtures
    model: customers
    given: [{input: ref('orders'), format: csv, fixture: two_orders}]
    expect: {format: sql, fixture: their_sums}
  - name: inline
    model: customers
    given:
      - input: ref('orders')
        format: sql
        rows: select 1 as id, 'ada' as customer, 2.5 as amount
    expect:
      format: csv
      rows: |
        customer,spent,last_day
        ada,2.5,
`,
    })
    expect((await outcomes(project)).told).toEqual({ fixtures: "pass", inline: "pass" })
    project.write({ "tests/fixtures/two_orders.csv": "id,customer,amount\n1,ada,3.5\n2,bob,\n" })
    expect((await outcomes(project)).result.success).toBe(false)
  })

  it("gives an incremental model the rows that it has, and expects what its query brings", async () => {
    const project = temporaryProject({
      ...shop,
      "models/log.sql": `{{config materialized="incremental"}}
select id, amount from {{ref "orders"}}
{{#if (is_incremental)}}where id > (select max(id) from {{self}}){{/if}}`,
      "models/unit.yml": `unit_tests:
  - name: adds
    model: log
    overrides: {macros: {is_incremental: true}}
    given:
      - {input: ref('orders'), rows: [{id: 1, amount: 1}, {id: 2, amount: 2}]}
      - {input: this, rows: [{id: 1}]}
    expect: {rows: [{id: 2, amount: 2}]}
  - name: whole
    model: log
    given: [{input: ref('orders'), rows: [{id: 1, amount: 1}, {id: 2, amount: 2}]}]
    expect: {rows: [{id: 1}, {id: 2}]}
`,
    })
    expect((await outcomes(project)).told).toEqual({ adds: "pass", whole: "pass" })
  })

  it("overrides vars, environment variables and macros", async () => {
    const project = temporaryProject({
      ...shop,
      "macros/rate.sql": `{{#macro "rate"}}1{{/macro}}`,
      "models/priced.sql": `select id, amount * {{rate}} as price, '{{var "currency" "EUR"}}' as currency, '{{env "SHOP" "none"}}' as shop from {{ref "orders"}}`,
      "models/unit.yml": `unit_tests:
  - name: overridden
    model: priced
    overrides: {vars: {currency: CHF}, env_vars: {SHOP: berne}, macros: {rate: 3}}
    given: [{input: ref('orders'), rows: [{id: 1, amount: 2}]}]
    expect: {rows: [{id: 1, price: 6, currency: CHF, shop: berne}]}
  - name: plain
    model: priced
    given: [{input: ref('orders'), rows: [{id: 1, amount: 2}]}]
    expect: {rows: [{id: 1, price: 2, currency: EUR, shop: none}]}
`,
    })
    expect((await outcomes(project)).told).toEqual({ overridden: "pass", plain: "pass" })
  })

  it("builds ephemeral models between, unless their rows are given, loads seeds, and knows columns for star", async () => {
    const project = temporaryProject({
      ...shop,
      "seeds/names.csv": "customer,name\nada,Ada L.\n",
      "models/big.sql": `{{config materialized="ephemeral"}}select * from {{ref "orders"}} where amount > 5`,
      "models/named.sql": `select {{star (ref "big") except=(list "ordered_at")}}, name from {{ref "big"}} left join {{ref "names"}} using (customer)`,
      "models/unit.yml": `unit_tests:
  - name: through
    model: named
    given: [{input: ref('orders'), rows: [{id: 1, customer: ada, amount: 9}, {id: 2, customer: ada, amount: 1}]}]
    expect: {rows: [{id: 1, customer: ada, amount: 9, name: Ada L.}]}
  - name: instead
    model: named
    given:
      - {input: ref('big'), rows: [{id: 2, customer: ada, amount: 1}]}
      - {input: ref('names'), rows: [{customer: ada, name: A}]}
    expect: {rows: [{id: 2, name: A}]}
`,
    })
    expect((await outcomes(project)).told).toEqual({ through: "pass", instead: "pass" })
  })
})

describe("values of every kind", () => {
  const typed = [
    ["payload", "json", "{b: [1, 2], a: x}", "{a: x, b: [1, 2]}"],
    ["numbers", "integer[]", "[1, 2]", "[1, 2]"],
    ["pair", "struct(a integer, b varchar)", "{a: 1, b: x}", "{b: x, a: 1}"],
    ["flag", "boolean", "true", "true"],
    ["share", "double", "0.1", "0.10"],
    ["price", "decimal(10,2)", "1.5", '"1.50"'],
    ["big", "hugeint", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"],
    ["id", "bigint", "9007199254740993", '"9007199254740993"'],
    ["day", "date", "2026-02-28", '"2026-02-28"'],
    ["at", "timestamptz", "2026-02-28 10:00:00+02", "2026-02-28 08:00:00+00"],
    ["note", "varchar", "'it''s \"1\"'", "'it''s \"1\"'"],
    ["empty", "varchar", "''", "''"],
    ["nothing", "varchar", "null", "~"],
  ] as const
  const test = (values: string): string => `sources:
  - name: s
    tables:
      - name: t
        columns: [${typed.map(([name, type]) => `{name: ${name}, data_type: "${type}"}`).join(", ")}]
unit_tests:
  - name: kinds
    model: all_kinds
    given: [{input: "source('s', 't')", rows: [{${typed.map(([name, , value]) => `${name}: ${value}`).join(", ")}}]}]
    expect: {rows: [{${values}}]}
`
  it("are given and compared as what they are", async () => {
    const project = temporaryProject({
      "models/all_kinds.sql": 'select * from {{source "s" "t"}}',
      "models/unit.yml": test(typed.map(([name, , , value]) => `${name}: ${value}`).join(", ")),
    })
    expect((await outcomes(project)).told).toEqual({ kinds: "pass" })
  })

  it.each(typed.filter(([name]) => name !== "nothing"))("%s differs from null", async (name) => {
    const project = temporaryProject({
      "models/all_kinds.sql": 'select * from {{source "s" "t"}}',
      "models/unit.yml": test(`${name}: null`),
    })
    expect((await outcomes(project)).result.success).toBe(false)
  })
})

describe("a unit test of a chain", () => {
  const chain = (spent: number, checks: string): string => `unit_tests:
  - name: chain
    given:
      - input: source('shop', 'orders')
        rows: [{id: 1, customer: ada, amount: 2}, {id: 2, customer: ada, amount: 3}, {id: 3, customer: bob, amount: -1}]
    expect:
      - {model: orders, rows: [{id: 1}, {id: 2}]}
      - model: customers
        rows: [{customer: ada, spent: ${spent}}]
        checks: ${checks}
models:
  - name: customers
    columns:
      - {name: customer, data_tests: [unique, {accepted_values: {values: [bob]}}]}
`
  it("builds the models between and asks the data tests", async () => {
    const project = temporaryProject({
      ...shop,
      "models/unit.yml": chain(5, "{fail: accepted_values_customers_customer__bob}"),
    })
    const { told } = await outcomes(project, { select: ["test_type:unit"] })
    expect(told).toEqual({ chain: "pass" })
  })

  it("tells of each model what is otherwise, and which data test came out otherwise", async () => {
    const project = temporaryProject({ ...shop, "models/unit.yml": chain(6, "true") })
    const { told } = await outcomes(project, { select: ["unit_test:chain"] })
    expect(told["chain"]).toEqual([
      {
        kind: "rows",
        model: "customers",
        columns: ["customer", "spent"],
        same: 0,
        rows: [{ expected: ["ada", "6.00"], actual: ["ada", "5.00"] }],
      },
      {
        kind: "check",
        model: "customers",
        check: "accepted_values_customers_customer__bob",
        expected: "pass",
        status: "fail",
        failures: 1,
      },
    ])
  })
})

describe("lux build", () => {
  it("runs unit tests before the model, and a failure keeps it and what depends on it from being built", async () => {
    const project = temporaryProject({
      ...shop,
      "models/sources.yml": "",
      "seeds/raw_orders.csv": "id,customer,amount,ordered_at\n1,ada,2.5,2026-01-01 00:00:00\n",
      "models/orders.sql": `select * from {{ref "raw_orders"}}`,
      "models/top.sql": `select * from {{ref "customers"}}`,
      "models/unit.yml": customersTest("[{customer: ada}]"),
    })
    const { nodes } = await project.execute("build")
    expect(
      nodes.map(({ kind, label, status, message }) => `${kind} ${label} ${status} ${message}`).sort(),
    ).toEqual([
      "seed main.raw_orders ok 1 row",
      "table main.customers skipped because customers::sums failed sums",
      "unit_test customers::sums fail not as expected",
      "view main.orders ok ",
      "view main.top skipped because customers::sums failed sums",
    ])
    const left = await project.execute("build", { excludeResourceTypes: ["unit_test"] })
    expect(left.success).toBe(true)
    const rows = await project.query("select check_name, test, status, failures from quality.check_result")
    expect(rows).toEqual([{ check_name: "sums", test: "unit", status: "fail", failures: 1 }])
  })
})

it("a source that is what a model makes is given like any other", async () => {
  const project = temporaryProject({
    "models/one.sql": "select 1 as id",
    "models/s.yml":
      "sources: [{name: main, tables: [{name: one, columns: [{name: id, data_type: integer}]}]}]\n",
    "models/two.sql": 'select id + 1 as id from {{source "main" "one"}}',
    "models/three.sql": 'select id + 2 as id from {{ref "one"}}',
    "models/unit.yml": `unit_tests:
  - {name: of_source, model: two, given: [{input: "source('main', 'one')", rows: [{id: 1}]}], expect: {rows: [{id: 2}]}}
  - {name: of_model, model: three, given: [{input: "ref('one')", rows: [{id: 1}]}], expect: {rows: [{id: 3}]}}
`,
  })
  expect((await outcomes(project)).told).toEqual({ of_source: "pass", of_model: "pass" })
})

describe("a unit test of an ephemeral model", () => {
  it("holds back what it is a part of", async () => {
    const project = temporaryProject({
      "models/one.sql": "select 1 as id",
      "models/part.sql": '{{config materialized="ephemeral"}}select id + 1 as id from {{ref "one"}}',
      "models/whole.sql": 'select * from {{ref "part"}}',
      "models/unit.yml":
        "unit_tests: [{name: adds, model: part, given: [{input: ref('one'), rows: [{id: 1}]}], expect: {rows: [{id: 1}]}}]\n",
    })
    const { nodes } = await project.execute("build")
    expect(nodes.map(({ label, status }) => `${label} ${status}`).sort()).toEqual([
      "main.one ok",
      "main.whole skipped",
      "part::adds fail",
    ])
  })
})

describe("a unit test from present data", () => {
  const files = {
    "seeds/people.csv": `id,name\n${Array.from({ length: 900 }, (_, index) => `${index},name ${index}`).join("\n")}\n`,
    "seeds/visits.csv": `person,place,at_hour\n${Array.from({ length: 900 }, (_, index) => `${899 - index},p${index % 7},${index % 24}`).join("\n")}\n`,
    "models/people_seen.sql": 'select * from {{ref "people"}}',
    "models/visitors.sql": `select people.name, count(*) as visits, max(visits.at_hour) as latest, current_timestamp as asked_at
from {{ref "visits"}} as visits join {{ref "people_seen"}} as people on people.id = visits.person
where visits.place = 'p3' group by people.name`,
    "models/models.yml": "models:\n  - name: visitors # who came\n    description: by name\n",
  }

  it("holds few rows that lead to rows of the model, keeps the file, and passes", async () => {
    const project = temporaryProject(files)
    await project.execute("build")
    const created = await project.lux().createUnitTest({ model: "visitors", limit: 2 })
    expect(created).toMatchObject({
      name: "visitors_from_present_data",
      path: "models/models.yml",
      line: 6,
      given: [
        { input: "ref('people_seen')", rows: 2 },
        { input: "ref('visits')", rows: 2 },
      ],
      expected: 2,
    })
    const text = readFileSync(join(project.folder, "models/models.yml"), "utf8")
    expect(text.startsWith(files["models/models.yml"])).toBe(true)
    // Nothing of the hour of the test, and the columns that make a difference.
    expect(text).not.toContain("asked_at")
    expect(text).toMatch(/- \{ person: \d+, place: p3, at_hour: \d+ \}/)
    expect((await outcomes(project)).told).toEqual({ visitors_from_present_data: "pass" })
    const again = await project.lux().createUnitTest({ model: "visitors" })
    expect(again.name).toBe("visitors_from_present_data_2")
    expect((await outcomes(project)).result.success).toBe(true)
  })

  it.each([
    ["a model that is not there", "visitor", "LUX-2461"],
    ["a warehouse that is not there", "visitors", "LUX-2302"],
  ])("needs %s", async (_, model, code) => {
    await expect(temporaryProject(files).lux().createUnitTest({ model })).rejects.toMatchObject({ code })
  })

  it("says where no rows lead to any", async () => {
    const project = temporaryProject({ ...files, "seeds/visits.csv": "person,place,at_hour\n1,p1,3\n" })
    await project.execute("build")
    await expect(project.lux().createUnitTest({ model: "visitors" })).rejects.toMatchObject({
      code: "LUX-2470",
    })
  })
})

const log = {
  "models/log.sql":
    '{{config materialized="incremental"}}select id from {{ref "orders"}}{{#if (is_incremental)}} where id not in (select id from {{self}}){{/if}}',
}

describe("what is wrong with a unit test", () => {
  const unit = (given: string, more = ""): string => `unit_tests:
  - name: t
    model: customers
    given: ${given}
    expect: {rows: []}
${more}`
  it.each([
    [
      "a model that is not there",
      "unit_tests: [{name: t, model: customer, given: [], expect: {rows: []}}]",
      "LUX-2461",
    ],
    ["an input that is not there", unit("[{input: ref('order'), rows: []}]"), "LUX-1201"],
    ["something that is not an input", unit("[{input: orders, rows: []}]"), "LUX-2462"],
    [
      "an input that the model does not read",
      unit("[{input: \"source('shop', 'orders')\", rows: []}, {input: ref('orders'), rows: []}]"),
      "LUX-2462",
    ],
    ["an input that is not given", unit("[]"), "LUX-2465"],
    ["a text without its format", unit("[{input: ref('orders'), rows: \"id\"}]"), "LUX-2463"],
    ["rows that are neither", unit("[{input: ref('orders'), rows: 3}]"), "LUX-1005"],
    ["a fixture that is not there", unit("[{input: ref('orders'), fixture: order_rows}]"), "LUX-2464"],
    ["rows in two ways", unit("[{input: ref('orders'), fixture: x, rows: []}]"), "LUX-2463"],
    ["an unknown key", unit("[{input: ref('orders'), row: []}]"), "LUX-1004"],
    [
      "two of one name",
      `${unit("[{input: ref('orders')}]")}${unit("[{input: ref('orders')}]").replace("unit_tests:\n", "")}`,
      "LUX-1052",
    ],
    [
      "a chain that names a model too",
      "unit_tests: [{name: t, model: customers, given: [], expect: [{model: customers, rows: []}]}]",
      "LUX-2460",
    ],
    ["nothing expected", unit("[{input: ref('orders')}]").replace("{rows: []}", "{}"), "LUX-2460"],
    [
      "is_incremental without this",
      `${unit("[{input: ref('orders')}]").replaceAll("customers", "log")}    overrides: {macros: {is_incremental: true}}\n`,
      "LUX-2465",
    ],
    [
      "this in a chain",
      "unit_tests: [{name: t, given: [{input: this}], expect: [{model: customers, rows: []}]}]",
      "LUX-2462",
    ],
  ])("%s", async (_, text, code) => {
    const project = temporaryProject({ ...shop, ...log, "models/unit.yml": text })
    const error = await project
      .lux()
      .parse()
      .catch((caught: unknown) => caught)
    const codes =
      error instanceof LuxErrors
        ? error.errors.map((each) => each.code)
        : [Reflect.get(Object(error), "code")]
    expect(codes).toContain(code)
  })

  it.each([
    [
      "a column that the input does not have",
      unit("[{input: ref('orders'), rows: [{id: 1, custommer: a}]}]"),
      "LUX-2467",
      'column "custommer"',
      'Did you mean "customer"?',
    ],
    [
      "a value of another type",
      unit("[{input: ref('orders'), rows: [{id: one}]}]"),
      "LUX-2468",
      'but the value is not one: "one"',
      undefined,
    ],
    [
      "CSV with a field too many",
      unit("[{input: ref('orders'), format: csv, rows: \"id\\n1,2\"}]"),
      "LUX-2463",
      "row 2 of the CSV",
      undefined,
    ],
    [
      "a macro that is not there",
      unit("[{input: ref('orders')}]", "    overrides: {macros: {rates: 1}}\n"),
      "LUX-2466",
      'macro "rates"',
      undefined,
    ],
  ])("%s", async (_, text, code, message, hint) => {
    const project = temporaryProject({ ...shop, "models/unit.yml": text })
    const { nodes } = await project.execute("test")
    const [error] = nodes.flatMap(({ checks }) => checks.flatMap((check) => check.error ?? []))
    expect(error?.code).toBe(code)
    expect(error?.message).toContain(message)
    expect(error?.place?.file).toBe("models/unit.yml")
    expect(error?.place?.line).toBeGreaterThan(1)
    if (hint !== undefined) expect(error?.hint).toBe(hint)
  })
})

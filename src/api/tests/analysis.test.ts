import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const settings = "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"

const shop = {
  "seeds/customers.csv": "id,name,country\n1,Ann,it\n",
  "models/sources.yml":
    "sources:\n  - name: app\n    tables:\n      - name: orders\n        columns:\n          - {name: id, data_type: bigint}\n          - {name: customer_id, data_type: bigint}\n          - {name: amount, data_type: 'decimal(12,2)'}\n      - name: anything\n",
  "models/orders.sql": 'select * from {{source "app" "orders"}}\n',
  "models/chain.sql": 'with o as (select * from {{ref "orders"}}) select * from o\n',
}

describe("what compiling finds without a warehouse", () => {
  it.each<[what: string, files: Record<string, string>, expected: readonly string[]]>([
    ["nothing in what is right", {}, []],
    [
      "a column that its upstream does not have, through a chain of stars",
      { "models/m.sql": 'select id,\n  amuont\nfrom {{ref "chain"}}\n' },
      ['LUX-1310 models/m.sql:2:3 "chain" has no column "amuont" Did you mean "amount"?'],
    ],
    [
      "a column in a macro, at the macro and where it is called",
      {
        "macros/cents.sql": '{{#macro "cents" "column"}}{{column}} * 100 + wrong{{/macro}}\n',
        "models/m.sql": 'select {{cents "amount"}} as cents\nfrom {{ref "orders"}}\n',
      },
      ['LUX-1310 macros/cents.sql:1:47 "orders" has no column "wrong" via models/m.sql:1:8'],
    ],
    [
      "an ambiguous column, and a group by that misses one",
      {
        "models/a.sql":
          'select id from {{ref "orders"}} as o join {{ref "customers"}} as c on o.customer_id = c.id\n',
        "models/b.sql": 'select customer_id, sum(amount) as total from {{ref "orders"}}\n',
      },
      [
        'LUX-1311 models/a.sql:1:8 column "id" is ambiguous: "o" and "c" have it Write o.id or c.id.',
        'LUX-1315 models/b.sql:1:8 column "customer_id" is neither grouped nor aggregated Add it to "group by", or aggregate it, as in max(customer_id).',
      ],
    ],
    [
      "what only the second build of an incremental model does",
      {
        "models/m.sql":
          'select id from {{ref "orders"}}\n{{#if (is_incremental)}}where amount > (select max(amuont) from {{self}}){{/if}}\n{{config materialized="incremental"}}',
      },
      ['LUX-1310 models/m.sql:2:52 "m" has no column "amuont" Its columns are id.'],
    ],
    [
      "a contract that the query does not keep",
      {
        "models/m.sql": 'select id, amount from {{ref "orders"}}\n{{config materialized="table"}}',
        "models/m.yml":
          "models:\n  - name: m\n    config: {contract: {enforced: true}}\n    columns:\n      - {name: id, data_type: varchar}\n      - {name: amount, data_type: decimal}\n",
      },
      ['LUX-2120 models/m.yml:5:16 the query of "m" does not keep the model\'s contract'],
    ],
    [
      "a test on a column that the model does not have",
      {
        "models/m.sql": 'select * from {{ref "chain"}}\n',
        "models/m.yml":
          "models:\n  - name: m\n    columns:\n      - {name: ID, data_tests: [unique]}\n      - {name: amout, data_tests: [not_null]}\n",
      },
      [
        'LUX-1410 models/m.yml:5:36 not_null checks column "amout", which "m" does not have Did you mean "amount"?',
      ],
    ],
    [
      "nothing in what it cannot know",
      {
        "models/m.sql":
          'select whatever, sum(other) as total from {{source "app" "anything"}} group by whatever\n',
        "models/n.sql": 'select total, whatever from {{ref "m"}}\n',
      },
      [],
    ],
  ])("%s", async (_, files, expected) => {
    const project = temporaryProject({ ...shop, ...files }, settings)
    expect(await told(() => project.lux().compile())).toEqual(expected)
    // The second time from the record.
    expect(await told(() => project.lux().compile())).toEqual(expected)
  })

  it("what Redshift refuses is an error on other engines, and a warning on Redshift", async () => {
    const files = {
      "models/m.sql": "select o.id, sum(o.id) over (order by o.id) as total from (select 1 as id) as o\n",
    }
    const refused =
      'LUX-3300 models/m.sql:1:14 Redshift refuses "sum" over a window with an order and without a frame Write the frame, as in "order by x rows unbounded preceding". https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html'
    expect(await told(() => temporaryProject(files, settings).lux().compile())).toEqual([refused])
    const target = "{type: redshift, workgroup: w, database: d, region: eu-west-1}"
    const lux = temporaryProject(files, `dialect: redshift\ntargets: {dev: ${target}}\n`).lux()
    expect(await told(() => lux.compile())).toEqual([])
    expect(lux.warnings.map(line)).toEqual([refused])
  })

  it("follows an edit of a model into those that read it", async () => {
    const project = temporaryProject(
      { ...shop, "models/m.sql": 'select amount from {{ref "chain"}}\n' },
      settings,
    )
    expect(await told(() => project.lux().compile())).toEqual([])
    project.write({ "models/orders.sql": 'select id, amount as total from {{source "app" "orders"}}\n' })
    expect(await told(() => project.lux().compile())).toEqual([
      'LUX-1310 models/m.sql:1:8 "chain" has no column "amount" Its columns are id, total.',
    ])
  })

  it("never stops a run", async () => {
    const project = temporaryProject(
      { "models/m.sql": "{{config materialized='table'}}select 1 as id, nobody_knows(2) as x\n" },
      "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-start: create macro nobody_knows(x) as x\n",
    )
    expect(await project.statuses("build")).toEqual({ m: "ok" })
  })
})

describe("star and columns", () => {
  it("answer from what is known, in a build too", async () => {
    const project = temporaryProject(
      {
        ...shop,
        "models/orders.sql": "select 1 as id, 2 as customer_id, 3.5 as amount\n",
        "models/m.sql":
          '{{config materialized="table"}}select {{star (ref "chain") except=(list "amount")}}, {{length (columns (ref "customers"))}} as width\nfrom {{ref "chain"}}\n',
      },
      settings,
    )
    expect(await project.statuses("build")).toMatchObject({ m: "ok" })
    expect(await project.query("select * from m")).toEqual([{ id: 1, customer_id: 2, width: 3 }])
  })

  it("say so where columns are not known", async () => {
    const project = temporaryProject(
      {
        ...shop,
        "models/m.sql": 'select {{star (source "app" "anything")}} from {{source "app" "anything"}}\n',
      },
      settings,
    )
    expect(await told(() => project.lux().compile())).toEqual([
      'LUX-1406 models/m.sql:1:8 the columns of "anything" are not known before it is built Describe the columns of the source with their data_type.',
    ])
  })
})

describe("the lineage of a column", () => {
  const files = {
    ...shop,
    "models/totals.sql":
      'select c.name, sum(o.amount * 2) as total from {{ref "chain"}} as o join {{ref "customers"}} as c on c.id = o.customer_id group by c.name\n',
    "models/best.sql": 'select name as best_name, total from {{ref "totals"}} order by total desc limit 1\n',
  }

  it("goes up to the source, and down to what is made of it", async () => {
    const lux = temporaryProject(files, settings).lux()
    const { up, down, incomplete } = await lux.lineage("totals.total")
    expect(up.map(text)).toEqual([
      "chain.amount aggregation totals.total",
      "orders.amount identity chain.amount",
      "app.orders.amount identity orders.amount",
    ])
    expect(down.map(text)).toEqual(["totals.total identity best.total"])
    expect(incomplete).toEqual([])
    const seed = await lux.lineage("customers.name")
    expect(seed.down.map(text)).toEqual([
      "customers.name identity totals.name",
      "totals.name identity best.best_name",
    ])
  })

  it("says which columns on the way have origins that are not all known", async () => {
    const loose = {
      "models/loose.sql":
        'select wide from {{source "app" "anything"}} as a join {{source "app" "anything"}} as b on b.id = a.id\n',
      "models/after.sql": 'select wide as w from {{ref "loose"}}\n',
    }
    const { incomplete } = await temporaryProject({ ...files, ...loose }, settings)
      .lux()
      .lineage("after.w")
    expect(incomplete.map(({ name, column }) => `${name}.${column}`)).toEqual(["loose.wide"])
  })

  it.each([
    ["totals.totl", 'LUX-2321 "totals" has no column "totl" Did you mean "total"?'],
    ["total.total", 'LUX-2320 there is no model, seed, snapshot or source "total" Did you mean "totals"?'],
    ["totals", 'LUX-2320 "totals" names no column Write the column behind it: lux lineage totals.column'],
  ])("of %s is %s", async (column, expected) => {
    expect(await told(() => temporaryProject(files, settings).lux().lineage(column))).toEqual([expected])
  })

  function text({ from, to, kind }: { from: Named; to: Named; kind: string }): string {
    return `${from.name}.${from.column} ${kind} ${to.name}.${to.column}`
  }
})

interface Named {
  readonly name: string
  readonly column: string
}

/** What it throws: code, place, the first line of the message, the first caller or else the hint. */
async function told(work: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (error instanceof LuxErrors) return error.errors.map(line)
    if (error instanceof LuxError) return [line(error)]
    throw error
  }
}

function line({ code, message, place, hint, related }: LuxError): string {
  const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column}`
  const [caller] = related
  const behind =
    caller === undefined ? hint : `via ${caller.place.file}:${caller.place.line}:${caller.place.column}`
  const contract = code === "LUX-2120"
  return [code, where, message.split("\n")[0], contract ? undefined : behind].filter(Boolean).join(" ")
}

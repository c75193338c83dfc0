import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

/** A model whose rows are given as they come: the config is the same on every run. */
function model(config: string, rows: string, columns = "id, version, note"): Record<string, string> {
  return {
    "models/orders.sql": `{{config materialized="incremental" ${config}}}\nselect * from (values ${rows}) as rows(${columns})\n`,
  }
}

async function afterRuns(config: string, ...deliveries: readonly string[]): Promise<unknown[][]> {
  const project = temporaryProject({})
  for (const rows of deliveries) {
    project.write(model(config, rows))
    const [orders] = (await project.execute("run")).nodes
    expect([orders?.status, orders?.error?.message]).toEqual(["ok", undefined])
  }
  return rowsOf(project)
}

async function rowsOf(project: TemporaryProject, columns = "*"): Promise<unknown[][]> {
  const rows = await project.query(`select ${columns} from orders order by all`)
  return rows.map((row) => Object.values(row))
}

async function columnsOf(project: TemporaryProject): Promise<string[]> {
  const rows = await project.query(
    "select column_name || ' ' || lower(data_type) as c from duckdb_columns() where table_name = 'orders' order by column_index",
  )
  return rows.map((row) => String(row["c"]))
}

const key = 'unique_key="id"'
const deleteInsert = 'incremental_strategy="delete+insert"'
const sequence = 'sequence_by="version"'
const two = "(1, 1, 'a'), (2, 1, 'b')"

describe("strategies", () => {
  it.each<[string, string, string[], unknown[][]]>([
    [
      "append keeps what is there",
      "",
      [two, "(2, 2, 'c')"],
      [
        [1, 1, "a"],
        [2, 1, "b"],
        [2, 2, "c"],
      ],
    ],
    [
      "merge is the default with a key",
      key,
      [two, "(2, 2, 'c'), (3, 1, 'd')"],
      [
        [1, 1, "a"],
        [2, 2, "c"],
        [3, 1, "d"],
      ],
    ],
    [
      "delete+insert replaces the rows of a key",
      `${key} ${deleteInsert}`,
      [two, "(2, 2, 'c'), (3, 1, 'd')"],
      [
        [1, 1, "a"],
        [2, 2, "c"],
        [3, 1, "d"],
      ],
    ],
    [
      "merge by two columns",
      'unique_key=(list "id" "version")',
      [two, "(2, 1, 'c'), (2, 2, 'd')"],
      [
        [1, 1, "a"],
        [2, 1, "c"],
        [2, 2, "d"],
      ],
    ],
    [
      "delete+insert by two columns",
      `unique_key=(list "id" "version") ${deleteInsert}`,
      [two, "(2, 1, 'c'), (2, 2, 'd')"],
      [
        [1, 1, "a"],
        [2, 1, "c"],
        [2, 2, "d"],
      ],
    ],
    [
      "a null key is one key under merge",
      key,
      ["(null, 1, 'a'), (1, 1, 'b')", "(null, 2, 'c')"],
      [
        [1, 1, "b"],
        [null, 2, "c"],
      ],
    ],
    [
      "a null key is one key under delete+insert",
      `${key} ${deleteInsert}`,
      ["(null, 1, 'a'), (1, 1, 'b')", "(null, 2, 'c')"],
      [
        [1, 1, "b"],
        [null, 2, "c"],
      ],
    ],
    [
      "half a key may be null",
      'unique_key=(list "id" "version")',
      ["(1, null, 'a'), (1, 1, 'b')", "(1, null, 'c')"],
      [
        [1, 1, "b"],
        [1, null, "c"],
      ],
    ],
    [
      "the key is found whatever its case",
      'unique_key="ID"',
      [two, "(2, 2, 'c')"],
      [
        [1, 1, "a"],
        [2, 2, "c"],
      ],
    ],
  ])("%s", async (_, config, deliveries, expected) => {
    expect(await afterRuns(config, ...deliveries)).toEqual(expected)
  })

  it.each([
    ["merge", key],
    ["delete+insert", `${key} ${deleteInsert}`],
  ])("%s looks only at the stored rows of incremental_predicates", async (_, config) => {
    const predicate = 'incremental_predicates="target.version > 1"'
    const rows = await afterRuns(
      `${config} ${predicate}`,
      "(1, 1, 'old'), (2, 2, 'b')",
      "(1, 9, 'x'), (2, 9, 'y')",
    )
    expect(rows).toEqual([
      [1, 1, "old"],
      [1, 9, "x"],
      [2, 9, "y"],
    ])
  })

  it.each<[string, string, unknown[][]]>([
    [
      "merge_update_columns",
      'merge_update_columns="note"',
      [
        [1, 1, "new"],
        [2, 2, "in"],
      ],
    ],
    [
      "merge_exclude_columns",
      'merge_exclude_columns=(list "note")',
      [
        [1, 2, "a"],
        [2, 2, "in"],
      ],
    ],
    [
      "both",
      'merge_update_columns=(list "note" "version") merge_exclude_columns="note"',
      [
        [1, 2, "a"],
        [2, 2, "in"],
      ],
    ],
  ])("%s", async (_, config, expected) => {
    expect(await afterRuns(`${key} ${config}`, "(1, 1, 'a')", "(1, 2, 'new'), (2, 2, 'in')")).toEqual(
      expected,
    )
  })

  it("names a column to merge by that is not there, and leaves the table", async () => {
    const project = temporaryProject(model(key, two))
    await project.execute("run")
    project.write(model(`${key} merge_update_columns="nte"`, two))
    const { nodes } = await project.execute("run")
    expect(nodes[0]?.error?.code).toBe("LUX-2102")
    expect(nodes[0]?.error?.message).toContain('"nte"')
    expect(await rowsOf(project)).toHaveLength(2)
  })

  it("gives its rows' number as the new ones, not the table's", async () => {
    const project = temporaryProject(model(key, two))
    await project.execute("run")
    project.write(model(key, "(2, 5, 'x')"))
    expect((await project.execute("run")).nodes[0]?.rows).toBe(1)
  })
})

describe("sequence_by", () => {
  const deliveries = [
    "(1, 5, 'five'), (2, 1, 'b')",
    "(1, 4, 'four'), (1, 3, 'three'), (3, 1, 'd'), (3, 2, 'dd')",
    "(2, 2, 'bb')",
  ]
  const ends = [
    [1, 5, "five"],
    [2, 2, "bb"],
    [3, 2, "dd"],
  ]

  it.each([
    ["merge", `${key} ${sequence}`],
    ["delete+insert", `${key} ${deleteInsert} ${sequence}`],
  ])("ends the same in every order of arrival: %s", async (_, config) => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
    ])
      expect(await afterRuns(config, ...order.map((each) => deliveries[each] ?? ""))).toEqual(ends)
    expect(await afterRuns(config, deliveries.join(", "))).toEqual(ends)
  })

  it.each([
    ["merge", `${key} ${sequence}`],
    ["delete+insert", `${key} ${deleteInsert} ${sequence}`],
  ])("takes the same version again and never one without an order: %s", async (_, config) => {
    expect(
      await afterRuns(config, "(1, 5, 'a'), (2, 1, 'b')", "(1, 5, 'again'), (2, null, 'unordered')"),
    ).toEqual([
      [1, 5, "again"],
      [2, 1, "b"],
    ])
    expect(await afterRuns(config, "(1, null::int, 'unordered')", "(1, 1, 'ordered')")).toEqual([
      [1, 1, "ordered"],
    ])
  })

  it("takes the newest on the first build, with a null key as one", async () => {
    const rows = "(1, 2, 'new'), (1, 1, 'old'), (null, 1, 'x'), (null, 3, 'y'), (1, null, 'z')"
    expect(await afterRuns(`${key} ${sequence}`, rows)).toEqual([
      [1, 2, "new"],
      [null, 3, "y"],
    ])
  })
})

describe.each([
  ["without an index", ""],
  ["with an index", 'indexes=(list (dict columns=(list "id")) (dict columns=(list "note")))'],
])("on_schema_change, %s", (_, index) => {
  async function changed(
    policy: string,
    rows: string,
    columns: string,
    strategy = "",
  ): Promise<{ project: TemporaryProject; code: string | undefined; message: string | undefined }> {
    const config = `${key} ${index} ${strategy} on_schema_change="${policy}"`
    const project = temporaryProject(model(config, two))
    await project.execute("run")
    project.write(
      model(
        index.includes("note") && !columns.includes("note")
          ? config.replace(/ \(dict columns=\(list "note"\)\)/, "")
          : config,
        rows,
        columns,
      ),
    )
    const { nodes } = await project.execute("run")
    return { project, code: nodes[0]?.error?.code, message: nodes[0]?.error?.message }
  }

  it.each(["", deleteInsert])("ignore takes the common columns %s", async (strategy) => {
    const { project, code } = await changed(
      "ignore",
      "(2, 2, true), (3, 3, false)",
      "id, version, fresh",
      strategy,
    )
    expect(code).toBeUndefined()
    expect(await columnsOf(project)).toEqual(["id integer", "version integer", "note varchar"])
    expect((await rowsOf(project)).map((row) => row.slice(0, 2))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect((await rowsOf(project))[2]).toEqual([3, 3, null])
  })

  it("fail names every difference and changes nothing", async () => {
    const { project, code, message } = await changed("fail", "(2, 'two', true)", "id, version, fresh")
    expect(code).toBe("LUX-2101")
    expect(message).toContain('"fresh" is new, "note" is gone, "version" was INTEGER, is VARCHAR')
    expect(await rowsOf(project)).toEqual([
      [1, 1, "a"],
      [2, 1, "b"],
    ])
    expect(
      await project.query("select 1 from duckdb_tables() where table_name like '%lux_candidate'"),
    ).toEqual([])
  })

  it("fail lets columns in another order through", async () => {
    const { project, code } = await changed("fail", "('c', 2, 2)", "note, version, id")
    expect(code).toBeUndefined()
    expect(await rowsOf(project)).toEqual([
      [1, 1, "a"],
      [2, 2, "c"],
    ])
  })

  it.each(["", deleteInsert, 'incremental_strategy="append"'])(
    "append_new_columns adds and drops none %s",
    async (strategy) => {
      const { project, code } = await changed(
        "append_new_columns",
        "(3, 2, true)",
        "id, version, fresh",
        strategy,
      )
      expect(code).toBeUndefined()
      expect(await columnsOf(project)).toEqual([
        "id integer",
        "version integer",
        "note varchar",
        "fresh boolean",
      ])
      expect(await rowsOf(project)).toEqual([
        [1, 1, "a", null],
        [2, 1, "b", null],
        [3, 2, null, true],
      ])
    },
  )

  it.each(["", deleteInsert, 'incremental_strategy="append"'])(
    "sync_all_columns adds, drops and retypes %s",
    async (strategy) => {
      const { project, code, message } = await changed(
        "sync_all_columns",
        "(3, 'two', true)",
        "id, version, fresh",
        strategy,
      )
      expect(message).toBeUndefined()
      expect(code).toBeUndefined()
      expect(await columnsOf(project)).toEqual(["id integer", "version varchar", "fresh boolean"])
      expect(await rowsOf(project)).toEqual([
        [1, "1", null],
        [2, "1", null],
        [3, "two", true],
      ])
      if (index !== "")
        expect(await project.query("select index_name as n from duckdb_indexes()")).toEqual([
          { n: "orders_id_idx" },
        ])
    },
  )

  it.each(["", deleteInsert, 'incremental_strategy="append"'])(
    "sync_all_columns only drops where only that changed %s",
    async (strategy) => {
      const { project, message } = await changed("sync_all_columns", "(3, 2)", "id, version", strategy)
      expect(message).toBeUndefined()
      expect(await columnsOf(project)).toEqual(["id integer", "version integer"])
      expect(await rowsOf(project)).toEqual([
        [1, 1],
        [2, 1],
        [3, 2],
      ])
    },
  )

  it("sync_all_columns that cannot change a type leaves the table as it was", async () => {
    const project = temporaryProject(
      model(`${key} ${index} on_schema_change="sync_all_columns"`, "(1, 'text', 'a')"),
    )
    await project.execute("run")
    project.write(model(`${key} ${index} on_schema_change="sync_all_columns"`, "(2, 2, 'b')"))
    expect(await project.statuses("run")).toEqual({ orders: "error" })
    expect(await rowsOf(project)).toEqual([[1, "text", "a"]])
    expect(await columnsOf(project)).toEqual(["id integer", "version varchar", "note varchar"])
    if (index !== "") expect(await project.query("select 1 from duckdb_indexes()")).toHaveLength(2)
  })
})

describe("first run, later runs, full refresh", () => {
  const told = (config: string) => ({
    "models/orders.sql": `{{config materialized="incremental" ${config}}}\nselect {{#if (is_incremental)}}(select max(id) + 1 from {{self}}){{else}}1{{/if}} as id\n`,
  })
  const ids = async (project: TemporaryProject) => (await rowsOf(project)).flat()

  it("is_incremental is false on the first run, true later; self is the live table", async () => {
    const project = temporaryProject(told(""))
    for (const expected of [[1], [1, 2], [1, 2, 3]]) {
      await project.execute("run")
      expect(await ids(project)).toEqual(expected)
    }
    await project.execute("run", { fullRefresh: true })
    expect(await ids(project)).toEqual([1])
  })

  it("full_refresh=false protects from the flag, full_refresh=true rebuilds always", async () => {
    const project = temporaryProject(told("full_refresh=false"))
    await project.execute("run")
    await project.execute("run", { fullRefresh: true })
    expect(await ids(project)).toEqual([1, 2])
    project.write(told("full_refresh=true"))
    await project.execute("run")
    expect(await ids(project)).toEqual([1])
  })

  it("starts again where a view was, and becomes a view again", async () => {
    const project = temporaryProject({ "models/orders.sql": "select 7 as id\n" })
    await project.execute("run")
    project.write(told(""))
    expect(await project.statuses("run")).toEqual({ orders: "ok" })
    expect(await ids(project)).toEqual([1])
    await project.execute("run")
    project.write({ "models/orders.sql": "select 8 as id\n" })
    expect(await project.statuses("run")).toEqual({ orders: "ok" })
    expect(await ids(project)).toEqual([8])
    expect(await project.query("select 1 from duckdb_tables() where schema_name = 'main'")).toEqual([])
  })

  it("starts again where a view was, audited", async () => {
    const tests = {
      "models/orders.yml": "models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique]}]\n",
    }
    const project = temporaryProject({ "models/orders.sql": "select 7 as id\n", ...tests })
    await project.execute("build")
    project.write(told(""))
    for (const expected of [[1], [1, 2]]) {
      expect(await project.statuses("build")).toEqual({ orders: "ok" })
      expect(await ids(project)).toEqual(expected)
    }
    project.write({ "models/orders.sql": "select 8 as id\n" })
    expect(await project.statuses("build")).toEqual({ orders: "ok" })
    expect(await ids(project)).toEqual([8])
  })

  it.each(["false", "true"])(
    "leaves the table when the query fails, full refresh %s",
    async (fullRefresh) => {
      const project = temporaryProject(model(key, two))
      await project.execute("run")
      project.write(model(key, "(3, 1, error('no')::varchar)"))
      const { nodes } = await project.execute("run", { fullRefresh: fullRefresh === "true" })
      expect(nodes[0]?.status).toBe("error")
      expect(await rowsOf(project)).toEqual([
        [1, 1, "a"],
        [2, 1, "b"],
      ])
      expect(
        await project.query("select table_name as n from duckdb_tables() where schema_name = 'main'"),
      ).toEqual([{ n: "orders" }])
    },
  )

  it("upserts a table with a unique index, the same key several times", async () => {
    for (const strategy of ["", deleteInsert]) {
      const config = `${key} ${strategy} indexes=(list (dict columns=(list "id") unique=true))`
      expect(await afterRuns(config, two, "(2, 2, 'c')", "(2, 3, 'd'), (3, 1, 'e')", "(2, 4, 'f')")).toEqual([
        [1, 1, "a"],
        [2, 4, "f"],
        [3, 1, "e"],
      ])
    }
  })

  it("keeps the constraints of a contract under a unique index, also where a column comes", async () => {
    const project = temporaryProject({})
    const contract = (columns: string): string =>
      `models: [{name: orders, contract: enforced, constraints: [{type: check, expression: "version > 0"}], columns: [{name: id, data_type: integer, constraints: [{type: primary_key}]}, {name: version, data_type: integer, constraints: [{type: not_null}]}, {name: note, data_type: varchar, constraints: [{type: unique}]}${columns}]}]\n`
    const config = `${key} ${deleteInsert} on_schema_change="append_new_columns" indexes=(list (dict columns=(list "id") unique=true))`
    const delivered = async (rows: string, columns = "id, version, note", more = ""): Promise<string> => {
      project.write({ ...model(config, rows, columns), "models/orders.yml": contract(more) })
      const [orders] = (await project.execute("run")).nodes
      return orders?.error?.message ?? orders?.status ?? ""
    }
    const constraints = async (): Promise<unknown[]> =>
      (
        await project.query(
          "select lower(constraint_type) as c from duckdb_constraints() where table_name = 'orders' order by 1",
        )
      ).map(({ c }) => c)
    const all = ["check", "not null", "not null", "primary key", "unique"]
    expect(await delivered(two)).toBe("ok")
    expect(await constraints()).toEqual(all)
    expect(await delivered("(2, 2, 'b'), (3, 1, 'c')")).toBe("ok")
    expect(await constraints()).toEqual(all)
    expect(
      await delivered("(2, 3, 'b', 7)", "id, version, note, more", ", {name: more, data_type: integer}"),
    ).toBe("ok")
    expect(await constraints()).toEqual(all)
    expect(await project.query("select index_name as n from duckdb_indexes()")).toHaveLength(1)
    expect(
      await delivered("(4, 0, 'd', 7)", "id, version, note, more", ", {name: more, data_type: integer}"),
    ).toMatch(/check/i)
    expect(await rowsOf(project)).toEqual([
      [1, 1, "a", null],
      [2, 3, "b", 7],
      [3, 1, "c", null],
    ])
  })
})

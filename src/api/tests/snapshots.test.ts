import { describe, expect, it } from "vitest"
import { seededRandom } from "../../dev/seeded-random.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const timestamp = "strategy: timestamp, updated_at: seen_at, unique_key: id"
const check = "strategy: check, check_cols: [note], unique_key: id"
const all = "strategy: check, check_cols: all, unique_key: id"

/** A snapshot of a model whose rows are given as they are at the time. */
function files(config: string, rows: string, columns = "id, note, seen_at"): Record<string, string> {
  return {
    "models/orders.sql": `{{config materialized="table"}}\nselect * from (values ${rows}) as rows(${columns})\n`,
    "snapshots/history.yml": `snapshots:
  - name: history
    relation: ref('orders')
    config: {${config}}
`,
  }
}

/** What a value is told as: times that lux took from the clock are `now`. */
const told = (column: string): string =>
  `case when ${column} > '2100-01-01' then 'end' when ${column} > '2025-01-01' then 'now' else strftime(${column}, '%d') end as ${column}`
const versions = `select id, note, ${told("dbt_valid_from")}, ${told("dbt_valid_to")} from history order by id, history.dbt_valid_from, history.dbt_valid_to`

async function rowsOf(project: TemporaryProject, query = versions): Promise<unknown[][]> {
  return (await project.query(query)).map((row) => Object.values(row))
}

async function afterBuilds(config: string, ...sources: readonly string[]): Promise<unknown[][]> {
  const project = temporaryProject({})
  for (const rows of sources) {
    project.write(files(config, rows))
    const { nodes } = await project.execute("build")
    expect(nodes.map(({ status, error }) => [status, error?.message])).toEqual([
      ["ok", undefined],
      ["ok", undefined],
    ])
  }
  await expectWhole(project)
  return rowsOf(project)
}

/** Whatever happened: of a key at most one version holds, versions do not overlap, and every id is its own. */
async function expectWhole(project: TemporaryProject): Promise<void> {
  const overlaps = `select a.id from history a join history b on a.id is not distinct from b.id and a.dbt_scd_id <> b.dbt_scd_id
    and a.dbt_valid_from < coalesce(b.dbt_valid_to, timestamp '9000-01-01') and b.dbt_valid_from < coalesce(a.dbt_valid_to, timestamp '9000-01-01')`
  expect(await project.query(overlaps)).toEqual([])
  expect(await project.query("select 1 from history where dbt_valid_to < dbt_valid_from")).toEqual([])
  expect(
    await project.query("select dbt_scd_id from history group by dbt_scd_id having count(*) > 1"),
  ).toEqual([])
}

const day = (number: number): string => `timestamp '2024-01-0${number}'`
const a1 = `(1, 'a', ${day(1)})`
const b1 = `(2, 'b', ${day(1)})`

describe("versions", () => {
  it.each<[string, string, string[], unknown[][]]>([
    [
      "the first is each row as it is",
      timestamp,
      [`${a1}, ${b1}`],
      [
        [1, "a", "01", null],
        [2, "b", "01", null],
      ],
    ],
    [
      "by timestamp: changed, unchanged and new rows",
      timestamp,
      [`${a1}, ${b1}`, `(1, 'A', ${day(2)}), ${b1}, (3, 'c', ${day(2)})`],
      [
        [1, "a", "01", "02"],
        [1, "A", "02", null],
        [2, "b", "01", null],
        [3, "c", "02", null],
      ],
    ],
    [
      "by timestamp: a change without a new time is none, and neither is a late row",
      timestamp,
      [`(1, 'a', ${day(2)})`, `(1, 'A', ${day(2)})`, `(1, 'late', ${day(1)})`],
      [[1, "a", "02", null]],
    ],
    [
      "by check: changed values, from now on",
      check,
      [`${a1}, ${b1}`, `(1, 'A', ${day(1)}), (2, 'b', ${day(5)})`],
      [
        [1, "a", "now", "now"],
        [1, "A", "now", null],
        [2, "b", "now", null],
      ],
    ],
    [
      "by check: from null, to null, and null as it was",
      check,
      [
        `(1, null, ${day(1)}), (2, 'b', ${day(1)}), (3, null, ${day(1)})`,
        `(1, 'a', ${day(1)}), (2, null, ${day(1)}), (3, null, ${day(2)})`,
      ],
      [
        [1, null, "now", "now"],
        [1, "a", "now", null],
        [2, "b", "now", "now"],
        [2, null, "now", null],
        [3, null, "now", null],
      ],
    ],
    [
      "by check: a value that goes back is a version of its own",
      check,
      [a1, `(1, 'A', ${day(1)})`, a1],
      [
        [1, "a", "now", "now"],
        [1, "A", "now", "now"],
        [1, "a", "now", null],
      ],
    ],
    [
      "by check of all columns",
      all,
      [a1, `(1, 'a', ${day(2)})`],
      [
        [1, "a", "now", "now"],
        [1, "a", "now", null],
      ],
    ],
    [
      "by check with the relation's own time, and now where that did not move",
      `${check}, updated_at: seen_at`,
      [a1, `(1, 'A', ${day(3)})`, `(1, 'B', ${day(3)})`, `(1, 'C', ${day(2)})`],
      [
        [1, "a", "01", "03"],
        [1, "A", "03", "now"],
        [1, "B", "now", "now"],
        [1, "C", "now", null],
      ],
    ],
    [
      "with a time at which all ends that still holds",
      `${timestamp}, dbt_valid_to_current: "timestamp '9999-12-31'"`,
      [a1, `(1, 'A', ${day(2)})`, `(1, 'B', ${day(3)})`],
      [
        [1, "a", "01", "02"],
        [1, "A", "02", "03"],
        [1, "B", "03", "end"],
      ],
    ],
    [
      "a key of null is a key",
      timestamp,
      [`(null, 'a', ${day(1)})`, `(null, 'A', ${day(2)})`],
      [
        [null, "a", "01", "02"],
        [null, "A", "02", null],
      ],
    ],
  ])("%s", async (_, config, sources, expected) => {
    expect(await afterBuilds(config, ...sources)).toEqual(expected)
  })

  it("are told apart by several columns", async () => {
    const project = temporaryProject({})
    const two = (note: string) =>
      `(1, 'x', 'a', ${day(1)}), (1, 'y', '${note}', ${day(note === "b" ? 1 : 2)})`
    for (const note of ["b", "B"]) {
      project.write(
        files(
          "strategy: timestamp, updated_at: seen_at, unique_key: [id, part]",
          two(note),
          "id, part, note, seen_at",
        ),
      )
      expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
    }
    expect(
      await rowsOf(project, "select part, note, dbt_valid_to is null from history order by 1, 2 desc"),
    ).toEqual([
      ["x", "a", true],
      ["y", "b", false],
      ["y", "B", true],
    ])
  })
})

describe("rows that are gone", () => {
  const gone = [`${a1}, ${b1}`, b1] as const
  const b = [2, "b", "01", null]

  it.each<[string, string[], unknown[][]]>([
    ["ignore", [...gone], [[1, "a", "01", null], b]],
    ["invalidate", [...gone], [[1, "a", "01", "now"], b]],
    ["invalidate", [...gone, b1], [[1, "a", "01", "now"], b]],
    [
      // With its old time, which says that it had held all the while.
      "invalidate",
      [...gone, `${a1}, ${b1}`],
      [[1, "a", "01", "now"], [1, "a", "now", null], b],
    ],
    [
      "invalidate",
      [...gone, `(1, 'A', timestamp '2099-01-01'), ${b1}`],
      [[1, "a", "01", "now"], [1, "A", "now", null], b],
    ],
  ])("%s: %j", async (hardDeletes, sources, expected) => {
    expect(await afterBuilds(`${timestamp}, hard_deletes: ${hardDeletes}`, ...sources)).toEqual(expected)
  })

  it("are ended at the end of time that is configured", async () => {
    const config = `${timestamp}, hard_deletes: invalidate, dbt_valid_to_current: "timestamp '9999-12-31'"`
    expect(await afterBuilds(config, ...gone)).toEqual([
      [1, "a", "01", "now"],
      [2, "b", "01", "end"],
    ])
  })

  it("leave a record of their own, and begin again when they come back", async () => {
    const project = temporaryProject({})
    const deletions = `select note, dbt_is_deleted, ${told("dbt_valid_from")}, ${told("dbt_valid_to")} from history where id = 1 order by history.dbt_valid_from, history.dbt_valid_to`
    const after: unknown[][][] = []
    for (const rows of [...gone, b1, `${a1}, ${b1}`, `${a1}, ${b1}`]) {
      project.write(files(`${timestamp}, hard_deletes: new_record`, rows))
      expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
      after.push(await rowsOf(project, deletions))
    }
    const [first, second, third, fourth, fifth] = after
    expect(first).toEqual([["a", "False", "01", null]])
    expect(second).toEqual([
      ["a", "False", "01", "now"],
      ["a", "True", "now", null],
    ])
    expect(third).toEqual(second)
    expect(fourth).toEqual([
      ["a", "False", "01", "now"],
      ["a", "True", "now", "now"],
      ["a", "False", "now", null],
    ])
    expect(fifth).toEqual(fourth)
    await expectWhole(project)
  })

  it("leave one in a snapshot that had none so far", async () => {
    const project = temporaryProject(files(timestamp, gone[0]))
    await project.execute("build")
    project.write(files(`${timestamp}, hard_deletes: new_record`, gone[1]))
    expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
    expect(await rowsOf(project, "select id, dbt_is_deleted from history order by all")).toEqual([
      [1, "False"],
      [1, "True"],
      [2, "False"],
    ])
  })
})

describe("columns", () => {
  it("that are new are added, and those that are gone are kept", async () => {
    const project = temporaryProject(files(all, `(1, 'a', 5), (2, 'b', 6)`, "id, note, old"))
    await project.execute("build")
    project.write(files(all, `(1, 'a', 'new'), (2, 'b', null)`, "id, note, fresh"))
    expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
    expect(
      await rowsOf(
        project,
        "select id, old, fresh, dbt_valid_to is null from history order by id, fresh nulls first",
      ),
    ).toEqual([
      [1, 5, null, false],
      [1, null, "new", true],
      [2, 6, null, true],
    ])
  })

  it("are called as they are configured, and as those of dbt otherwise", async () => {
    const names = "snapshot_meta_column_names: {dbt_valid_from: since, dbt_scd_id: version_id}"
    const project = temporaryProject(files(`${timestamp}, ${names}`, a1))
    await project.execute("build")
    project.write(files(`${timestamp}, ${names}`, `(1, 'A', ${day(2)})`))
    expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
    const [row] = await project.query("select * from history where dbt_valid_to is null")
    expect(Object.keys(row ?? {})).toEqual([
      "id",
      "note",
      "seen_at",
      "version_id",
      "dbt_updated_at",
      "since",
      "dbt_valid_to",
    ])
  })

  it("keep the types of a table that dbt made", async () => {
    const project = temporaryProject(files(check, `(1, 'A', ${day(1)}), ${b1}`))
    await project.execute("run")
    await project.change(`create table history as select 1 as id, 'a' as note, ${day(1)} as seen_at, 'x' as dbt_scd_id,
      timestamptz '2024-01-01 00:00:00+00' as dbt_updated_at, timestamptz '2024-01-01 00:00:00+00' as dbt_valid_from,
      null::timestamptz as dbt_valid_to`)
    const [history] = (await project.execute("snapshot")).nodes
    expect([history?.status, history?.error?.message]).toEqual(["ok", undefined])
    expect(
      await rowsOf(
        project,
        "select id, note, typeof(dbt_valid_from), dbt_valid_to is null, dbt_valid_to > now() - interval 1 hour and dbt_valid_to < now() + interval 1 minute from history order by id, note desc",
      ),
    ).toEqual([
      [1, "a", "TIMESTAMP WITH TIME ZONE", false, true],
      [1, "A", "TIMESTAMP WITH TIME ZONE", true, null],
      [2, "b", "TIMESTAMP WITH TIME ZONE", true, null],
    ])
  })
})

describe("columns of another type", () => {
  const snapshot = (columns: string) => ({
    "models/people.sql": `select ${columns}`,
    "snapshots/history.yml":
      "snapshots:\n  - name: history\n    relation: ref('people')\n    config: {strategy: timestamp, unique_key: id, updated_at: seen_at}\n",
  })
  const first = "1 as id, 1.23::decimal(10,2) as n, date '2024-01-01' as seen_at"

  it.each<[string, string, string[], unknown[][]]>([
    [
      "widen, the times too",
      "1::bigint as id, 1.239::decimal(10,3) as n, timestamp '2024-01-02 23:59:00' as seen_at",
      ["BIGINT", "DECIMAL(11,3)", "TIMESTAMP", "TIMESTAMP"],
      [
        ["1", "1.230", "2024-01-01 00:00:00", "2024-01-01 00:00:00", "2024-01-02 23:59:00"],
        ["1", "1.239", "2024-01-02 23:59:00", "2024-01-02 23:59:00", null],
      ],
    ],
    [
      "stay where the values fit",
      "1::tinyint as id, 1.5::double as n, date '2024-01-02' as seen_at",
      ["INTEGER", "DECIMAL(10,2)", "DATE", "DATE"],
      [
        [1, "1.23", "2024-01-01", "2024-01-01", "2024-01-02"],
        [1, "1.50", "2024-01-02", "2024-01-02", null],
      ],
    ],
    [
      "stay where there is no value",
      "1 as id, null::varchar as n, date '2024-01-02' as seen_at",
      ["INTEGER", "DECIMAL(10,2)", "DATE", "DATE"],
      [
        [1, "1.23", "2024-01-01", "2024-01-01", "2024-01-02"],
        [1, null, "2024-01-02", "2024-01-02", null],
      ],
    ],
  ])("%s", async (_, columns, types, rows) => {
    const project = temporaryProject(snapshot(first))
    expect((await project.execute("build")).success).toBe(true)
    project.write(snapshot(columns))
    const { nodes } = await project.execute("build")
    expect(nodes.map(({ error }) => error?.message)).toEqual([undefined, undefined])
    expect(
      await rowsOf(
        project,
        "from (select id, n, seen_at, dbt_valid_from, dbt_valid_to from history) order by seen_at",
      ),
    ).toEqual(rows)
    const [found] = await project.query(
      "select typeof(id), typeof(n), typeof(seen_at), typeof(dbt_valid_from) from history",
    )
    expect(Object.values(found ?? {})).toEqual(types)
  })

  it.each([
    ["1.239::double as n", "DECIMAL(10,2) does not hold 1.239"],
    ["'1.2' as n", "DECIMAL(10,2) does not hold '1.2'"],
  ])("refuse a value that does not fit: %s", async (column, reason) => {
    const project = temporaryProject(snapshot(first))
    await project.execute("build")
    const before = await project.query("from history")
    project.write(snapshot(`1 as id, ${column}, date '2024-01-02' as seen_at`))
    const { nodes } = await project.execute("build")
    const { error } = nodes.find(({ kind }) => kind === "snapshot") ?? {}
    expect([error?.code, error?.hint]).toEqual(["LUX-2132", expect.stringContaining(reason)])
    expect(await project.query("from history")).toEqual(before)
  })
})

describe("what cannot be", () => {
  it.each<[string, string[], string, string]>([
    [
      "several rows of one key",
      [`${a1}, ${a1}, ${b1}`],
      "LUX-2133",
      'snapshot "history": several rows have one unique_key: id 1',
    ],
    [
      "several rows of one key, later",
      [`${a1}, ${b1}`, `${a1}, ${b1}, ${b1}`],
      "LUX-2133",
      'snapshot "history": several rows have one unique_key: id 2',
    ],
    [
      "rows without their time",
      [`${a1}, (2, 'b', null)`],
      "LUX-2134",
      'snapshot "history": rows have no value in seen_at: id 2',
    ],
    [
      "a column of another type",
      [a1, `(1, 5, ${day(2)})`],
      "LUX-2132",
      'snapshot "history": column "note" is INTEGER now, and its versions keep VARCHAR',
    ],
  ])("%s", async (_, sources, code, message) => {
    const project = temporaryProject({})
    let before: unknown[][] | undefined
    for (const [index, rows] of sources.entries()) {
      project.write(files(timestamp, rows))
      const { nodes } = await project.execute("build")
      const { status, error } = nodes.find(({ kind }) => kind === "snapshot") ?? {}
      if (index < sources.length - 1) {
        expect(status).toBe("ok")
        before = await rowsOf(project)
      } else expect([status, error?.code, error?.message.split("\n")[0]]).toEqual(["error", code, message])
    }
    if (before === undefined) await expect(project.query("from history")).rejects.toThrow("does not exist")
    else expect(await rowsOf(project)).toEqual(before)
    expect(
      await project.query("select table_name from duckdb_tables() where table_name like '%lux_candidate'"),
    ).toEqual([])
  })

  it("a column that its relation does not have, or has itself", async () => {
    const wrong = async (config: string, columns?: string) => {
      const { nodes } = await temporaryProject(files(config, a1, columns)).execute("build")
      return nodes.find(({ kind }) => kind === "snapshot")?.error?.message
    }
    expect(await wrong("strategy: timestamp, updated_at: seen, unique_key: id")).toBe(
      'snapshot "history": its relation has no column "seen"',
    )
    expect(await wrong(all, "id, dbt_valid_to, seen_at")).toBe(
      'snapshot "history": its relation has a column "dbt_valid_to" itself',
    )
  })

  it("a table of its name that is none is left alone", async () => {
    const project = temporaryProject(files(timestamp, a1))
    await project.execute("run")
    await project.change("create table history as select 1 as id")
    await expect(project.execute("build")).rejects.toMatchObject({
      code: "LUX-2130",
      message:
        'main.history is not a snapshot: it has no column "dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"',
    })
    expect(await project.query("from history")).toEqual([{ id: 1 }])
  })

  it("several versions that hold", async () => {
    const project = temporaryProject(files(timestamp, a1))
    await project.execute("build")
    await project.change("insert into history from history")
    const { nodes } = await project.execute("build")
    expect(nodes.find(({ kind }) => kind === "snapshot")?.error?.message.split("\n")[0]).toBe(
      "main.history has several versions that hold now for one unique_key: id 1",
    )
  })

  it("a stage model", async () => {
    const project = temporaryProject({
      ...files(timestamp, a1),
      "models/sources.yml":
        "sources: [{name: lake, external: {root: lake}, tables: [{name: x, external: {path: '*.json', collected_at: 'x_%Y.json'}}]}]\n",
      "models/orders.sql": "{{config materialized='stage'}}\nselect 1 as id from {{source 'lake' 'x'}}\n",
    })
    await expect(project.execute("build")).rejects.toMatchObject({ code: "LUX-1407" })
  })
})

describe("bad data is never published", () => {
  const gated = (rows: string, tests: string): Record<string, string> => {
    const written = files(`${timestamp}, hard_deletes: invalidate`, rows)
    return { ...written, "snapshots/history.yml": `${written["snapshots/history.yml"]}${tests}` }
  }
  const onRows = "    columns: [{name: note, data_tests: [not_null]}]\n"
  const onTable = "    columns: [{name: note, data_tests: [unique]}]\n"

  it.each([
    ["a check of rows, at first", onRows, [`(1, null, ${day(1)})`]],
    ["a check of rows", onRows, [`${a1}, ${b1}`, `(1, null::varchar, ${day(2)})`]],
    ["a check of the table", onTable, [`${a1}, ${b1}`, `(1, 'b', ${day(2)})`]],
  ])("%s keeps it as it was", async (_, tests, sources) => {
    const project = temporaryProject({})
    let before: unknown[][] | undefined
    for (const [index, rows] of sources.entries()) {
      project.write(gated(rows, tests))
      const { nodes } = await project.execute("build")
      const last = index === sources.length - 1
      expect(nodes.map(({ status }) => status)).toEqual(["ok", last ? "rejected" : "ok"])
      if (!last) before = await rowsOf(project)
    }
    if (before !== undefined) expect(await rowsOf(project)).toEqual(before)
    expect(await project.query("select count(*) as n from history__rejected")).toEqual([{ n: "1" }])
    expect(
      await project.query("select table_name from duckdb_tables() where table_name like '%lux_candidate'"),
    ).toEqual([])

    project.write(gated(`(1, 'c', ${day(3)}), ${b1}`, tests))
    expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
  })

  it("rows of new versions are checked, not those that were let in before", async () => {
    const project = temporaryProject(gated(`(1, null::varchar, ${day(1)})`, ""))
    await project.execute("build")
    project.write(gated(`(1, 'a', ${day(2)})`, onRows))
    expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })
  })
})

it("is never rebuilt", async () => {
  const project = temporaryProject(files(timestamp, a1))
  await project.execute("build")
  project.write(files(timestamp, b1))
  expect(await project.statuses("build", { fullRefresh: true })).toEqual({ orders: "ok", history: "ok" })
  expect(await rowsOf(project, "select id from history order by 1")).toEqual([[1], [2]])
})

it("is what a model may read, and what `snapshot` and a selection mean", async () => {
  const project = temporaryProject({
    ...files(timestamp, a1),
    "models/current.sql": "select * from {{ref 'history'}} where dbt_valid_to is null\n",
  })
  expect(await project.statuses("run", { select: ["orders"] })).toEqual({ orders: "ok" })
  expect(await project.statuses("snapshot")).toEqual({ history: "ok" })
  expect(await project.statuses("run", { select: ["resource_type:snapshot+"] })).toEqual({ current: "ok" })
  expect(await rowsOf(project, "select id from current")).toEqual([[1]])
  expect(await project.statuses("build", { select: ["+current"] })).toEqual({
    orders: "ok",
    history: "ok",
    current: "ok",
  })
})

it("takes ephemeral models, sources and the project's dialect", async () => {
  const project = temporaryProject(
    {
      "models/orders_of_shop.sql":
        "{{config alias='orders' materialized='table'}}\nselect 1 as id, timestamp '2024-01-01' as seen_at\n",
      "models/seen.sql": `{{config materialized="ephemeral"}}\nselect id, dateadd(day, 1, seen_at) as seen_at from {{source "shop" "orders"}}\n`,
      "snapshots/history.yml": `snapshots:
  - name: history
    relation: '{{ref "seen"}}'
    config:
      ${timestamp.replaceAll(", ", "\n      ")}
      dbt_valid_to_current: to_date('9999-12-31', 'YYYY-MM-DD')::timestamp
      post_hook: delete from left_over
  - name: direct
    relation: source('shop', 'orders')
    config: {${timestamp}}
`,
      "models/sources.yml": "sources: [{name: shop, schema: main, tables: [{name: orders}]}]\n",
    },
    "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
  )
  await project.execute("run")
  await project.change("create table left_over as select 1 as id")
  expect(await project.statuses("snapshot")).toEqual({ history: "ok", direct: "ok" })
  await project.change(`update orders set seen_at = ${day(3)}`)
  expect(await project.statuses("snapshot")).toEqual({ history: "ok", direct: "ok" })
  expect(
    await rowsOf(project, "select dbt_valid_from::varchar, dbt_valid_to::varchar from history order by 1"),
  ).toEqual([
    ["2024-01-02 00:00:00", "2024-01-04 00:00:00"],
    ["2024-01-04 00:00:00", "9999-12-31 00:00:00"],
  ])
  expect(await project.query("from left_over")).toEqual([])
})

it("a dry run tells its SQL and touches nothing", async () => {
  const project = temporaryProject(files(`${check}, hard_deletes: invalidate`, a1))
  const told = async (): Promise<string[]> => {
    const purposes: string[] = []
    await project.execute("build", {
      dryRun: true,
      select: ["history"],
      onEvent: (event) => {
        if (event.type === "dry-run-sql") purposes.push(event.purpose)
      },
    })
    return purposes
  }
  expect(await told()).toEqual(["find keys that stand for several rows", "keep the first versions"])
  await project.execute("build")
  expect(await told()).toEqual([
    "find keys that stand for several rows",
    "find keys of which several versions hold",
    "select the new versions",
    "select the versions of rows that are gone",
    "end the versions of rows that are gone",
    "end the versions that have changed",
    "add the new versions",
    "drop the candidate",
  ])
})

/** A row that may be there: its note, and the day on which it says that it changed. */
type Row = { readonly note: string | null; readonly day: number }

describe("whatever happens to the rows", () => {
  it.each([
    ["strategy: check, check_cols: [note], hard_deletes: invalidate", "check"],
    ["strategy: check, check_cols: [note], updated_at: seen_at, hard_deletes: new_record", "check"],
    ["strategy: timestamp, updated_at: seen_at, hard_deletes: invalidate", "timestamp"],
    ["strategy: timestamp, updated_at: seen_at, hard_deletes: new_record", "timestamp"],
  ])("what holds is what is there, and every change is a version: %s", async (config, strategy) => {
    const random = seededRandom(20240101)
    const project = temporaryProject(files(`${config}, unique_key: id`, rowsText(new Map())))
    /** What holds, and how many versions each key had. */
    const holds = new Map<number, Row>()
    const versionsOf = new Map<number, number>()
    const source = new Map<number, Row>()
    for (let round = 1; round <= 10; round++) {
      for (let key = 1; key <= 6; key++) {
        const chance = random()
        if (chance < 0.2) source.delete(key)
        else if (chance < 0.7) {
          const note = random() < 0.2 ? null : "abc".charAt(Math.floor(random() * 3))
          source.set(key, { note, day: 1 + Math.floor(random() * 28) })
        }
      }
      for (const key of new Set([...holds.keys(), ...source.keys()])) {
        const before = holds.get(key)
        const now = source.get(key)
        const changed =
          before === undefined ||
          now === undefined ||
          (strategy === "check" ? before.note !== now.note : now.day > before.day)
        if (!changed) continue
        if (now === undefined) holds.delete(key)
        else {
          holds.set(key, now)
          versionsOf.set(key, (versionsOf.get(key) ?? 0) + 1)
        }
      }
      project.write(files(`${config}, unique_key: id`, rowsText(source)))
      expect(await project.statuses("build")).toEqual({ orders: "ok", history: "ok" })

      const living = config.includes("new_record") ? "dbt_is_deleted = 'False'" : "true"
      const open = await rowsOf(
        project,
        `select id, note, day(seen_at) from history where dbt_valid_to is null and ${living} and id < 1000 order by id`,
      )
      const told = strategy === "check" ? open.map(([id, note]) => [id, note]) : open
      const expected = [...holds]
        .sort(([a], [b]) => a - b)
        .map(([id, { note, day: on }]) => (strategy === "check" ? [id, note] : [id, note, String(on)]))
      expect(told, `round ${round}`).toEqual(expected)
      const counts = await rowsOf(
        project,
        `select id, count(*) from history where ${living} and id < 1000 group by id order by id`,
      )
      expect(counts, `round ${round}`).toEqual(
        [...versionsOf].sort(([a], [b]) => a - b).map(([id, count]) => [id, String(count)]),
      )
      await expectWhole(project)
    }
  })
})

function rowsText(rows: ReadonlyMap<number, Row>): string {
  // One that never changes, so that the list is never empty; without a key of those that do.
  const values = [...rows].map(
    ([id, { note, day: on }]) =>
      `(${id}, ${note === null ? "null" : `'${note}'`}, timestamp '2024-01-01' + interval ${on - 1} day)`,
  )
  return [...values, "(1000, 'x'::varchar, timestamp '2024-01-01')"].join(", ")
}

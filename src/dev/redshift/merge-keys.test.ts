/** Keys of new rows, on every warehouse: on the first run and on later ones, before anything is changed. */
import { describe, expect, it } from "vitest"
import { everyWarehouse, type ProjectAnywhere, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

type Row = readonly [a: string | null, b: number | null, v: string]

function model(config: string, rows: readonly Row[], more = ""): Record<string, string> {
  const selects = rows.map(([a, b, v]) => {
    const first = a === null ? "cast(null as varchar(9))" : `cast('${a}' as varchar(9))`
    return `select ${first} as a, cast(${b} as int) as b, cast('${v}' as varchar(9)) as v${more}`
  })
  return {
    "models/orders.sql": `{{config materialized="incremental" ${config}}}\n${selects.join("\nunion all\n")}`,
  }
}

const both = 'unique_key=(list "a" "b")'
const old: readonly Row[] = [
  ["x", 1, "old"],
  [null, null, "old"],
]
const twice: readonly Row[] = [
  ["x", 1, "d1"],
  ["x", 1, "d2"],
  ["n", 9, "new"],
]

function schemaOf(checked: boolean): Record<string, string> {
  const schema = "models: [{name: orders, columns: [{name: v, data_tests: [not_null]}]}]\n"
  return checked ? { "models/schema.yml": schema } : {}
}

describe.each(everyWarehouse)("on %s", (type) => {
  const tables = (project: ProjectAnywhere) =>
    project.values(
      `select table_name from information_schema.tables where table_schema = '${project.schema}'`,
    )
  const stored = (project: ProjectAnywhere) =>
    project.values('select a, b, v from {{ref "orders"}} order by a, b, v')

  it.each<[string, string, boolean, readonly Row[], string]>([
    ["a key that is stored", both, false, twice, "a x, b 1"],
    [
      "a key that is new, before its checks are published",
      both,
      true,
      [
        ["q", 9, "p1"],
        ["q", 9, "p2"],
      ],
      "a q, b 9",
    ],
    [
      "keys of nulls, of which three are named",
      'unique_key="b"',
      false,
      [1, 2, 3, 4].flatMap((b): Row[] => [
        ["s", b, "s"],
        ["t", b, "s"],
      ]),
      "b 1; b 2; b 3",
    ],
    [
      "half a key of null",
      both,
      false,
      [
        ["q", null, "p1"],
        ["q", null, "p2"],
      ],
      "a q, b null",
    ],
    [
      "rows that are the same, by a key written in another case",
      'unique_key="B"',
      true,
      [
        ["s", 1, "s"],
        ["s", 1, "s"],
      ],
      "b 1",
    ],
  ])("merge refuses %s", async (_, config, checked, rows, keys) => {
    const title = `error LUX-2133: model "orders": several new rows have one unique_key: ${keys}`
    const project = projectOn(type, network(), { ...schemaOf(checked), ...model(config, rows) })
    const told = await project.outcome("build", "orders")
    expect(told.split("\n")[0]).toBe(title)
    expect(told.split("\n").slice(1)).toHaveLength(keys.includes(";") ? 4 : 3)
    expect(await tables(project)).toEqual([])

    project.write(model(config, old))
    expect(await project.outcome("build", "orders")).toBe("ok")
    const before = await stored(project)
    project.write(model(config, rows))
    expect((await project.outcome("build", "orders")).split("\n")[0]).toBe(title)
    const { nodes } = await project.execute("build", { fullRefresh: true })
    expect(nodes[0]?.error?.message.split("\n")[0]).toBe(title.slice("error LUX-2133: ".length))
    expect(await stored(project)).toEqual(before)
    expect(await tables(project)).toEqual([["orders"]])
  })

  it("merge takes rows that have a key each, whatever the case that it is written in", async () => {
    const config = 'unique_key=(list "A" "B")'
    const project = projectOn(type, network(), model(config, old))
    expect(await project.outcome("run", "orders")).toBe("ok")
    const rows: readonly Row[] = [
      ["x", 1, "new"],
      [null, null, "new"],
      ["x", null, "n"],
    ]
    project.write(model(config, rows))
    expect(await project.outcome("run", "orders")).toBe("ok")
    expect(new Set(await stored(project))).toEqual(new Set(rows))
  })

  it.each([
    [
      "delete+insert",
      `${both} incremental_strategy="delete+insert"`,
      [
        ["n", 9],
        ["x", 1],
        ["x", 1],
        [null, null],
      ],
    ],
    [
      "append",
      'incremental_strategy="append"',
      [
        ["n", 9],
        ["x", 1],
        ["x", 1],
        ["x", 1],
        [null, null],
      ],
    ],
  ])("%s keeps duplicates", async (_, config, expected) => {
    const project = projectOn(type, network(), model(config, twice))
    expect(await project.outcome("run", "orders")).toBe("ok")
    expect(await stored(project)).toHaveLength(3)
    const later = projectOn(type, network(), model(config, old))
    await later.outcome("run", "orders")
    later.write(model(config, twice))
    expect(await later.outcome("run", "orders")).toBe("ok")
    const rows = (await stored(later)).map(([a, b]) => [a, b])
    expect(rows.toSorted()).toEqual(expected.toSorted())
  })

  it.each([
    ["an expression", 'unique_key="a || v"', 'no column "a || v"', "Select the expression"],
    ["two names in one", 'unique_key="a, b"', 'no column "a, b"', '(list "a" "b"), or [a, b] in YAML'],
    ["a name that is not there", 'unique_key=(list "a" "bb")', 'no column "bb"', 'Did you mean "b"'],
    ["what to update", 'unique_key="a" merge_update_columns="vv"', 'no column "vv"', 'Did you mean "v"'],
    ["what to leave", 'unique_key="a" merge_exclude_columns="vv"', 'no column "vv"', 'Did you mean "v"'],
    [
      "of delete+insert",
      'unique_key="aa" incremental_strategy="delete+insert"',
      'no column "aa"',
      'Did you mean "a"',
    ],
    ["of an order", 'unique_key="a" sequence_by="vv"', 'no column "vv"', 'Did you mean "v"'],
    ["under an order", 'unique_key="aa" sequence_by="v"', 'no column "aa"', 'Did you mean "a"'],
  ])("a wrong name is an error on the first run: %s", async (_, config, message, hint) => {
    const project = projectOn(type, network(), { ...schemaOf(hint.length % 2 === 0), ...model(config, old) })
    const { error } = (await project.execute("build")).nodes[0] ?? {}
    expect([error?.code, error?.message]).toEqual(["LUX-2102", expect.stringContaining(message)])
    expect(error?.hint).toContain(hint)
    expect(await tables(project)).toEqual([])
  })
})

describe("on redshift", () => {
  it("asks nothing that costs a call", async () => {
    const calls = async (config: string): Promise<readonly number[]> => {
      const project = projectOn("redshift", network(), model(config, old))
      const counts: number[] = []
      for (const rows of [old, twice.slice(1)]) {
        project.write(model(config, rows))
        const before = [...network().server.requests.values()].reduce((sum, each) => sum + each, 0)
        expect(await project.outcome("run", "orders")).toBe("ok")
        counts.push([...network().server.requests.values()].reduce((sum, each) => sum + each, 0) - before)
      }
      return counts
    }
    await calls("")
    const compared = await calls(`${both} incremental_strategy="delete+insert"`)
    expect(await calls(both)).toEqual(compared)
  })
})

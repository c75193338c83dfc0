/** Which versions end, on every warehouse: by the key columns, whatever a hash of their texts says. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { everyWarehouse, type ProjectAnywhere, projectOn } from "./every-warehouse.testkit.ts"
import { type Network, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

type Key = readonly [a: string | null, b: string | null]

/** Pairs of keys whose joined texts are the same. */
const kept: readonly Key[] = [
  ["x", "y|z"],
  [null, "q"],
  ["\\", "|"],
  ["plain", "key"],
]
const going: readonly Key[] = [
  ["x|y", "z"],
  ["", "q"],
  ["\\|", ""],
]

const strategies = {
  ts: "strategy: timestamp, updated_at: moment",
  check: "strategy: check, check_cols: [v]",
}
const modes = ["ignore", "invalidate", "new_record"]
const names = Object.keys(strategies).flatMap((strategy) => modes.map((mode) => `${strategy}_${mode}`))

function text(value: string | null): string {
  const literal = `'${(value ?? "").replaceAll("'", "''")}'`
  return `cast(${value === null ? "null" : literal} as varchar(9))`
}

/** `\` is written as Redshift reads it, too. */
function rows(type: string, keys: readonly Key[], v = "1", day = 1): string {
  return keys
    .map(([a, b]) => {
      const [first, second] = [a, b].map((each) =>
        text(type === "redshift" ? (each?.replaceAll("\\", "\\\\") ?? null) : each),
      )
      return `select ${first} as a, ${second} as b, '${v}' as v, cast('2024-01-0${day} 00:00:00' as timestamp) as moment`
    })
    .join("\nunion all\n")
}

const snapshots = `snapshots:\n${Object.entries(strategies)
  .flatMap(([strategy, config]) =>
    modes.map(
      (mode) =>
        `  - {name: ${strategy}_${mode}, relation: ref('rows'), config: {unique_key: [a, b], ${config}, hard_deletes: ${mode}}}\n`,
    ),
  )
  .join("")}`

describe.each(everyWarehouse)("on %s", (type) => {
  const build = async (project: ProjectAnywhere, sql: string): Promise<void> => {
    project.write({ "models/rows.sql": `{{config materialized="table"}}\n${sql}` })
    const { nodes } = await project.execute("build")
    expect(nodes.filter(({ status }) => status !== "ok").map(({ message }) => message)).toEqual([])
  }
  const versions = async (project: ProjectAnywhere, name: string) =>
    (await project.values(`select a, b, dbt_valid_to from {{ref "${name}"}}`)).map(([a, b, end]) =>
      JSON.stringify([a, b, end === null]),
    )
  const version = (open: boolean) => (key: Key) => JSON.stringify([...key, open])
  const ids = async (project: ProjectAnywhere, name: string) =>
    project.values(
      `select count(*) - count(distinct dbt_scd_id) as shared, count(*) - count(dbt_scd_id) as missing from {{ref "${name}"}}`,
    )

  it("ends the versions of rows that are gone, and of none other", async () => {
    const project = projectOn(type, network, { "snapshots/all.yml": snapshots })
    await build(project, rows(type, [...kept, ...going]))
    await build(project, rows(type, kept))
    for (let run = 0; run < 2; run++) {
      for (const name of names) {
        const [, mode = ""] = /_(.*)/.exec(name) ?? []
        const expected = [
          ...kept.map(version(true)),
          ...(mode === "ignore" ? going.map(version(true)) : going.map(version(false))),
          ...(mode === "new_record" ? going.map(version(true)) : []),
        ]
        expect((await versions(project, name)).toSorted(), name).toEqual(expected.toSorted())
        expect((await ids(project, name)).flat().map(Number), name).toEqual([0, 0])
      }
      await build(project, rows(type, kept))
    }
  })

  it("goes on with a table that dbt made, whose ids are the same for other keys", async () => {
    const project = projectOn(type, network, { "snapshots/all.yml": snapshots })
    project.write({
      "models/rows.sql": `{{config materialized="table"}}\n${rows(type, [...kept, ...going])}`,
    })
    expect(await project.outcome("run", "rows")).toBe("ok")
    const id =
      "md5(coalesce(cast(a as varchar), '') || '|' || coalesce(cast(b as varchar), '') || '|' || coalesce(cast(moment as varchar), ''))"
    await project.change(
      ...names.map((name) => {
        const deleted = name.endsWith("new_record") ? ", 'False' as dbt_is_deleted" : ""
        return `create table ${project.schema}.${name} as select a, b, v, moment, ${id} as dbt_scd_id, moment as dbt_updated_at, moment as dbt_valid_from, cast(null as timestamp) as dbt_valid_to${deleted} from ${project.schema}.rows`
      }),
    )
    await build(project, rows(type, kept, "2", 2))
    for (const name of names) {
      const [, mode = ""] = /_(.*)/.exec(name) ?? []
      const expected = [
        ...kept.flatMap((key) => [version(false)(key), version(true)(key)]),
        ...(mode === "ignore" ? going.map(version(true)) : going.map(version(false))),
        ...(mode === "new_record" ? going.map(version(true)) : []),
      ]
      expect((await versions(project, name)).toSorted(), name).toEqual(expected.toSorted())
    }
  })

  it("takes its own columns for no other's, whatever those of the relation are called", async () => {
    const own = [
      "lux_valid_from",
      "lux_valid_from_2",
      "lux_ended_at",
      "key_0",
      "key_rows",
      "source",
      "stored",
    ]
    const others = ["ended", "changed", "several", "found", "target", "versions", "dbt_change_type"]
    const columns = [...own, ...others]
    const row = (v: string) =>
      `select ${columns.map((name) => `'${name}' as ${name}`).join(", ")}, 1 as id, '${v}' as v, cast('199${v}-01-01 00:00:00' as timestamp) as moment`
    const project = projectOn(type, network, {
      "snapshots/all.yml": `snapshots:
  - {name: by_time, relation: ref('rows'), config: {unique_key: [${columns.join(", ")}], strategy: timestamp, updated_at: moment, hard_deletes: invalidate}}
  - {name: by_check, relation: ref('rows'), config: {unique_key: [id, lux_ended_at], strategy: check, check_cols: [v], updated_at: moment, hard_deletes: new_record}}
`,
    })
    await build(project, row("1"))
    await build(project, row("2"))
    await build(project, `${row("2")} where 1 = 0`)
    await build(project, row("4"))
    const told = (name: string) =>
      project.values(
        `select v, lux_valid_from, extract(year from dbt_valid_from) as began, extract(year from dbt_valid_to) > 2000 as ended_now from {{ref "${name}"}} order by dbt_valid_from, v`,
      )
    const now = new Date().getUTCFullYear()
    expect((await told("by_time")).map(([v, own, from, end]) => [v, own, Number(from), end])).toEqual([
      ["1", "lux_valid_from", 1991, false],
      ["2", "lux_valid_from", 1992, true],
      ["4", "lux_valid_from", now, null],
    ])
    expect((await told("by_check")).map(([v, own, from, end]) => [v, own, Number(from), end])).toEqual([
      ["1", "lux_valid_from", 1991, false],
      ["2", "lux_valid_from", 1992, true],
      ["2", "lux_valid_from", now, true],
      ["4", "lux_valid_from", now, null],
    ])
  })

  it("finds its columns whatever the case that they are written in", async () => {
    const project = projectOn(type, network, {
      "snapshots/all.yml":
        "snapshots: [{name: h, relation: ref('rows'), config: {unique_key: [A, b], strategy: timestamp, updated_at: MOMENT}}]",
    })
    await build(project, rows(type, kept))
    await build(project, rows(type, kept, "2", 2))
    expect((await versions(project, "h")).toSorted()).toEqual(
      kept.flatMap((key) => [version(false)(key), version(true)(key)]).toSorted(),
    )
  })
})

/** `lux status` on every warehouse. */
import { describe, expect, it } from "vitest"
import type { Status } from "../../api/types.ts"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const table = (sql: string) => `{{config materialized="table"}}\n${sql}\n`
const well = {
  "models/orders.sql": table("select 1 as id union all select 2"),
  "models/sums.sql": table("select 1 as id"),
}
const broken = {
  "models/orders.sql": table("select 1 as id union all select 1"),
  "models/sums.sql": table("select cast(word as integer) as id from (select 'one' as word) as words"),
}
const checks =
  "models: [{name: orders, columns: [{name: id, data_tests: [unique, {not_null: {config: {severity: warn}}}]}]}]\n"

describe.each(everyWarehouse)("on %s", (type) => {
  it("says what ran, what failed since when, what is red, what it took and what is stored", async () => {
    const project = projectOn(type, network(), { ...well, "models/orders.yml": checks })
    const both = [`${project.schema}.orders`, `${project.schema}.sums`]
    await project.execute("build")
    expect(summary(await project.lux().status())).toMatchObject({ failing: [], red: [] })

    project.write(broken)
    await project.execute("build")
    const since = (await project.lux().status()).failing.map((each) => each.failingSince)
    await project.execute("build")
    const calls = type === "redshift" ? network().server.calls().length : 0
    const found = await project.lux().status({ since: "1d" })
    // The catalog and all answers: a statement, a look whether it is done and its rows take a call each.
    if (type === "redshift") expect(network().server.calls().length - calls).toBeLessThanOrEqual(20)
    expect(summary(found)).toEqual({
      runs: [["build", "failed", 2, 2]],
      failing: [
        [both[0], "rejected", 2],
        [both[1], "error", 2],
      ],
      red: [["unique_orders_id", "fail", 1, 2]],
      total: 2,
      days: [[3, 2]],
      slowest: both,
      stored: both,
    })
    expect(found.failing.map((each) => each.failingSince)).toEqual(since)
    expect(found.runs[0]?.lastOkAt).not.toBeNull()
    // On DuckDB a table of one constant takes no block.
    if (type !== "duckdb") for (const { bytes } of found.storage) expect(bytes).toBeGreaterThan(0)

    project.write(well)
    await project.execute("build")
    expect(summary(await project.lux().status())).toMatchObject({ failing: [], red: [] })
    // Another project's runs are none of this one's.
    project.write({ "lux_project.yml": project.settings.replace("name: p", "name: other") })
    expect((await project.lux().status()).runs).toEqual([])
  }, 120_000)
})

function summary({ runs, failing, checks: { total, red }, days, slowest, storage }: Status) {
  return {
    runs: runs.map((run) => [run.command, run.status, run.nodes, run.nodesFailed]),
    failing: failing.map((node) => [node.relation, node.status, node.failuresInARow]).sort(),
    red: red.map((check) => [check.name, check.status, check.failures, check.failuresInARow]),
    total,
    days: days.map(({ runs, failed }) => [runs, failed]),
    slowest: slowest.map(({ relation }) => relation).sort(),
    stored: storage.map(({ relation }) => relation).sort(),
  }
}

import { CompiledQuery } from "kysely"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type StandIn, startStandIn } from "../stand-in.testkit.ts"

let standIn: StandIn

beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(async () => standIn[Symbol.asyncDispose]())

it("shows what ran, by its query group, with its times, bytes and rows", async () => {
  const { run } = standIn
  await run("create schema s", "create table s.t as select 1 as x union all select 2", "analyze s.t")
  await using one = standIn.open({ maxSessions: 1 })
  const on = (statement: string) => one.executeQuery(CompiledQuery.raw(statement))
  await on("set query_group to 'night'")
  await on("/* node: a */ select x from s.t")
  await on("insert into s.t select x from s.t")
  await expect(on("select nothing from s.t")).rejects.toThrow("does not exist")
  expect(
    await run(
      `select query_type, status, query_text, returned_rows, error_message is null as well,
         elapsed_time >= queue_time + execution_time + compile_time - 1000 as adds_up
       from sys_query_history where query_label = 'night' order by query_id`,
    ),
  ).toEqual([
    shown("UTILITY", "set query_group to 'night'"),
    { ...shown("SELECT", "/* node: a */ select x from s.t"), returned_rows: 2 },
    shown("INSERT", "insert into s.t select x from s.t"),
    { ...shown("SELECT", "select nothing from s.t"), status: "failed", well: false },
  ])
  expect(
    await run(
      `select h.query_type, d.output_rows, d.input_bytes > 0 as read, d.spilled_block_local_disk as spilled
       from sys_query_history h join sys_query_detail d on d.query_id = h.query_id
       where h.query_label = 'night' and h.status = 'success' and d.step_name = 'scan' order by h.query_id`,
    ),
  ).toEqual([
    { query_type: "SELECT", output_rows: 2, read: true, spilled: 0 },
    { query_type: "INSERT", output_rows: 2, read: true, spilled: 0 },
  ])
})

function shown(query_type: string, query_text: string) {
  return { query_type, status: "success", query_text, returned_rows: 0, well: true, adds_up: true }
}

it("knows the statement before this one", async () => {
  await using one = standIn.open({ maxSessions: 1 })
  await one.executeQuery(CompiledQuery.raw("select 'the one before'"))
  const { rows } = await one.executeQuery(
    CompiledQuery.raw("select query_text from sys_query_history where query_id = pg_last_query_id()"),
  )
  expect(rows).toEqual([{ query_text: "select 'the one before'" }])
})

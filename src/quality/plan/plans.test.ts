import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openDuckDb } from "../../warehouse/duckdb/duckdb-warehouse.ts"
import type { Session, Warehouse } from "../../warehouse/warehouse.ts"
import type { MetricName, Question, Scope } from "../question.ts"
import { ask, askTogether } from "./ask.ts"
import type { Asked, Planner } from "./check-plan.ts"
import { planForDuckDb } from "./duckdb-planner.ts"
import { planForRedshift } from "./redshift-planner.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-plans-"))
let warehouse: Warehouse

beforeAll(async () => {
  warehouse = await openDuckDb({
    path: join(folder, "plans.duckdb"),
    threads: 1,
    lockTimeoutSeconds: 0,
    settings: [],
  })
  await warehouse.withSession((session) =>
    session.run(`
      create table odd as select * from (values
        (1, 1.5::double, 'a', true, date '2023-09-01'), (2, 'nan'::double, '', true, date '2023-09-02'),
        (3, 'infinity'::double, null, false, null), (3, '-infinity'::double, '  ', null, date '2023-09-02'),
        (null, null, repeat('long ', 2000), true, date '1900-01-01'), (4, -0.0::double, 'quo''te "x"', false, date '2999-12-31'),
        (null, 7.25::double, 'a', false, date '2023-09-01')
      ) as odd(id, "select", text, flag, day);
      create table empty as select * from odd where false;
      create table nulls as select null::integer as id, null::double as "select", null::varchar as text,
        null::boolean as flag, null::date as day from range(3);
      create table many as select (i * 7919 % 300000)::integer as id, i / 7 as "select", 'user_' || (i % 1000) as text,
        i % 2 = 0 as flag, date '2023-01-01' + (i // 10000)::integer as day from range(300000) as range(i);
      create view seen as select * from odd where id is not null;
    `),
  )
}, 60_000)

afterAll(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true, force: true })
})

const relations = ["odd", "empty", "nulls", "many", "seen"] as const
const conditions: readonly (readonly [sql: string, statistic: boolean])[] = [
  ["id is null", true],
  ["id < 2", true],
  ['coalesce("select" > 1e9 or "select" < 0, false)', true],
  ['coalesce("select" <> "select" + 0, false)', false],
  ["text not in ('a', '')", false],
  ["coalesce(length(text) > 100, false)", false],
  ["coalesce(trim(text) = '', false)", false],
  ["coalesce(day > date '2024-01-01', false)", true],
  ["flag", false],
  ["null::boolean", false],
  ["true", false],
  ["false", true],
]
const wheres = [undefined, "flag", "id > 2 or text is null", "false", "text like '%''%'"]
const groupings = [[], [], [], ["flag"], ["day", "flag"]]
const groups: readonly (readonly [by: readonly string[], having: string])[] = [
  [["id"], "count(*) > 1 and id is not null"],
  [["text", "flag"], "count(*) > 1"],
  [["text"], "count(*) > 2"],
]
const measures: readonly (readonly [metric: MetricName, sql: string])[] = [
  ["min", "min(id)"],
  ["max", 'max("select")'],
  ["max", "max(day)"],
  ["row_count", "count(*)"],
  ["sum", "sum(id)"],
  ["min_length", "min(length(text))"],
  ["count_distinct", "count(distinct text)"],
]

/** A repeatable stream of numbers below `below`. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function randomCheck(relation: string, next: (below: number) => number): Asked {
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const chosen = list[next(list.length)]
    if (chosen === undefined) throw new Error("nothing to pick from")
    return chosen
  }
  const where = wheres[next(wheres.length)]
  const scope: Scope = { relation, where, groupBy: pick(groupings) }
  const plain = { failCalc: "count(*)", limit: next(4) === 0 ? 2 : undefined, isTable: relation !== "seen" }
  const from = `from ${relation}${where === undefined ? "" : ` where (${where})`}`
  const kind = next(10)
  if (kind < 5) {
    const [failing, statistic] = pick(conditions)
    const question: Question = {
      kind: "rows",
      scope,
      failing,
      ...(next(2) === 0 ? { columns: [failing.includes("text") ? "text" : "id"] } : {}),
      ...(statistic ? { statistic: { kind: "bounds" as const, column: "id" } } : {}),
    }
    const failingRows = `select * ${from}${where === undefined ? " where" : " and"} (${failing})`
    const failCalc = next(6) === 0 ? "sum(id)" : "count(*)"
    return { ...plain, question, failingRows, failCalc }
  }
  if (kind < 7) {
    const [by, having] = pick(groups)
    const failingRows = `select ${by.join(", ")} ${from} group by ${by.join(", ")} having ${having}`
    return { ...plain, question: { kind: "groups", scope, by, having }, failingRows }
  }
  if (kind < 9) {
    const asked = [pick(measures), pick(measures)].map(([metric, sql]) => ({ metric, columns: [], sql }))
    const own = {
      metric: "entropy" as const,
      columns: [],
      sql: `select count(distinct id) ${from}`,
      own: true,
    }
    const all = scope.groupBy.length === 0 && next(2) === 0 ? [own, ...asked] : asked
    return { ...plain, question: { kind: "measures", scope, measures: all }, failingRows: undefined }
  }
  const sql = `select * ${from} -- as written`
  return { ...plain, question: { kind: "query", sql }, failingRows: sql }
}

/** JSON has no NaN and no infinity, and would make null of both. */
function withNaN(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value
}

/** Groups come in any order. */
async function answers(session: Session, checks: readonly Asked[], planner: Planner): Promise<unknown> {
  const all = await askTogether(session, checks, planner)
  return all.map(({ groups: found }) => found.map((each) => JSON.stringify(each, withNaN)).sort())
}

describe("plans of the same checks", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))("answer alike, checks %d", (seed) =>
    warehouse.withSession(async (session) => {
      const next = numbers(seed + 1)
      const relation = relations[seed % relations.length] ?? "odd"
      const checks = Array.from({ length: 1 + next(12) }, () => randomCheck(relation, next))
      const apart: unknown[] = []
      for (const check of checks) apart.push(...[await answers(session, [check], planForRedshift)].flat())
      expect(await answers(session, checks, planForDuckDb)).toEqual(apart)
      expect(await answers(session, checks, planForRedshift)).toEqual(apart)
      const views = checks.map((check) => ({ ...check, isTable: false }))
      expect(await answers(session, views, planForDuckDb)).toEqual(apart)
    }),
  )

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "count what the failing rows are, checks %d",
    (seed) =>
      warehouse.withSession(async (session) => {
        const next = numbers(seed + 100)
        const relation = relations[seed % relations.length] ?? "odd"
        const checks = Array.from({ length: 6 }, () => randomCheck(relation, next)).filter(
          ({ question, failCalc }) =>
            failCalc === "count(*)" && (question.kind === "query" || question.scope.groupBy.length === 0),
        )
        for (const planner of [planForDuckDb, planForRedshift]) {
          const answered = await ask(session, checks, planner)
          for (const [index, { failingRows, limit }] of checks.entries()) {
            if (failingRows === undefined) continue
            const { rows } = await session.query(failingRows)
            const failures = Math.min(rows.length, limit ?? rows.length)
            expect(answered[index]?.groups.map(({ values }) => values)).toEqual([[failures]])
          }
        }
      }),
  )
})

describe("a check that cannot run", () => {
  const good: Asked = {
    question: {
      kind: "rows",
      scope: { relation: "odd", where: undefined, groupBy: [] },
      failing: "id is null",
    },
    failingRows: "select * from odd where id is null",
    failCalc: "count(*)",
    limit: undefined,
    isTable: true,
  }
  const noColumn: Asked = {
    ...good,
    question: {
      kind: "rows",
      scope: { relation: "odd", where: undefined, groupBy: [] },
      failing: "nothing > 1",
    },
  }
  const noNumber: Asked = {
    ...good,
    question: {
      kind: "rows",
      scope: { relation: "odd", where: undefined, groupBy: [] },
      failing: "text::integer > 1",
    },
  }

  it.each([
    ["DuckDB", planForDuckDb],
    ["Redshift", planForRedshift],
  ] as const)("is an error of its own, the others answer: %s", async (_, planner) => {
    const answered = await warehouse.withSession((session) =>
      ask(session, [good, noColumn, noNumber, good], planner),
    )
    expect(answered.map(({ error }) => error?.code)).toEqual([undefined, "LUX-2010", "LUX-2010", undefined])
    expect(answered.map(({ groups: found }) => found[0]?.values)).toEqual([[2], undefined, undefined, [2]])
  })
})

/** What incremental models store on the warehouses behind a network when their query gives another type. */
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { canonical, changingModels, type TypedValues } from "../changing-types.testkit.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const common: readonly TypedValues[] = [
  { type: "smallint", values: ["5", "-1"] },
  { type: "integer", values: ["5", "16777217"] },
  { type: "bigint", values: ["5", "9007199254740993"] },
  { type: "real", values: ["1.5", "16777216"] },
  { type: "double precision", values: ["5", "2.7", "0.1", "9007199254740992"] },
  { type: "numeric(10,2)", values: ["1.23", "12345678.99", "5"] },
  { type: "numeric(10,3)", values: ["1.239", "5", "1.230"] },
  { type: "varchar(3)", values: ["'007'", "'7'", "'ab '", "''"] },
  { type: "varchar(20)", values: ["'2024-01-02'", "'2.70'", "'abcdefgh'", "'true'", "'7'"] },
  { type: "boolean", values: ["true", "false"] },
  { type: "date", values: ["'2024-01-01'"] },
  { type: "timestamp", values: ["'2024-01-02 23:59:00'", "'2024-01-02'"] },
  { type: "timestamptz", values: ["'2024-01-02 00:00:00+05'"] },
  { type: "time", values: ["'10:00:00'"] },
]
const types: Readonly<Record<"postgres" | "redshift", readonly TypedValues[]>> = {
  redshift: common,
  postgres: [
    ...common,
    { type: "char(5)", values: ["'ab'", "'abcde'"] },
    { type: "numeric", values: ["1.239", "123456789012345678901234567890.5"] },
    { type: "text", values: ["'007'", "'2.7'", "'[]'"] },
    { type: "timestamp(0)", values: ["'2024-01-02 23:59:00'"] },
    { type: "interval", values: ["'30 days'", "'1 month'"] },
    { type: "json", values: [`'{"a": 1}'`, "'5'"] },
    { type: "jsonb", values: [`'{"a":1}'`, "'5'"] },
    { type: "uuid", values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"] },
    { type: "integer[]", values: ["'{1,2}'"] },
    { type: "bigint[]", values: ["'{9007199254740993}'"] },
    { type: "bytea", values: [String.raw`'\xAA'`] },
  ],
}

const shown = (value: string, type: string): string => {
  // Redshift has no text of these.
  if (/^timestamp( with time zone|tz)$/.test(type)) return `cast(cast(${value} as timestamp) as varchar(200))`
  if (type === "boolean") return `case when ${value} then 'true' when not ${value} then 'false' end`
  return type === "real"
    ? `cast(cast(${value} as double precision) as varchar(200))`
    : `cast(${value} as varchar(200))`
}

it.each([
  ["postgres", 1],
  ["postgres", 2],
  ["redshift", 1],
  ["redshift", 2],
] as const)(
  "on %s, seed %i: a run stores what the query gave, or changes nothing",
  async (type, seed) => {
    const models = changingModels(type === "postgres" ? 60 : 30, seed, types[type], shown)
    const files = (which: "first" | "second") =>
      Object.fromEntries(models.map((model) => [`models/${model.name}.sql`, model[which]]))
    const schema = `changing_${seed}`
    const project = networkProject(
      `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 2`)}}\n`,
      files("first"),
    )
    onTestFinished(() => project.remove())
    const rows = async (inline: string) => (await project.lux().show({ inline, limit: -1 })).rows
    const stored = async () => {
      const columns = await rows(
        `select c.relname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${schema}' and a.attname = 'x' and c.relkind = 'r'`,
      )
      const typesOf = new Map(columns.map((each) => [String(each["name"]), String(each["type"])]))
      const all = await rows(
        models
          .map(
            ({ name }) =>
              `select '${name}' as name, id, ${shown("x", typesOf.get(name) ?? "")} as x from ${schema}.${name}`,
          )
          .join("\nunion all\n"),
      )
      return (name: string) => ({
        type: typesOf.get(name) ?? "",
        rows: all.filter((row) => row["name"] === name).map((row) => ({ id: row["id"], x: row["x"] })),
      })
    }
    expect(new Set(Object.values(await project.statuses("run")))).toEqual(new Set(["ok"]))
    const before = await stored()
    project.write(files("second"))
    const { nodes } = await project.execute("run")
    const after = await stored()
    const wanted = await rows(
      models
        .map(({ name, expected }) => `select '${name}' as name, id, type, x from (\n${expected}\n) as given`)
        .join("\nunion all\n"),
    )
    const outcomes = { ok: 0, error: 0 }
    for (const { name, about, second } of models) {
      const node = nodes.find(({ label }) => label === `${schema}.${name}`)
      const now = after(name)
      if (node?.status === "ok") {
        outcomes.ok++
        const given = wanted.filter((row) => row["name"] === name)
        const as = new Map(given.map((row) => [row["id"], String(row["type"])]))
        expect(
          now.rows.map(({ id, x }) => `${String(id)} ${canonical(x, now.type, as.get(id) ?? "")}`).sort(),
          `${about}\n${second}`,
        ).toEqual(
          given
            .map((row) => `${String(row["id"])} ${canonical(row["x"], String(row["type"]), now.type)}`)
            .sort(),
        )
      } else {
        outcomes.error++
        expect([node?.status, node?.error?.code], `${about}: ${node?.message}`).toEqual([
          "error",
          expect.stringMatching(/^LUX-210[134]$/),
        ])
        const sorted = ({ rows: all }: typeof now) => all.map((row) => JSON.stringify(row)).sort()
        expect(sorted(now), about).toEqual(sorted(before(name)))
      }
    }
    expect(Math.min(outcomes.ok, outcomes.error)).toBeGreaterThan(5)
  },
  300_000,
)

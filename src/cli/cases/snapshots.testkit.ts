import { expect } from "vitest"
import type { Case, CaseProject } from "./case.testkit.ts"

export const snapshotCases: readonly Case[] = [
  {
    id: "02",
    title: "keys of a snapshot whose joined texts are equal",
    async run(project) {
      project.write({
        "seeds/s.csv": `a,b,v,at\nx|y,z,1,2024-01-01\nx,y|z,2,2024-01-01\n"",q,3,2024-01-01\n,q,4,2024-01-01\n`,
        "snapshots/h.yml": `
seeds:
  - {name: s, config: {column_types: {a: varchar(20), b: varchar(20), at: timestamp}}}
snapshots:
  - name: h_ts
    relation: ref('s')
    config: {unique_key: [a, b], strategy: timestamp, updated_at: at, hard_deletes: invalidate}
  - name: h_check
    relation: ref('s')
    config: {unique_key: [a, b], strategy: check, check_cols: all, hard_deletes: invalidate}
  - name: h_new
    relation: ref('s')
    config: {unique_key: [a, b], strategy: check, check_cols: all, hard_deletes: new_record}
`,
      })
      await built(project)
      project.write({ "seeds/s.csv": "a,b,v,at\nx,y|z,2,2024-01-01\n,q,4,2024-01-01\n" })
      for (const run of ["second", "third"]) {
        await built(project)
        for (const name of ["h_ts", "h_check"])
          expect(await versions(project, name), `${name}, ${run} run`).toEqual([
            ["1", "ended"],
            ["2", "open"],
            ["3", "ended"],
            ["4", "open"],
          ])
        expect(await versions(project, "h_new"), `${run} run`).toEqual([
          ["1", "ended"],
          ["1", "open"],
          ["2", "open"],
          ["3", "ended"],
          ["3", "open"],
          ["4", "open"],
        ])
      }
    },
  },
  {
    id: "09",
    title: "what makes a version: null, blanks, new columns, rows that go and come back",
    async run(project) {
      const row = (id: number, v: string | null, f: string, more: string): string =>
        `select ${id} as id, cast(${v === null ? "null" : `'${v}'`} as varchar(9)) as v, cast('${f}' as double precision) as f${more}`
      const rows = (...of: readonly string[]): string => of.join(" union all ")
      const extra = (id: number): string => `, cast('n${id}' as varchar(9)) as extra`
      const of = (v: string | null, third: string | null, more: (id: number) => string): string =>
        rows(
          row(1, v, "1.5", more(1)),
          row(2, "x", "nan", more(2)),
          ...(third === null ? [] : [row(3, third, "0", more(3))]),
        )
      const none = (): string => ""
      const runs = [of(null, "y ", none), of("", "y", extra), of(null, null, none), of(null, "y", extra)]
      project.write({
        "models/src.sql": runs.map((sql, at) => `{{#if (eq (var "r" 0) ${at})}}${sql}{{/if}}`).join("\n"),
        "snapshots/h.yml": `snapshots:
  - name: h
    relation: ref('src')
    config: {unique_key: id, strategy: check, check_cols: all, hard_deletes: invalidate}
`,
      })
      for (const r of [0, 1, 2, 2, 3, 3])
        expect(await project.statuses("build", { vars: `{r: ${r}}` }), `run ${r}`).toEqual({
          src: "ok",
          h: "ok",
        })
      const found = await project.rows(
        `select id, v, case when dbt_valid_to is null then 'open' else 'ended' end as is_open from {{ref "h"}} order by id, dbt_valid_from, dbt_valid_to`,
      )
      const ofId = (id: string): readonly string[] =>
        found.filter(([of]) => of === id).map(([, v, open]) => `${v}:${open}`)
      expect(ofId("1").filter((version) => version.endsWith("open"))).toEqual(["null:open"])
      expect(ofId("1")[0]).toBe("null:ended")
      expect(ofId("1")).toContain(":ended")
      expect(ofId("2").at(-1)).toBe("x:open")
      // To Redshift texts are equal that differ in blanks at their end.
      if (project.warehouse !== "redshift") expect(ofId("3")[0]).toMatch(/^y /)
      expect(ofId("3").at(-1)).toBe("y:open")
      expect(ofId("3").filter((version) => version.endsWith("open"))).toHaveLength(1)
    },
  },
  {
    id: "27",
    title: "versions are the same in every time zone",
    not: { redshift: "the stand-in does not have the text of a timestamptz" },
    async run(project) {
      const row = (id: string, v: string, tz: string): string =>
        `select cast(${id} as integer) as id, cast('${v}' as varchar(5)) as v, cast('${tz}' as timestamptz) as tz`
      const first = [
        row("1", "a", "2024-01-01 00:00:00+00"),
        row("2", "b", "2024-01-01 00:00:00+00"),
        row("null", "n", "2024-01-01 00:00:00+00"),
      ]
      const second = [row("1", "a2", "2024-02-01 05:00:00+05"), row("null", "n2", "2024-02-01 00:00:00+00")]
      const third = [...second, row("2", "b", "2024-01-01 00:00:00+00")]
      project.write({
        "models/src.sql": [first, second, third]
          .map((rows, at) => `{{#if (eq (var "r" 0) ${at})}}${rows.join(" union all ")}{{/if}}`)
          .join("\n"),
      })
      const read = async (name: string): Promise<string> =>
        JSON.stringify(
          await project.rows(
            `select id, v, cast(dbt_valid_from as timestamp) as f, case when dbt_valid_to is null then 'open' when dbt_valid_to < dbt_valid_from then 'bad' else 'ended' end as t from {{ref "${name}"}} order by id, v, f, t`,
          ),
        )
      const versions: string[] = []
      for (const [at, zone] of ["UTC", "America/Los_Angeles", "Asia/Tokyo"].entries()) {
        const name = `h${at}`
        project.write({
          [`snapshots/${name}.yml`]: `snapshots: [{name: ${name}, relation: ref('src'), config: {unique_key: id, strategy: timestamp, updated_at: tz}}]\n`,
        })
        for (const r of [0, 1, 2]) {
          const done = await project.command(["build", "--select", "src", name, "--vars", `{r: ${r}}`], {
            env: { TZ: zone },
          })
          expect(done.code, done.stdout + done.stderr).toBe(0)
        }
        versions.push(await read(name))
      }
      expect(new Set(versions).size).toBe(1)
      expect(versions[0]).not.toContain("bad")
    },
  },
  {
    id: "61",
    title: "a column that is called as lux calls its own",
    async run(project) {
      const row = (v: string): string =>
        `select 1 as id, cast('${v}' as varchar(5)) as v, cast('1999-09-09' as timestamp) as lux_valid_from, cast('1999-09-09' as timestamp) as lux_ended_at`
      project.write({
        "models/src.sql": `{{#if (var "two" false)}}${row("b")}{{else}}${row("a")}{{/if}}`,
        "snapshots/h.yml":
          "snapshots: [{name: h, relation: ref('src'), config: {unique_key: [id], strategy: check, check_cols: [v], hard_deletes: invalidate}}]\n",
      })
      await project.execute("build")
      const refused = await project.errors("build", { vars: "{two: true}" })
      if (refused !== "") {
        expect(refused).toMatch(/lux_valid_from|lux_ended_at/)
        return
      }
      const found = await project.rows(
        `select v, case when dbt_valid_from > '2000-01-01' then 'now' else 'old' end as f, case when dbt_valid_to is null then 'open' when dbt_valid_to > '2000-01-01' then 'now' else 'old' end as t, lux_valid_from from {{ref "h"}} order by v`,
      )
      expect(found.map(([v, from, to]) => [v, from, to])).toEqual([
        ["a", "now", "now"],
        ["b", "now", "open"],
      ])
      for (const [, , , own] of found) expect(own).toMatch(/^1999-09-09/)
    },
  },
  {
    id: "63",
    title: "rows of one key in a snapshot, and then no more",
    async run(project) {
      project.write({
        "models/src.sql": `{{#if (eq (var "r" 1) 2)}}select 1 as id, cast('a' as varchar(5)) as v union all select 1, 'b'{{else}}select 1 as id, cast('a' as varchar(5)) as v{{/if}}`,
        "snapshots/h.yml":
          "snapshots: [{name: h, relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: all, hard_deletes: invalidate}}]\n",
      })
      expect((await project.statuses("build", { vars: "{r: 1}" }))["h"]).toBe("ok")
      expect((await project.statuses("build", { vars: "{r: 2}" }))["h"]).toBe("error LUX-2133")
      expect((await project.statuses("build", { vars: "{r: 1}" }))["h"]).toBe("ok")
      expect(await project.rows('select id, v, dbt_valid_to from {{ref "h"}}')).toEqual([["1", "a", null]])
    },
  },
]

async function built(project: CaseProject): Promise<void> {
  expect(new Set(Object.values(await project.statuses("build")))).toEqual(new Set(["ok"]))
}

/** Each version as `[v, open or ended]`. */
function versions(project: CaseProject, name: string): Promise<readonly (readonly (string | null)[])[]> {
  return project.rows(
    `select v, case when dbt_valid_to is null then 'open' else 'ended' end as is_open from {{ref "${name}"}} order by 1, 2`,
  )
}

/** What a file of rows says, and what the table then has. */
import { expect } from "vitest"
import { type Case, withoutWarehouse } from "./case.testkit.ts"

export const seedCases: readonly Case[] = [
  {
    id: "01",
    title: "values of a seed arrive as they stand in the file",
    async run(project) {
      project.write({
        "seeds/s.csv": `id,zip,lead,bit,big,huge,dt,mixed,money,emoji,pad,quoted,day,tz
1,00123,007,1,9007199254740993,123456789012345678901234567890,2024-01-02,1,"1,000",😀,  pad  ,"a ""b""",2024-02-30,2024-01-02T03:04:05Z
2,12345,1,0,9007199254740992,1,2024-12-31,x,2,é,x,it's,2024-01-01,2024-01-02T03:04:05+02:00
`,
      })
      expect(await project.statuses("seed")).toEqual({ s: "ok" })
      const [first, second] = await project.rows(
        'select zip, lead, big, huge, mixed, money, emoji, quoted, day from {{ref "s"}} order by id',
      )
      expect(first).toEqual([
        "00123",
        "007",
        "9007199254740993",
        "123456789012345678901234567890",
        "1",
        "1,000",
        "😀",
        'a "b"',
        "2024-02-30",
      ])
      expect(second).toEqual(["12345", "1", "9007199254740992", "1", "x", "2", "é", "it's", "2024-01-01"])
      const moments = await project.rows('select tz from {{ref "s"}} order by id')
      expect(moments[0]?.[0]).toMatch(/03:04:05/)
      // As an instant in UTC, or as a text with its offset: never the time without it.
      expect(moments[1]?.[0]).toMatch(/01:04:05|03:04:05\+02/)
    },
  },
  {
    id: "05",
    title: "line ends, marks and nulls of seed files",
    async run(project) {
      project.write({
        "seeds/bom_crlf.csv": '\ufeffid,name\r\n1,"a\r\nb"\r\n2,c\r\n',
        "seeds/mixed1.csv": "id,name\n1,a\r\n2,b\r\n",
        "seeds/mixed2.csv": "id,name\r\n1,a\n2,b\n",
        "seeds/cronly.csv": "id,name\r1,a\r2,b\r",
        "seeds/onecol.csv": 'id\n1\n""\n3\n',
        "seeds/nulls.csv": 'id,v\n1,NULL\n2,null\n3,NA\n4,""\n5,\n',
        "seeds/badtime.csv": "id,d\n1,2024-01-02 25:61\n",
        "seeds/nasty.csv": "id,v\n1,it's {{ref x}} \\ -- c /*\n2,$$ %% {{{{raw}}}}\n",
      })
      const statuses = await project.statuses("seed")
      const rows = async (name: string): Promise<string> =>
        JSON.stringify(await project.rows(`select * from {{ref "${name}"}} order by id`))
      expect(await rows("bom_crlf")).toBe(
        JSON.stringify([
          ["1", "a\r\nb"],
          ["2", "c"],
        ]),
      )
      for (const name of ["mixed1", "mixed2", "cronly"])
        expect(await rows(name), name).toBe(
          JSON.stringify([
            ["1", "a"],
            ["2", "b"],
          ]),
        )
      expect((await rows("nulls")).includes("\\r")).toBe(false)
      expect(await rows("nasty")).toBe(
        JSON.stringify([
          ["1", "it's {{ref x}} \\ -- c /*"],
          ["2", "$$ %% {{{{raw}}}}"],
        ]),
      )
      if (statuses["badtime"] === "ok")
        expect(await rows("badtime")).toBe(JSON.stringify([["1", "2024-01-02 25:61"]]))
      else expect(statuses["badtime"]).toMatch(/LUX-21\d\d/)
    },
  },
  {
    id: "b04",
    title: "bytes that are not UTF-8 in a seed",
    not: withoutWarehouse,
    async run(project) {
      project.write({
        "seeds/s.csv": Buffer.from("id,n\n1,caf\xe9\n2,na\xefve\n", "latin1"),
        "models/a.sql": "select 1 as x",
      })
      const done = await project.command(["build"])
      expect(done.code).toBe(2)
      expect(done.stderr).toMatch(/seeds\/s\.csv:2:\d+ .*UTF-8/)
    },
  },
  {
    id: "b07",
    title: "NUL bytes in files",
    not: withoutWarehouse,
    async run(project) {
      for (const [path, bytes, place] of [
        ["seeds/s.csv", "id,n\n1,a\0b\n", "seeds/s.csv:2:4"],
        ["models/a.sql", "select 1 as x\0, 2 as y", "models/a.sql:1:14"],
      ] as const) {
        project.write({ "models/b.sql": "select 1 as x", [path]: bytes })
        const done = await project.command(["build"])
        expect(done.code, path).toBe(2)
        expect(done.stderr).toContain(place)
        expect(done.stderr).toMatch(/NUL/)
        project.remove(path)
      }
    },
  },
  {
    id: "b09",
    title: "a value that is too long is cut in messages",
    not: { duckdb: "no text is too long there", postgres: "case b09 on Redshift is the same" },
    async run(project) {
      project.write({ "seeds/s.csv": `id,n\n1,${"x".repeat(5_000_000)}\n` })
      const done = await project.command(["seed"])
      expect(done.code).not.toBe(0)
      expect((done.stdout + done.stderr).length).toBeLessThan(5_000)
    },
  },
  {
    id: "b11",
    title: "whole numbers beyond 64 bits and long decimals in a seed",
    async run(project) {
      project.write({
        "seeds/ids.csv": "id,n\n9223372036854775807,a\n9223372036854775806,b\n9223372036854775808,c\n",
        "seeds/amounts.csv": "id,amount\n1,12345678901234567.89\n2,12345678901234567.88\n",
      })
      expect(await project.statuses("seed")).toEqual({ ids: "ok", amounts: "ok" })
      expect(await project.rows('select id from {{ref "ids"}} order by n')).toEqual([
        ["9223372036854775807"],
        ["9223372036854775806"],
        ["9223372036854775808"],
      ])
      expect(await project.rows('select amount from {{ref "amounts"}} order by id')).toEqual([
        ["12345678901234567.89"],
        ["12345678901234567.88"],
      ])
    },
  },
]

/** What `lux export` writes on DuckDB, read back by DuckDB. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { rowsOfFiles } from "../api/tests/rows-of-files.testkit.ts"
import { type TemporaryProject, temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { lux, warmLux } from "../dev/lux-process.testkit.ts"

const files = {
  "seeds/shops.csv": "id,city\n1,Rome\n2,Paris\n",
  "models/sales.sql": `{{config materialized="table" tags="out"}}
select 1 as id, cast(10.5 as decimal(12, 2)) as amount, 'a "b", ' || chr(10) || 'ß' as note, date '2024-02-29' as day
union all select 2, null, '', null
union all select 3, 7, null, date '1999-12-31'`,
  "models/by_city.sql": `{{config tags="out"}}\nselect city, count(*) as n from {{ref "shops"}} group by city`,
  "models/inner.sql": `{{config materialized="ephemeral"}}\nselect 1 as one`,
  "models/unbuilt.sql": "select 1 as one",
}

async function built(): Promise<TemporaryProject> {
  const project = temporaryProject(files)
  expect((await project.execute("build", { exclude: ["unbuilt"] })).success).toBe(true)
  return project
}

function run({ folder }: TemporaryProject, ...args: readonly string[]) {
  return warmLux(["export", ...args], { cwd: folder })
}

describe("lux export", () => {
  it.each(["parquet", "csv", "json"])("writes the rows of what is selected as %s", async (format) => {
    const project = await built()
    const place = join(project.folder, "out/deep")
    expect(
      await run(project, "--select", "tag:out", "shops", "inner", "--to", "out/deep", "--format", format),
    ).toEqual({
      code: 0,
      stdout: expect.stringContaining(`${join(place, `sales.${format}`)}\n`),
      stderr: "Done: 3 relations, 7 rows\n",
    })
    expect(readdirSync(place).sort()).toEqual(
      ["by_city", "sales", "shops"].map((each) => `${each}.${format}`),
    )
    const sales = await rowsOfFiles(join(place, `sales.${format}`), format)
    expect(sales.map(({ id, amount, day, note }) => [Number(id), Number(amount), day, note])).toEqual(
      [
        [1, 10.5, "2024-02-29", 'a "b", \nß'],
        [2, 0, null, ""],
        [3, 7, "1999-12-31", null],
      ].map((row) => row),
    )
    expect(await rowsOfFiles(join(place, `by_city.${format}`), format)).toHaveLength(2)
  })

  it("writes over a file only when it is told to, and looks at all of them first", async () => {
    const project = await built()
    writeFileSync(join(project.folder, "shops.csv"), "mine")
    const args = ["--select", "sales", "shops", "--to", ".", "--format", "csv"]
    const refused = await run(project, ...args)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(`LUX-2671 ${join(project.folder, "shops.csv")} is there already`)
    expect(existsSync(join(project.folder, "sales.csv"))).toBe(false)
    expect(readFileSync(join(project.folder, "shops.csv"), "utf8")).toBe("mine")
    expect(await run(project, ...args, "--overwrite")).toMatchObject({ code: 0 })
    expect(readFileSync(join(project.folder, "shops.csv"), "utf8")).toBe("id,city\n1,Rome\n2,Paris\n")
  })

  it("leaves nothing half-written", async () => {
    const project = await built()
    await project.change("create or replace view by_city as select error('no more') as city from range(3)")
    const failed = await run(project, "--select", "by_city", "--to", "out", "--format", "csv")
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain("no more")
    expect(readdirSync(join(project.folder, "out"))).toEqual([])
  })

  it("stops at Ctrl-C, and what is not whole is gone", async () => {
    const project = await built()
    await project.change(
      "create or replace view by_city as select sum(hash(a.range + b.range)) as n from range(10000000) a, range(10000000) b",
    )
    const stopped = await lux(["export", "--select", "shops", "by_city", "--to", "out"], {
      cwd: project.folder,
      onOutput: (text, kill) => {
        if (text.includes("shops.parquet")) kill("SIGINT")
      },
    })
    expect(stopped.code).toBe(130)
    expect(readdirSync(join(project.folder, "out"))).toEqual(["shops.parquet"])
  })

  it("tells each file as a line of the JSON log", async () => {
    const project = await built()
    const { stdout } = await run(project, "--select", "shops", "--to", "out", "--log-format", "json")
    const [line = ""] = stdout.split("\n")
    expect(JSON.parse(line)).toMatchObject({
      type: "exported",
      unique_id: "seed.p.shops",
      relation: "main.shops",
      to: join(project.folder, "out/shops.parquet"),
      rows: 2,
    })
  })

  it.each([
    [["--select", "sales"], "LUX-9001 nowhere to export to"],
    [["--select", "unbuilt", "--to", "out"], "main.unbuilt is not in the warehouse"],
    [["--select", "inner", "--to", "out"], "LUX-2670 nothing that is selected is kept in the warehouse"],
    [["--select", "sales", "--to", "out", "--manifest"], "LUX-2670 duckdb writes no manifest"],
    [["--select", "sales", "--to", "out", "--format", "xml"], "xml"],
  ])("says what is wrong with %j", async (args, message) => {
    const project = await built()
    const { code, stderr } = await run(project, ...args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(existsSync(join(project.folder, "out"))).toBe(false)
  })
})

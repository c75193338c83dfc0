/** What `lux compile` prints, and what a command says that finds nothing to do. */
import { describe, expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

const files = {
  "models/one.sql": "select 1 as id\n",
  "models/two.sql": "select * from {{ref 'one'}}\n",
  "models/all.yml": "models: [{name: one, columns: [{name: id, data_tests: [unique]}]}]\n",
}

describe("compile --output json", () => {
  const cases: readonly (readonly [args: readonly string[], stdout: string])[] = [
    [["--select", "one"], '{\n  "node": "one",\n  "compiled": "select 1 as id\\n"\n}\n'],
    [
      ["--inline", "select * from {{ref 'two'}}"],
      '{\n  "node": "inline_query",\n  "compiled": "select * from main.two"\n}\n',
    ],
    [
      ["--resource-type", "model"],
      '{"node":"one","compiled":"select 1 as id\\n"}\n{"node":"two","compiled":"select * from main.one\\n"}\n',
    ],
  ]
  it.each(cases)("%j", async (args, stdout) => {
    const { folder } = temporaryProject(files)
    const done = await warmLux(["compile", "--quiet", "--output", "json", ...args], { cwd: folder })
    expect(done).toEqual({ code: 0, stdout, stderr: "" })
  })
})

describe("nothing to do", () => {
  it.each([
    ["snapshot", "nothing to snapshot: the project has no snapshots"],
    ["seed --select one", "nothing to seed: what is selected has no seeds"],
    ["run --resource-type test", "nothing to run: what is selected has no models"],
    ["test --select two", "nothing to test: what is selected has no tests"],
  ])("%s says so", async (line, said) => {
    const { folder } = temporaryProject(files)
    const { code, stdout, stderr } = await warmLux(line.split(" "), { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout.split("\n")[0]).toBe(said)
  })

  it("is not said of a selection that matches nothing, which is warned of", async () => {
    const { folder } = temporaryProject(files)
    const { stdout, stderr } = await warmLux(["run", "--select", "three"], { cwd: folder })
    expect(stdout).toMatch(/^Done in /)
    expect(stderr).toContain("LUX-1212")
  })
})

it("a test of what is not built yet says what to build", async () => {
  const { folder } = temporaryProject(files)
  const { code, stderr } = await warmLux(["test"], { cwd: folder })
  expect(code).toBe(2)
  expect(stderr).toContain("one is not built")
  expect(stderr).toContain("Build it first: lux build\n")
})

it("--refused lists in one table what the engine cannot express", async () => {
  const { folder } = temporaryProject(
    {
      "models/hashed.sql": "select checksum(id) as c from {{ref 'given'}}\n",
      "models/given.sql": "select 1 as id\n",
      "models/tree.sql": "select id\nfrom {{ref 'given'}}\nconnect by prior id = id\n",
    },
    "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
  )
  const { code, stdout, stderr } = await warmLux(["compile", "--refused"], { cwd: folder })
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
  const [head = "", , ...rows] = stdout.trimEnd().split("\n")
  expect(head.split(/ {2,}/)).toEqual(["where", "construct", "write instead"])
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ["models/hashed.sql:1:8", 'the function "checksum"'],
    ["models/tree.sql:3:1", '"connect by"'],
    [""],
    ["2 constructs are refused"],
  ])
  const all = await warmLux(["compile", "--refused", "--select", "given"], { cwd: folder })
  expect(all).toEqual({ code: 0, stdout: "nothing is refused\n", stderr: "" })
})

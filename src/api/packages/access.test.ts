/** Which models of a package may be read from outside of it. */
import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { temporaryProject } from "../tests/temporary-project.testkit.ts"
import { type Files, folderOf } from "./package-sources.testkit.ts"

const sales = (restrict: boolean): Files => ({
  "lux_project.yml": `name: sales\nrestrict-access: ${restrict}\n`,
  "models/open.sql": "select id from {{ref 'usual'}}\n",
  "models/usual.sql": "select id from {{ref 'secret'}}\n",
  "models/secret.sql": "select 1 as id\n",
  "models/sales.yml": `groups: [{name: pay, owner: {name: Ada}}]
models:
  - {name: open, access: public, group: pay}
  - {name: usual, group: pay}
  - {name: secret, access: private, group: pay}
`,
})

/** What reading the project says of a model that reads one of the package. */
async function said(restrict: boolean, files: Files): Promise<readonly string[]> {
  const project = temporaryProject({
    "packages.yml": `packages: [{local: ${folderOf(sales(restrict))}}]\n`,
    ...files,
  })
  await project.lux().deps()
  try {
    await project.lux().parse()
    return []
  } catch (error) {
    if (!(error instanceof LuxErrors || error instanceof LuxError)) throw error
    return (error instanceof LuxErrors ? error.errors : [error]).map(
      ({ code, message, place }) => `${code} ${place?.file}:${place?.line} ${message}`,
    )
  }
}

const reader = (name: string, config = ""): Files => ({
  "models/mine.sql": `${config}select * from {{ref "sales" "${name}"}}\n`,
})
const inGroup = "{{config group='pay'}}"

describe("a model of a package", () => {
  const cases: readonly (readonly [string, boolean, Files, readonly string[]])[] = [
    ["that is public", true, reader("open"), []],
    ["that is protected, where access is not restricted", false, reader("usual"), []],
    [
      "that is protected",
      true,
      reader("usual"),
      ['LUX-1209 models/mine.sql:1 model "mine" reads model "usual", which is protected to package "sales"'],
    ],
    [
      "that is private",
      false,
      reader("secret"),
      ['LUX-1204 models/mine.sql:1 model "mine" reads model "secret", which is private to group "pay"'],
    ],
    [
      "that is private to a group of the same name, where access is not restricted",
      false,
      { ...reader("secret", inGroup), "models/g.yml": "groups: [{name: pay, owner: {name: B}}]\n" },
      [],
    ],
    [
      "in what tests and exposures name",
      true,
      {
        "tests/mine.sql": 'select 1 from {{ref "usual"}} where false\n',
        "models/m.yml":
          "exposures:\n  - {name: board, type: dashboard, owner: {name: Ada}, depends_on: [ref('usual'), ref('open')]}\n",
      },
      [
        'LUX-1209 models/m.yml:2 exposure "board" reads model "usual", which is protected to package "sales"',
        'LUX-1209 tests/mine.sql:1 test "mine" reads model "usual", which is protected to package "sales"',
      ],
    ],
  ]
  it.each(cases)("%s (restricted: %s)", async (_, restrict, files, expected) => {
    expect(await said(restrict, files)).toEqual(expected)
  })

  it("of the project itself is kept from its packages", async () => {
    const project = temporaryProject({ "models/own.sql": "select 1 as id\n" })
    const back = folderOf({
      "lux_project.yml": "name: back\n",
      "models/reads_own.sql": 'select * from {{ref "own"}}\n',
    })
    project.write({
      "packages.yml": `packages: [{local: ${back}}]\n`,
      "lux_project.yml":
        "name: p\nrestrict-access: true\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    })
    await project.lux().deps()
    await expect(project.lux().parse()).rejects.toMatchObject({
      code: "LUX-1209",
      message: 'model "reads_own" reads model "own", which is protected to package "p"',
    })
  })
})

/** What counts as modified since an earlier state, and why. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { createLux } from "../create-lux.ts"
import type { ListOptions, Lux, LuxOptions } from "../types.ts"
import { listedNames, makeSelectionProject, names } from "./selection-project.testkit.ts"

interface Edited {
  readonly folder: string
  /** A new command on the project as it is now. */
  lux(options?: LuxOptions): Lux
  write(path: string, text: string): void
}

const more = {
  "macros/money.sql": `{{#macro "money" "column"}}round({{column}}, {{digits}}){{/macro}}
{{#macro "digits"}}2{{/macro}}
{{#macro "unused"}}1{{/macro}}
`,
  "macros/rounding.mjs":
    'import { places } from "../lib/places.mjs"\nexport function rounded(_, x) {\n  return `round(${x}, ${places})`\n}\n',
  "lib/places.mjs": 'export { places } from "./settings/all.mjs"\n',
  "lib/settings/all.mjs": "export const places = 2\n",
  "models/rounded.sql": "select {{rounded '1.234'}} as one\n",
  "tests/generic/positive.sql": `{{#test "positive" "model" "column_name"}}
select * from {{model}} where {{column_name}} <= 0
{{/test}}
`,
  "models/extra/paid.sql": `{{config materialized=(var "kind" "table") tags=(list "x")}}
-- what was paid
select {{money "amount"}} as amount
from {{ref "orders"}}
`,
  "models/extra/contracted.sql": "select 1 as id, 'a' as name\n",
  "models/extra/extra.yml": `models:
  - name: paid
    columns:
      - name: amount
        data_tests: [{positive: {name: t_positive}}]
  - name: contracted
    description: two columns
    config:
      schema: '{{env "TEAM" "ada"}}_area'
      contract: {enforced: true}
      persist_docs: {relation: true, columns: true}
    columns:
      - {name: id, data_type: integer, description: a number}
      - {name: name, data_type: varchar}
`,
}

/** The project as it was is in `state`; then the edit is made. */
async function edited(edit: (project: Edited) => void): Promise<Edited> {
  const { folder, remove } = makeSelectionProject(more)
  onTestFinished(remove)
  const project: Edited = {
    folder,
    lux: (options) => createLux({ projectDir: folder, env: {}, ...options }),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    },
  }
  await project.lux().parse({ writeJson: true })
  cpSync(join(folder, "target"), join(folder, "state"), { recursive: true })
  edit(project)
  return project
}

function replaced(path: string, from: string, to: string): (project: Edited) => void {
  return ({ folder, write }) => {
    const text = readFileSync(join(folder, path), "utf8")
    expect(text).toContain(from)
    write(path, text.replace(from, to))
  }
}

/** Node -> its changes as `part key`. */
async function changes(
  lux: Lux,
  select: string,
  state: string,
): Promise<Record<string, readonly string[] | string>> {
  const nodes = await lux.list({ select: [select], indirectSelection: "empty", state, reasons: true })
  return Object.fromEntries(
    nodes.map(({ name, changes: found = [] }) => [
      name,
      found === "new" ? "new" : found.map(({ part, key }) => `${part} ${key}`),
    ]),
  )
}

describe("state:modified", () => {
  it.each<[string, (project: Edited) => void, Record<string, readonly string[] | string>]>([
    ["nothing", () => undefined, {}],
    [
      "white space and comments",
      (project) => {
        replaced(
          "models/extra/paid.sql",
          "-- what was paid\nselect ",
          "/* more */\n\n  select -- here\n ",
        )(project)
        replaced("models/extra/paid.sql", "from {{ref", "{{! a note }}\nfrom  {{ref")(project)
        replaced(
          "macros/money.sql",
          "round({{column}}, {{digits}})",
          "round( {{column}},{{digits}} )",
        )(project)
      },
      {},
    ],
    ["a body", replaced("models/marts/core/revenue.sql", "select *", "select id"), { revenue: ["body sql"] }],
    [
      "a text in a body",
      replaced("models/extra/contracted.sql", "'a'", "'a '"),
      { contracted: ["body sql"] },
    ],
    ["a seed's values", replaced("seeds/countries.csv", "1", "2"), { countries: ["body checksum"] }],
    [
      "a configuration in YAML",
      replaced("models/marts/marts.yml", "materialized: table", "materialized: view"),
      { orders: ["configs materialized"] },
    ],
    [
      "a configuration in a file",
      replaced("models/extra/paid.sql", '(var "kind" "table")', '"view"'),
      { paid: ["configs materialized"] },
    ],
    ["tags and meta", replaced("models/extra/paid.sql", '(list "x")', '(list "y")'), {}],
    [
      "a folder's configuration",
      ({ write }) =>
        write("lux_project.yml", `${project}models:\n  staging:\n    web: {+materialized: table}\n`),
      { stg_clicks: ["configs materialized"] },
    ],
    ["a schema", replaced("models/extra/extra.yml", "_area", "_place"), { contracted: ["relation schema"] }],
    [
      "a macro that another macro calls",
      replaced("macros/money.sql", "}}2{{", "}}3{{"),
      { paid: ["macros digits"] },
    ],
    [
      "what a macro in JavaScript imports",
      replaced("lib/settings/all.mjs", "2", "3"),
      { rounded: ["macros rounded"] },
    ],
    ["a macro that nobody calls", replaced("macros/money.sql", "}}1{{", "}}3{{"), {}],
    [
      "a generic test",
      replaced("tests/generic/positive.sql", "<= 0", "< 0"),
      { t_positive: ["macros test positive"] },
    ],
    [
      "a contract's column",
      replaced("models/extra/extra.yml", "data_type: integer", "data_type: bigint"),
      { contracted: ["contract column id"] },
    ],
    [
      "a persisted description",
      replaced("models/extra/extra.yml", "a number", "the number"),
      { contracted: ["persisted_descriptions description of id"] },
    ],
    [
      "a description that is not persisted",
      replaced(
        "models/marts/marts.yml",
        "      - name: customer_id",
        "      - description: whose\n        name: customer_id",
      ),
      {},
    ],
    [
      "the configuration of a test",
      replaced("models/marts/marts.yml", "severity: warn", "severity: error"),
      { t_not_null: ["configs severity"] },
    ],
    [
      "the arguments of a test",
      replaced("models/marts/marts.yml", "ref('customers'), field: id", "ref('customers'), field: key"),
      { t_relation: "new" },
    ],
    [
      "where a source is",
      replaced("models/staging/sources.yml", "- name: orders", "- name: orders\n        identifier: o"),
      { orders: ["relation identifier"] },
    ],
    [
      "an exposure",
      replaced("models/marts/marts.yml", "type: dashboard", "type: analysis"),
      { board: ["other type"] },
    ],
    [
      "an access",
      replaced("models/marts/marts.yml", "access: public", "access: protected"),
      { orders: ["other access"] },
    ],
    [
      "a folder",
      ({ folder, write }) => {
        write("models/marts/revenue.sql", readFileSync(join(folder, "models/marts/core/revenue.sql"), "utf8"))
        rmSync(join(folder, "models/marts/core/revenue.sql"))
      },
      { revenue: ["other fqn"] },
    ],
    ["a new model", ({ write }) => write("models/extra/fresh.sql", "select 1 as id\n"), { fresh: "new" }],
  ])("%s", async (_, edit, expected) => {
    const { lux, folder } = await edited(edit)
    const found = await changes(lux(), "state:modified", join(folder, "state"))
    expect(found).toEqual(expected)
    // What is kept of the files that did not change is what reading them again says.
    const again = await changes(lux({ cache: false }), "state:modified", join(folder, "state"))
    expect(again).toEqual(expected)
  })

  it("does not tell targets, environments and variables apart", async () => {
    const { lux, folder } = await edited(({ write }) =>
      write(
        "lux_project.yml",
        project.replace(
          "{dev:",
          "{prod: {type: duckdb, path: prod.duckdb, schema: prod, schema_prefix: x_}, dev:",
        ),
      ),
    )
    const elsewhere = lux({ target: "prod", env: { TEAM: "bob" }, vars: "{kind: view}" })
    expect(await changes(elsewhere, "state:modified", join(folder, "state"))).toEqual({})
  })

  it("follows state: and its parts", async () => {
    const { lux, folder } = await edited((edit) => {
      replaced("models/marts/core/revenue.sql", "select *", "select id")(edit)
      replaced("models/marts/marts.yml", "materialized: table", "materialized: view")(edit)
      replaced("macros/money.sql", "}}2{{", "}}3{{")(edit)
      replaced("models/extra/extra.yml", "data_type: integer", "data_type: bigint")(edit)
      edit.write("models/extra/fresh.sql", "select 1 as id\n")
    })
    const state = join(folder, "state")
    const cases: readonly [string, string][] = [
      ["state:new", "fresh"],
      ["state:old,path:models/extra,resource_type:model", "paid contracted"],
      ["state:modified,resource_type:model", "revenue orders paid contracted fresh"],
      ["state:modified.body", "revenue fresh"],
      ["state:modified.configs", "orders fresh"],
      ["state:modified.macros", "paid fresh"],
      ["state:modified.contract", "contracted fresh"],
      ["state:modified.relation", "fresh"],
      ["state:modified.persisted_descriptions", "fresh"],
      ["state:unmodified,path:models/extra,resource_type:model", ""],
      ["state:unmodified,path:models/marts,resource_type:model", "customers sessions"],
      ["state:modified.body+,resource_type:exposure", "board"],
      ["1+state:modified.macros,resource_type:model", "paid orders fresh"],
    ]
    const one = lux()
    for (const [select, expected] of cases)
      expect(await listedNames(one, { select: [select], indirectSelection: "empty", state }), select).toEqual(
        names(expected),
      )
    expect(await listedNames(one, { select: ["state:new"], exclude: ["state:modified"], state })).toEqual([])
    await expect(one.list({ select: ["state:changed"], state })).rejects.toMatchObject({ code: "LUX-1213" })
  })

  it("tells both values of a key and both texts", async () => {
    const { lux, folder } = await edited((edit) => {
      replaced("models/marts/core/revenue.sql", "select *", "select id")(edit)
      replaced("models/extra/paid.sql", '(var "kind" "table")', '"view"')(edit)
    })
    const options: ListOptions = {
      select: ["state:modified"],
      resourceTypes: ["model"],
      state: join(folder, "state"),
      reasons: true,
    }
    const found = await lux().list(options)
    expect(found.map(({ name, changes: all }) => [name, all]).sort()).toEqual([
      [
        "paid",
        [
          {
            part: "configs",
            key: "materialized",
            before: '{{var "kind" "table"}}',
            now: "view",
            isText: false,
          },
        ],
      ],
      [
        "revenue",
        [
          {
            part: "body",
            key: "sql",
            before: "select * from {{ref 'orders'}}\n",
            now: "select id from {{ref 'orders'}}\n",
            isText: true,
          },
        ],
      ],
    ])
  })
})

describe("a state folder", () => {
  it.each<[string, (project: Edited) => void, string, string]>([
    [
      "that is not there",
      ({ folder }) => rmSync(join(folder, "state"), { recursive: true }),
      "LUX-1240",
      "no such folder",
    ],
    [
      "without lux.json",
      ({ folder }) => {
        for (const name of ["lux.json", "manifest.json"]) rmSync(join(folder, "state", name))
      },
      "LUX-1240",
      "keep a copy of that folder",
    ],
    [
      "of dbt",
      ({ folder, write }) => {
        rmSync(join(folder, "state/lux.json"))
        write("state/manifest.json", "{}")
      },
      "LUX-1240",
      "which is for dbt's tools",
    ],
    [
      "of a newer lux",
      replaced("state/lux.json", '"schema_version":1', '"schema_version":99'),
      "LUX-1241",
      "Use that version of lux",
    ],
    [
      "that is cut off",
      ({ write }) => write("state/lux.json", '{"schema_version":1,'),
      "LUX-1242",
      "lux parse",
    ],
    ["of something else", ({ write }) => write("state/lux.json", "{}"), "LUX-1242", "lux parse"],
  ])("%s is an error", async (_, edit, code, hint) => {
    const { lux, folder } = await edited(edit)
    await expect(
      lux().list({ select: ["state:modified"], state: join(folder, "state") }),
    ).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
  })

  it("may be the target folder itself: then it is the last command's", async () => {
    const { lux, folder } = await edited(replaced("models/marts/core/revenue.sql", "select *", "select id"))
    const target = join(folder, "target")
    expect(await changes(lux(), "state:modified", target)).toEqual({ revenue: ["body sql"] })
    await lux().parse({ writeJson: true })
    expect(await changes(lux(), "state:modified", target)).toEqual({})
  })
})

describe("result:", () => {
  it.each([
    ["result:success", "a"],
    ["result:error", "c"],
    ["result:skipped", "d"],
    ["result:fail", ""],
    ["result:error+", "c d"],
  ])("%s selects what came out so", async (selection, expected) => {
    const { folder, remove } = makeSelectionProject({
      "models/a.sql": "select 1 as id\n",
      "models/c.sql": "select no_such_column from {{ref 'a'}}\n",
      "models/d.sql": "select * from {{ref 'c'}}\n",
    })
    onTestFinished(remove)
    const open = () => createLux({ projectDir: folder, env: {} })
    await open().run({ select: ["+d"] })
    const found = await listedNames(open(), { select: [selection], state: join(folder, "target") })
    expect(found).toEqual(names(expected))
  })
})

const project = "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n"

/** A hook that fails is shown at its own place, whatever was sent together with it. */
import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const table = '{{config materialized="table"'
const failing = "select id from nope"

describe.each(everyWarehouse)("on %s", (type) => {
  it.each<[string, Record<string, string>, string]>([
    [
      "in the model",
      { "models/a.sql": `${table} post_hook="${failing}"}}\nselect 1 as id` },
      "models/a.sql:1 post-hook failed: ",
    ],
    [
      "before the model",
      { "models/a.sql": `${table} pre_hook=(list "select 1" "${failing}")}}\nselect 1 as id` },
      "models/a.sql:1 pre-hook failed: ",
    ],
    [
      "the second statement of one",
      { "models/a.sql": `${table} post_hook="select 1; ${failing}"}}\nselect 1 as id` },
      "models/a.sql:1 post-hook failed: ",
    ],
    [
      "with a check, so that the hook is sent by itself",
      {
        "models/a.sql": `${table} post_hook="${failing}"}}\nselect 1 as id`,
        "models/a.yml":
          "models: [{name: a, config: {persist_docs: {relation: true}}, description: x, columns: [{name: id, data_tests: [not_null]}]}]\n",
      },
      "models/a.sql:1 post-hook failed: ",
    ],
    [
      "after the commit, in YAML",
      {
        "models/a.sql": `${table}}}\nselect 1 as id`,
        "models/a.yml": `models:\n  - name: a\n    config:\n      post_hook:\n        - select 1\n        - {sql: ${failing}, transaction: false}\n`,
      },
      "models/a.yml:6 post-hook failed: ",
    ],
    [
      "in a block of YAML",
      {
        "models/a.sql": `${table}}}\nselect 1 as id`,
        "models/a.yml": `models:\n  - name: a\n    config:\n      post_hook: |\n        select 1;\n        ${failing}\n`,
      },
      "models/a.yml:6 post-hook failed: ",
    ],
    [
      "of a seed",
      {
        "seeds/a.csv": "id\n1\n",
        "seeds/a.yml": `seeds:\n  - name: a\n    config: {post_hook: "${failing}"}\n`,
      },
      "seeds/a.yml:3 post-hook failed: ",
    ],
    [
      "that a macro wrote, at the macro",
      {
        "models/a.sql": `${table} post_hook="{{log_it}}"}}\nselect 1 as id`,
        "macros/m.sql": `{{#macro "log_it"}}${failing}{{/macro}}`,
      },
      "macros/m.sql:1 post-hook failed: ",
    ],
    [
      "of a view",
      { "models/a.sql": `{{config materialized="view" post_hook="${failing}"}}\nselect 1 as id` },
      "models/a.sql:1 post-hook failed: ",
    ],
    [
      "that is the end of the model's query too",
      { "models/a.sql": `${table} post_hook="select 1"}}\nselect nope as id union all\nselect 1` },
      "models/a.sql:2 ",
    ],
  ])("shows a hook %s", async (_, files, told) => {
    const project = projectOn(type, network(), files)
    const { nodes } = await project.execute("build")
    const error = nodes[0]?.error
    const { file, line, column = 0, lineText } = error?.place ?? {}
    expect(`${file}:${line} ${error?.message}`).toContain(told)
    expect(lineText?.slice(column - 1)).toMatch(/^nope/)
    expect(nodes[0]?.status).toBe("error")
  })

  it.each(["on-run-start", "on-run-end"])("shows a hook of %s", async (key) => {
    const files = { "models/a.sql": "select 1 as id" }
    const project = projectOn(type, network(), files, `${key}: ["select 1", "${failing}"]\n`)
    const error = await project.execute("build").catch((thrown: unknown) => thrown)
    if (!(error instanceof LuxError)) throw error
    expect(error.message).toContain(`${key} failed: `)
    expect(error.place).toMatchObject({ file: "lux_project.yml", line: 4 })
    expect(error.place?.lineText?.slice(error.place.column - 1)).toMatch(/^nope/)
  })
})

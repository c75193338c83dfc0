/** Names and texts of a project that would end a literal, an identifier or a comment, and go on with SQL of their own. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { everyWarehouse, type ProjectAnywhere, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

/** `S` is the schema. */
const attacks = [
  `x"; drop table S.victim; --`,
  `x'; drop table S.victim; --`,
  `x\\'; drop table S.victim; --`,
  "x */ drop table S.victim; /*",
  "$$; drop table S.victim; $$",
  "x\n; drop table S.victim;\n--",
]

const yaml = JSON.stringify
const sqlName = (text: string): string => `"${text.replaceAll('"', '""')}"`
const table = '{{config materialized="table"}}\n'
const model = (entry: object): string => yaml({ models: [{ name: "m", ...entry }] })

/** Where the text stands: files of a project that has it there. */
const places: Readonly<Record<string, (text: string) => Readonly<Record<string, string>>>> = {
  alias: (text) => ({
    "models/m.sql": `${table}select 1 as id`,
    "models/m.yml": model({ config: { alias: text } }),
  }),
  schema: (text) => ({
    "models/m.sql": `${table}select 1 as id`,
    "models/m.yml": model({ config: { schema: text } }),
  }),
  description: (text) => ({
    "models/m.sql": `${table}select 1 as id`,
    "models/m.yml": model({
      description: text,
      config: { persist_docs: { relation: true, columns: true }, meta: { owner: text }, tags: [text] },
      columns: [{ name: "id", description: text }],
    }),
  }),
  column: (text) => ({
    "models/m.sql": `{{config materialized="incremental" incremental_strategy="merge" unique_key="id"}}\nselect 1 as id, 2 as ${sqlName(text).replaceAll("{{", "")}`,
    "models/m.yml": model({ columns: [{ name: text, quote: true, data_tests: ["not_null", "unique"] }] }),
  }),
  unique_key: (text) => ({
    "models/m.sql": "select 1 as id",
    "models/m.yml": model({
      config: { materialized: "incremental", incremental_strategy: "merge", unique_key: text },
    }),
  }),
  "value of a check": (text) => ({
    "models/m.sql": `${table}select 'a' as id`,
    "models/m.yml": model({
      columns: [{ name: "id", data_tests: [{ accepted_values: { arguments: { values: ["a", text] } } }] }],
    }),
  }),
  "name of a check": (text) => ({
    "models/m.sql": `${table}select 1 as id`,
    "models/m.yml": model({
      columns: [{ name: "id", data_tests: [{ not_null: { name: text, config: { store_failures: true } } }] }],
    }),
  }),
  "value of a seed": (text) => ({ "seeds/m.csv": `id,text\n1,"${text.replaceAll('"', '""')}"\n` }),
  "column of a seed": (text) => ({ "seeds/m.csv": `id,"${text.replaceAll('"', '""')}"\n1,2\n` }),
  "query comment": (text) => ({
    "models/m.sql": `${table}select 1 as id`,
    "lux_project.yml": `query-comment: ${yaml(text)}\n`,
  }),
}

describe.each(everyWarehouse)("on %s", (type) => {
  it.each(Object.keys(places))("%s is a text and no SQL", async (place) => {
    const filesOf = places[place]
    const project = projectOn(type, network(), { "models/start.sql": `${table}select 1 as one` })
    await project.statuses("build")
    await project.change(`create table ${project.schema}.victim as select 17 as n`)
    let built = 0
    for (const attack of attacks) {
      const { "lux_project.yml": more = "", ...files } =
        filesOf?.(attack.replaceAll("S", project.schema)) ?? {}
      project.write({ ...files, "lux_project.yml": project.settings + more })
      const outcome = await outcomeOf(project)
      if (outcome === "ok") built++
      // Refused, by lux or by the warehouse, with an error of its own.
      else expect(outcome, attack).toMatch(/^(LUX-\d{4}|error LUX-\d{4}|rejected)/)
      // What cannot be read could not be asked either.
      for (const path of Object.keys(files)) rmSync(join(project.folder, path))
      project.write({ "lux_project.yml": project.settings })
      const left = await project.values(`select n from ${project.schema}.victim`)
      expect(left.flat().map(Number), `${place}: ${attack}`).toEqual([17])
    }
    expect(built, place).toBeGreaterThanOrEqual(atLeast[place] ?? attacks.length)
  })
})

/** Of what may be refused; all else is built with each of the texts. */
const atLeast: Readonly<Record<string, number>> = {
  alias: 0,
  schema: 0,
  column: 0,
  unique_key: 0,
  "name of a check": 0,
  "column of a seed": 0,
  "query comment": 0,
}

async function outcomeOf(project: ProjectAnywhere): Promise<string> {
  try {
    return await project.outcome("build", "m")
  } catch (error) {
    if (error instanceof LuxErrors) return error.errors.map(({ code }) => code).join(" ")
    if (error instanceof LuxError) return error.code
    throw error
  }
}

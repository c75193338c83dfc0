/**
 * What is known of an earlier command must never show: after every edit the answer with the record is the answer
 * without it, to the byte.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { sized } from "../../dev/acceptance.testkit.ts"
import { seededRandom } from "../../dev/seeded-random.ts"
import { LuxError, LuxErrors } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

/** How many resources had their details read. */
const readDetails = vi.hoisted(() => ({ count: 0 }))
vi.mock("../../record/recorded-value.ts", async (original) => {
  const real = await original<typeof import("../../record/recorded-value.ts")>()
  return {
    ...real,
    fromRecorded: (...given: Parameters<typeof real.fromRecorded>) => {
      readDetails.count++
      return real.fromRecorded(...given)
    },
  }
})

interface Settings {
  vars?: string | undefined
  target?: string | undefined
  env: Record<string, string>
}

const edits = sized({ suite: 60, whole: 200 })

describe("the record of an earlier parse", () => {
  it("gives the same answer as reading everything, after each of many random edits", async () => {
    const { folder } = temporaryProject(startingFiles(), startingSettings)
    const random = seededRandom(20231123)
    const settings: Settings = { env: { OWNER: "ann" } }
    const counts = { answered: 0, refused: 0, partly: 0 }
    for (let edit = 0; edit < edits; edit++) {
      const before = { files: contentsOf(folder), settings: { ...settings }, details: detailsOf(folder) }
      const what = edit === 0 ? "nothing" : change(folder, settings, random)
      const fresh = await answers(folder, settings, false)
      const known = await answers(folder, settings, true)
      expect(known, `edit ${edit}: ${what}`).toBe(fresh)
      // Once more, now that the record is of this very state.
      expect(await answers(folder, settings, true), `after edit ${edit}: ${what}`).toBe(fresh)
      if (fresh.startsWith("refused")) {
        counts.refused++
        restore(folder, before.files)
        Object.assign(settings, { vars: undefined, target: undefined }, before.settings)
      } else {
        counts.answered++
        // Only a command that read all of the project writes all of its details.
        if (what !== "nothing" && detailsOf(folder) === before.details) counts.partly++
      }
    }
    // Else the test would compare errors, or readings of everything, with one another.
    expect(counts.answered).toBeGreaterThan(edits * 0.6)
    expect(counts.refused).toBeGreaterThan(edits * 0.07)
    expect(counts.partly).toBeGreaterThan(edits * 0.2)
  }, 240_000)
})

describe("the details of resources", () => {
  it("are not read to parse again after one model was edited", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `m${index}`)
    const { folder } = temporaryProject({
      ...Object.fromEntries(names.map((name) => [`models/${name}.sql`, "select 1 as id, 'a' as v\n"])),
      "models/models.yml": `models:\n${names
        .map(
          (name) =>
            `  - {name: ${name}, description: Rows., columns: [{name: id, description: Its key., data_tests: [unique]}]}\n`,
        )
        .join("")}`,
    })
    await createLux({ projectDir: folder, env: {} }).parse()
    readDetails.count = 0
    writeFileSync(join(folder, "models", "m3.sql"), "select 2 as id, 'b' as v\n")
    await createLux({ projectDir: folder, env: {} }).parse()
    expect(readDetails.count).toBe(0)
    // A whole project needs them, so that the count can be another than 0.
    await createLux({ projectDir: folder, env: {} }).compile({})
    expect(readDetails.count).toBeGreaterThan(8)
  })
})

describe("the record of an earlier compilation", () => {
  it("is the answer for an unchanged project: nothing is written again", async () => {
    const { folder } = temporaryProject(startingFiles(), startingSettings)
    const compile = () => createLux({ projectDir: folder, env: { OWNER: "ann" } }).compile({})
    const writtenAt = () => statSync(join(folder, "target", "manifest.json")).mtimeMs
    const first = await compile()
    const before = writtenAt()
    const second = await compile()
    expect(writtenAt()).toBe(before)
    expect(second.map(({ uniqueId, sql }) => [uniqueId, sql])).toEqual(
      first.map(({ uniqueId, sql }) => [uniqueId, sql]),
    )

    const lost = first.find(({ path }) => path.includes("models"))?.path ?? ""
    rmSync(join(folder, lost))
    await compile()
    expect(writtenAt()).toBeGreaterThan(before)
    expect(readFileSync(join(folder, lost), "utf8")).not.toBe("")
  })
})

/** Everything that a command can say of a project, as one text; an error as what it tells. */
async function answers(folder: string, { vars, target, env }: Settings, cache: boolean): Promise<string> {
  // Each in a folder of its own: what one leaves must not be what the other starts from.
  const targetPath = cache ? "target" : "fresh"
  const lux = () => createLux({ projectDir: folder, vars, target, targetPath, env, cache })
  try {
    const parsed = await lux().parse()
    const listed = await lux().list({})
    const selected = await lux().list({ select: ["tag:nightly+", "path:models/a"] })
    const compiled = await lux().compile({})
    const files = compiled.map(({ path }) => readFileSync(join(folder, path), "utf8"))
    const graphs = ["manifest.json", "lux.json"].map((name) => graphIn(join(folder, targetPath, name)))
    return JSON.stringify({ parsed, listed, selected, compiled, files, graphs }, withErrors, 1).replaceAll(
      `${targetPath}/compiled/`,
      "target/compiled/",
    )
  } catch (error) {
    if (error instanceof LuxErrors) return `refused ${JSON.stringify(error.errors, withErrors, 1)}`
    if (error instanceof LuxError) return `refused ${JSON.stringify(error, withErrors, 1)}`
    throw error
  }
}

/** A graph without what tells the command, and without the keys by which the next one knows what changed. */
function graphIn(file: string): unknown {
  const told = new Set([
    "generated_at",
    "created_at",
    "invocation_id",
    "invocation_started_at",
    "run_started_at",
  ])
  return JSON.parse(readFileSync(file, "utf8"), (key, value) =>
    told.has(key) || key === "key" ? undefined : value,
  )
}

function withErrors(_: string, value: unknown): unknown {
  if (!(value instanceof LuxError)) return value
  const { code, message, place, hint, related } = value
  return { code, message, place, hint, related }
}

const startingSettings = `dialect: duckdb
target: dev
targets:
  dev: {type: duckdb, path: test.duckdb}
  prod: {type: duckdb, path: prod.duckdb, schema: live}
vars: {top: 10}
models:
  +materialized: table
  a: {+tags: [first], +schema: '{{env "SCHEMA" "one"}}'}
  b: {+materialized: view, inner: {+tags: [nightly]}}
seeds: {+schema: seeds}
data_tests: {+severity: warn}
`

function startingFiles(): Record<string, string> {
  const files: Record<string, string> = {
    "macros/cents.sql": '{{#macro "cents" "column"}}({{column}} / 100){{/macro}}\n',
    "macros/top.js":
      'export function top(context, column) { return `${column} <= ${context.var("top", 3)}` }\n',
    "tests/generic/small.sql":
      '{{#test "small" "model" "column_name" most=100}}select * from {{model}} where {{column_name}} > {{most}}{{/test}}\n',
    "tests/no_negative.sql": 'select * from {{ref "m_0"}} where id < 0\n',
    "models/docs.md": '{{#docs "id"}}The number of the row.{{/docs}}\n',
    "models/sources.yml":
      "sources:\n  - name: app\n    schema: app\n    tables:\n      - name: users\n        columns:\n          - {name: id, data_tests: [not_null]}\n      - name: orders\n",
    "models/exposures.yml":
      "exposures:\n  - name: board\n    type: dashboard\n    owner: {name: Ann}\n    depends_on: [ref('m_3')]\n",
    "models/groups.yml":
      "groups: [{name: g, owner: {name: Ann}, meta: {id: 17895695668004551}}]\nmacros: [{name: cents, meta: {since: 1.10}}]\n",
    "seeds/rates.csv": "id,rate\n1,2\n",
    "seeds/seeds.yml": "seeds:\n  - name: rates\n    columns: [{name: id, data_tests: [unique]}]\n",
  }
  for (let index = 0; index < 24; index++) {
    files[modelPath(index)] = modelText(index, 0)
    // Half of the models are described one file each, the others together.
    if (index % 2 === 0) files[`${modelPath(index).slice(0, -4)}.yml`] = propertiesText([index], 0)
  }
  files["models/b/together.yml"] = propertiesText(
    Array.from({ length: 12 }, (_, index) => index * 2 + 1),
    0,
  )
  return files
}

function modelPath(index: number): string {
  return `models/${["a", "b", "b/inner"][index % 3]}/m_${index}.sql`
}

function modelText(index: number, version: number): string {
  const reads =
    index === 0
      ? '{{source "app" "users"}}'
      : index % 5 === 4
        ? `{{#each (list ${index - 1})}}{{ref (concat "m_" this)}}{{/each}}`
        : `{{ref "m_${index - 1}"}}`
  const extra = ["", ', {{cents "id"}} as cents', ', {{top "id"}} as is_top', ', {{var "top"}} as top'][
    (index + version) % 4
  ]
  const config = version % 3 === 1 ? `{{config tags=(list "v${version}")}}` : ""
  return `${config}select id${extra}, ${version} as version\nfrom ${reads}\n`
}

function propertiesText(indexes: readonly number[], version: number): string {
  const entries = indexes.map(
    (index) =>
      `  - name: m_${index}\n    description: Model ${index}, ${version}. {{doc "id"}}\n    config: {meta: {owner: '{{env "OWNER" "nobody"}}', id: 1789569566800455${version % 10}, since: ${version}.10}}\n    columns:\n      - name: id\n        data_tests: [not_null, small: {most: ${version + 5}}, relationships: {to: ref('m_0'), field: id}]\n`,
  )
  return `models:\n${entries.join("")}`
}

/** One edit; what was done, for a failure's message. */
function change(folder: string, settings: Settings, random: () => number): string {
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new Error("nothing to pick from")
    return item
  }
  const paths = filesUnder(folder)
  const models = paths.filter((path) => /^models\/.*\.sql$/.test(path))
  const properties = paths.filter((path) => /^models\/.*\.yml$/.test(path))
  const version = Math.floor(random() * 50)
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return `wrote ${path}`
  }
  const read = (path: string): string => readFileSync(join(folder, path), "utf8")
  const replace = (path: string, from: string | RegExp, to: string): string =>
    write(path, read(path).replace(from, to))
  const indexOf = (path: string): number => Number(/m_(\d+)/.exec(path)?.[1] ?? 0)

  const edits: (() => string)[] = [
    ...Array.from({ length: 8 }, () => () => {
      const path = pick(models)
      return write(path, modelText(indexOf(path), version))
    }),
    () => write(pick(models), `select 1 as id -- ${version}\n`),
    () => replace(pick(models), /m_\d+"/, `m_${Math.floor(random() * 30)}"`),
    () => write(pick(models), "select {{#if}} from"),
    () => replace(pick(models), "{{ref", "{{reff"),
    ...Array.from({ length: 4 }, () => () => {
      const path = pick(properties)
      return replace(path, /Model (\d+), \d+/, `Model $1, ${version}`)
    }),
    () => replace(pick(properties), /most: \d+/, `most: ${version}`),
    () => replace(pick(properties), "not_null", pick(["unique", "not_nul"])),
    () => replace(pick(properties), /name: m_\d+/, `name: m_${Math.floor(random() * 26)}`),
    () =>
      replace(
        pick(properties),
        "description:",
        pick(["descripton:", "description: >\n     ", "description:"]),
      ),
    () => write(`models/new/x_${version}.sql`, `select * from {{ref "m_${version % 24}"}}\n`),
    () => write(`models/new/x_${version}.yml`, `models: [{name: x_${version}, description: New.}]\n`),
    () => write(`models/a/m_${version % 24}.sql`, modelText(version % 24, version)),
    () => {
      const path = pick(models)
      rmSync(join(folder, path))
      return `removed ${path}`
    },
    () => {
      const path = pick(properties)
      rmSync(join(folder, path))
      return `removed ${path}`
    },
    () => replace("macros/cents.sql", /\/ \d+/, `/ ${version + 1}`),
    () => replace("macros/top.js", /<=|>=|</, pick(["<=", ">=", "<"])),
    () => write("macros/more.sql", `{{#macro "more_${version % 3}" "x"}}{{x}} + ${version}{{/macro}}\n`),
    () =>
      write(
        "tests/generic/unique.sql",
        `{{#test "unique" "model" "column_name"}}select ${version} from {{model}}{{/test}}\n`,
      ),
    () => write("tests/no_negative.sql", `select * from {{ref "m_${version % 24}"}} where id < ${version}\n`),
    () => write("models/docs.md", `{{#docs "id"}}Number ${version}.{{/docs}}\n`),
    () => write("seeds/rates.csv", `id,rate\n1,${version}\n`),
    () => replace("lux_project.yml", /top: \d+/, `top: ${version}`),
    () => replace("lux_project.yml", /\+severity: \w+/, `+severity: ${pick(["warn", "error"])}`),
    () =>
      replace("lux_project.yml", /b: \{\+materialized: \w+/, `b: {+materialized: ${pick(["view", "table"])}`),
    () => replace("lux_project.yml", "a: {", pick(["a: {", "gone: {"])),
    () => replace("models/sources.yml", /schema: \w+/, `schema: ${pick(["app", "app2"])}`),
    () => replace("models/exposures.yml", /m_\d+/, `m_${version % 26}`),
    () => {
      const [from, to] = pick([
        ["models/a", "models/z"],
        ["models/z", "models/a"],
      ] as const)
      try {
        renameSync(join(folder, from), join(folder, to))
        return `renamed ${from} to ${to}`
      } catch {
        return `could not rename ${from}`
      }
    },
    () => {
      settings.vars = pick([undefined, "{top: 7}", "{top: 07.10}", `{top: ${version}}`])
      return `vars ${settings.vars}`
    },
    () => {
      settings.env = pick([
        { OWNER: "ann" },
        { OWNER: "bob" },
        {},
        { OWNER: "ann", SCHEMA: `s${version % 3}` },
      ])
      return `env ${JSON.stringify(settings.env)}`
    },
    () => {
      settings.target = pick([undefined, "prod", "dev", "nowhere"])
      return `target ${settings.target}`
    },
    () => write(".env", pick(["OWNER=carl\n", "SCHEMA=elsewhere\n", ""])),
    () => "nothing",
  ]
  return pick(edits)()
}

function restore(folder: string, files: ReadonlyMap<string, string>): void {
  for (const path of contentsOf(folder).keys()) if (!files.has(path)) rmSync(join(folder, path))
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** The authored files. */
function contentsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    filesUnder(folder)
      .filter((path) => !/^(target|fresh)\//.test(path) && statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  )
}

function detailsOf(folder: string): string | undefined {
  return filesUnder(folder).find((path) => path.startsWith("target/parse.record-"))
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
}

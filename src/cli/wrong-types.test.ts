/** A value of each kind under each key of a project: it is taken, or an error with its place; never a fault of lux. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, it } from "vitest"
import * as z from "zod"
import { sized } from "../dev/acceptance.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
import { seededRandom } from "../dev/seeded-random.ts"
import {
  modelConfigSchema,
  seedConfigSchema,
  snapshotConfigSchema,
  sourceConfigSchema,
  testConfigSchema,
} from "../project/config/config-schemas.ts"
import { projectFileSchema } from "../project/project-file.ts"
import { targetKinds } from "../project/target/target-kinds.ts"
import { propertiesSchema } from "../project/yaml/properties-file.ts"

const values = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e999",
  "99999999999999999999",
  '""',
  "x",
  '"a\\nb"',
  "2024-01-01",
  "[]",
  "[null]",
  "[1, [2]]",
  "{}",
  "{a: 1}",
  "{a: {b: [c]}}",
  "[{name: x}]",
  '"{{var \\"nothing\\"}}"',
]

const named = "name: p\ndialect: duckdb\n"
const targets = "targets: {dev: {type: duckdb, path: test.duckdb}}\n"
const plain = `${named}${targets}`

type Files = Readonly<Record<string, string>>
const keysOf = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
/** Of an entry of a list of the properties, and what of it is in lists again. */
const entry = z.toJSONSchema(propertiesSchema, { io: "input", unrepresentable: "any" })
const entryKeys = (...path: readonly string[]): readonly string[] => {
  let found: unknown = entry
  for (const step of path) found = listed(Reflect.get(propertiesIn(found), step))
  return Object.keys(propertiesIn(found))
}
function propertiesIn(schema: unknown): object {
  const found = typeof schema === "object" && schema !== null ? Reflect.get(schema, "properties") : undefined
  return typeof found === "object" && found !== null ? found : {}
}
/** The schema of what is in a list, whatever else may stand in its place. */
function listed(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return undefined
  const items = Reflect.get(schema, "items")
  if (items !== undefined) return items
  const forms: unknown = Reflect.get(schema, "anyOf")
  return Array.isArray(forms) ? forms.map(listed).find((each) => each !== undefined) : undefined
}

const described = (text: string): Files => ({ "models/all.yml": text })
/** Where keys stand: all of them, and a project with one of them. */
const places: Readonly<
  Record<string, readonly [keys: readonly string[], (pair: string, key: string) => Files]>
> = {
  project: [
    keysOf(projectFileSchema),
    (pair, key) => ({
      "lux_project.yml": `${plain.replace(new RegExp(`^${key}:.*\\n`, "m"), "")}${pair}\n`,
    }),
  ],
  ...Object.fromEntries(
    Object.entries(targetKinds).map(([type, { schema }]) => [
      `target of ${type}`,
      [
        keysOf(schema),
        (pair: string) => ({ "lux_project.yml": `${named}targets: {dev: {type: ${type}, ${pair}}}\n` }),
      ],
    ]),
  ),
  "config of a folder": [
    keysOf(modelConfigSchema),
    (pair) => ({ "lux_project.yml": `${plain}models: {p: {+${pair}}}\n` }),
  ],
  "config of a model": [
    keysOf(modelConfigSchema),
    (pair) => described(`models: [{name: a, config: {${pair}}}]\n`),
  ],
  "config of a seed": [
    keysOf(seedConfigSchema),
    (pair) => described(`seeds: [{name: ids, config: {${pair}}}]\n`),
  ],
  "config of a snapshot": [
    keysOf(snapshotConfigSchema),
    (pair) =>
      described(
        `snapshots: [{name: kept, relation: ref('ids'), config: {unique_key: id, strategy: check, check_cols: all, ${pair}}}]\n`.replace(
          new RegExp(`\\b(${pair.split(":", 1)[0]}): [a-z]+, (?=.*${pair.split(":", 1)[0]}:)`),
          "",
        ),
      ),
  ],
  "config of a source": [
    keysOf(sourceConfigSchema),
    (pair) => described(`sources: [{name: s, config: {${pair}}, tables: [{name: t}]}]\n`),
  ],
  "config of a test": [
    keysOf(testConfigSchema),
    (pair) =>
      described(`models: [{name: a, columns: [{name: id, data_tests: [{unique: {config: {${pair}}}}]}]}]\n`),
  ],
  properties: [keysOf(propertiesSchema), (pair) => described(`${pair}\n`)],
  model: [
    entryKeys("models"),
    (pair, key) => described(`models: [{${key === "name" ? "" : "name: a, "}${pair}}]\n`),
  ],
  column: [
    entryKeys("models", "columns"),
    (pair, key) =>
      described(`models: [{name: a, columns: [{${key === "name" ? "" : "name: id, "}${pair}}]}]\n`),
  ],
  source: [
    entryKeys("sources"),
    (pair, key) => described(`sources: [{${key === "name" ? "" : "name: s, "}${pair}}]\n`),
  ],
  "source's table": [
    entryKeys("sources", "tables"),
    (pair, key) =>
      described(`sources: [{name: s, tables: [{${key === "name" ? "" : "name: t, "}${pair}}]}]\n`),
  ],
  exposure: [
    entryKeys("exposures"),
    (pair, key) => described(`exposures: [{${key === "name" ? "" : "name: e, "}${pair}}]\n`),
  ],
  "unit test": [
    entryKeys("unit_tests"),
    (pair, key) => described(`unit_tests: [{${key === "name" ? "" : "name: u, "}${pair}}]\n`),
  ],
}

const folder = mkdtempSync(join(tmpdir(), "lux-types-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function wrongOf(files: Files): Promise<string | undefined> {
  const all: Files = {
    "lux_project.yml": plain,
    "models/a.sql": 'select id from {{ref "ids"}}\n',
    "models/all.yml": "",
    "seeds/ids.csv": "id\n1\n",
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { code, stdout, stderr } = await warmLux(["compile", "--no-cache"], { cwd: folder })
  if (code !== 0 && code !== 2) return `ends with ${code}: ${stderr}`
  const trace = /internal error|\n\s+at .*:\d+:\d+|\[object Object\]/.exec(stdout + stderr)
  if (trace !== null) return `says ${trace[0]}: ${stderr}`
  return stderr.split("\n").find((line) => /^LUX-\d+ (?!\S+:\d+:\d+ )/.test(line) && !/^LUX-9/.test(line))
}

const cases = Object.entries(places).flatMap(([place, [keys, project]]) =>
  keys.flatMap((key) => values.map((value) => ({ place, key, value, project }))),
)

it("every place has its keys", () => {
  for (const [place, [keys]] of Object.entries(places)) expect(keys.length, place).toBeGreaterThan(2)
})

it(
  "is no fault of lux",
  async () => {
    const random = seededRandom(3)
    const share = sized({ suite: 150, whole: cases.length }) / cases.length
    const wrong: string[] = []
    for (const { place, key, value, project } of cases) {
      if (random() > share) continue
      const found = await wrongOf(project(`${key}: ${value}`, key))
      if (found !== undefined) wrong.push(`${place}, ${key}: ${value}: ${found.slice(0, 400)}`)
    }
    expect(wrong).toEqual([])
  },
  sized({ suite: 120_000, whole: 3_600_000 }),
)

/** `lux schema`: what editors have against a project's YAML files. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { load } from "js-yaml"
import { afterAll, beforeAll, expect, it } from "vitest"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { pythonPackages, pythonReaders } from "./python-readers.testkit.ts"

const readers = pythonReaders()
const judged = needing(pythonPackages, readers !== undefined)
const folder = mkdtempSync(join(tmpdir(), "lux-schemas-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const names = ["lux_project", "properties", "selectors", "packages", "collectors"]
const schemas: Record<string, unknown> = {}

beforeAll(async () => {
  const { code, stdout } = await warmLux(["schema", "--output-dir", "schemas", "--project-dir", folder])
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: names.map((name) => `schemas/${name}.schema.json\n`).join(""),
  })
  for (const name of names)
    schemas[name] = JSON.parse(readFileSync(join(folder, "schemas", `${name}.schema.json`), "utf8"))
})

/** For each text of YAML, the paths that its schema has something against. */
function wrong(texts: readonly (readonly [schema: string, text: string])[]): readonly (readonly string[])[] {
  return (
    readers?.validate(
      schemas,
      texts.map(([schema, text]) => [schema, load(text)] as const),
    ) ?? []
  )
}

const yamlFiles = ["models", "seeds", "tests", "macros"]
  .flatMap((place) =>
    readdirSync(join(repositoryRoot, place), { recursive: true, encoding: "utf8" }).map(
      (name) => `${place}/${name}`,
    ),
  )
  .filter((name) => /\.ya?ml$/.test(name))
const text = (file: string): string => readFileSync(join(repositoryRoot, file), "utf8")

judged.describe("the luxury-brand project", () => {
  it("is as the schemas have it", () => {
    expect(yamlFiles.length).toBeGreaterThan(3)
    const texts = yamlFiles.map((file) => ["properties", text(file)] as const)
    const others = [
      ["lux_project", text("lux_project.yml")],
      ["collectors", text("lambdas/collectors.yml")],
    ] as const
    expect(wrong([...others, ...texts])).toEqual(Array(texts.length + 2).fill([]))
  })

  it("with a typo in a key it is not", () => {
    const typos = yamlFiles.flatMap((file) =>
      ["models", "seeds", "sources", "name", "description", "columns", "data_tests", "config"].flatMap(
        (key) => {
          const typo = text(file).replace(new RegExp(`^( *(?:- )?)${key}:`, "m"), `$1${key}x:`)
          return typo === text(file) ? [] : [{ file, key, typo }]
        },
      ),
    )
    expect(typos.length).toBeGreaterThan(10)
    const found = wrong(typos.map(({ typo }) => ["properties", typo] as const))
    expect(
      typos.filter((_, index) => found[index]?.length === 0).map(({ file, key }) => [file, key]),
    ).toEqual([])
  })
})

judged.it("the examples of the pages on projects and editors are as the schemas have them", () => {
  const [, own = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(text("docs/guides/editors.md")) ?? []
  const blocks = [...text("docs/reference/project.md").matchAll(/^```yaml title=(\S+)\n([\s\S]*?)^```$/gm)]
  expect(blocks.length).toBeGreaterThan(5)
  const texts = blocks.map(([, path, block = ""]) => {
    return [path === "lux_project.yml" ? "lux_project" : "properties", block] as const
  })
  expect(own).toContain("$schema=")
  expect(wrong([...texts, ["properties", own]])).toEqual(Array(texts.length + 1).fill([]))
})

judged.describe("what a schema takes and what it finds", () => {
  const cases: readonly (readonly [file: string, text: string, ...paths: string[]])[] = [
    ["lux_project", "name: p\nmodel-paths: models\n"],
    [
      "lux_project",
      "name: p\nmodels: {+materialized: table, p: {marts: {+schema: a, sort: x, revenue: {+alias: b}}}}\n",
    ],
    ["lux_project", "name: p\nmodels: {+enabled: '{{var \"on\"}}', +pre-hook: [select 1]}\n"],
    ["lux_project", "name: p\nmodels: {+materialised: table}\n", "models"],
    ["lux_project", "name: p\nmodels: {p: {+materialized: tabel}}\n", "models.p.+materialized"],
    ["lux_project", "name: p\ntargets: {dev: {type: duckdb, pth: x}}\n", "targets.dev.pth"],
    ["lux_project", "name: p\ntarget_path: x\n", "target_path"],
    ["lux_project", "name: 1p\n", "name"],
    ["properties", "models: [{name: a, config: {materialized: table, post-hook: select 1}}]\n"],
    ["properties", "models: [{name: a, contract: enforced, columns: [{name: b, data_tests: [unique]}]}]\n"],
    ["properties", "models: [{name: a, data_tests: [{own_test: {any: 1}}, {unique: {severity: warn}}]}]\n"],
    ["properties", "models: [{name: a, versions: [{v: 1, columns: [{include: all, exclude: [b]}]}]}]\n"],
    ["properties", "models: [{name: a, columns:}]\n"],
    ["properties", "models: [{name: a, cofig: {}}]\n", "models.0.cofig"],
    ["properties", "models: [{description: no name}]\n", "models.0.name"],
    [
      "properties",
      "models: [{name: a, columns: [{name: b, data_type: 1}]}]\n",
      "models.0.columns.0.data_type",
    ],
    ["properties", "models: [{name: a, config: {materialized: tabel}}]\n", "models.0.config.materialized"],
    [
      "properties",
      "models: [{name: a, config: {incremental-stratgy: merge}}]\n",
      "models.0.config.incremental-stratgy",
    ],
    [
      "properties",
      "models: [{name: a, data_tests: [{accepted_values: {severty: warn, severity: wran}}]}]\n",
      "models.0.data_tests.0.accepted_values.severity",
    ],
    ["packages", "packages: [{git: x, revision: 1}, {local: ../y}, {npm: z, version: 1.0}]\n"],
    ["packages", "packages: [{git: [x]}]\n", "packages.0.git", "packages.0.local", "packages.0.npm"],
    ["selectors", "selectors: [{name: a, definition: 'tag:x'}]\n"],
    [
      "selectors",
      "selectors: [{name: a, default: true, definition: {union: [{tag: x}, {method: path, value: y, parents: true}, {exclude: [b]}]}}]\n",
    ],
    ["selectors", "selectors: [{name: a, definition: 1}]\n", "selectors.0.definition"],
    [
      "selectors",
      "selectors: [{name: a, defintion: x}]\n",
      "selectors.0.defintion",
      "selectors.0.definition",
    ],
  ]

  it("is told by the path", () => {
    const found = wrong(cases.map(([schema, yaml]) => [schema, yaml] as const))
    const expected = cases.map(([schema, yaml, ...paths]) => [schema, yaml, ...paths.sort()])
    expect(found.map((paths, index) => [...(cases[index]?.slice(0, 2) ?? []), ...paths])).toEqual(expected)
  })
})

it("is where it cannot be written an error that says so", async () => {
  const { code, stderr } = await warmLux([
    "schema",
    "--output-dir",
    "package.json",
    "--project-dir",
    repositoryRoot,
  ])
  expect(code).toBe(2)
  expect(stderr).toContain("LUX-2330")
  expect(existsSync(join(repositoryRoot, "schemas"))).toBe(false)
})

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { renderText } from "../template/render.ts"
import { luxVersion } from "../version.ts"
import { valueContext } from "./config/value-context.ts"
import { loadProject } from "./load-project.ts"
import { lineOf, load, projectFile, settings, writtenProject } from "./written-project.testkit.ts"

describe("the project", () => {
  it("has defaults for all but its name and a target", async () => {
    const project = await load({})
    const { root } = project
    expect(project).toMatchObject({
      name: "shop",
      version: "0.0.0",
      dialect: "redshift",
      targetNames: ["dev"],
      targetPath: join(root, "target"),
      vars: {},
      resources: [],
      warnings: [],
      target: {
        name: "dev",
        type: "duckdb",
        path: join(root, "data/lux.duckdb"),
        batches: join(root, "data/lux.batches"),
        schema: "main",
        schemaPrefix: "",
        threads: 4,
      },
    })
    const context = { ...valueContext({}, {}, project.target), invocationId: () => "" }
    const { comment, append } = project.queryComment
    expect(append).toBe(false)
    expect(comment && JSON.parse(renderText(comment, context, { node: "model.shop.a" }))).toEqual({
      app: "lux",
      run: "",
      version: luxVersion,
      project: "shop",
      target: "dev",
      node: "model.shop.a",
    })
  })

  it("is found from a folder inside it", async () => {
    const folder = writtenProject({ "models/marts/a.sql": "select 1" })
    const inside = join(folder, "models/marts")
    expect((await loadProject({ projectDir: inside, env: {}, builtInTests: new Map() })).root).toBe(folder)
  })

  it.each<[name: string, env: Record<string, string>, asked: string | undefined, expected: string]>([
    ["the command's", { LUX_TARGET: "b" }, "c", "c"],
    ["LUX_TARGET", { LUX_TARGET: "b" }, undefined, "b"],
    ["that of the project", { LUX_TARGET: "" }, undefined, "a"],
  ])("target: %s", async (_name, env, target, expected) => {
    const files = {
      "lux_project.yml":
        "name: shop\ntarget: a\ntargets: {z: {type: duckdb}, a: {type: duckdb}, b: {type: duckdb}, c: {type: duckdb}}\n",
    }
    expect((await load(files, { env, target })).target.name).toBe(expected)
  })

  it("target: the first where nobody says which", async () => {
    const files = { "lux_project.yml": "name: shop\ntargets: {z: {type: duckdb}, a: {type: duckdb}}\n" }
    expect((await load(files)).target.name).toBe("z")
  })

  it("a target that is not used need not be readable here", async () => {
    const files = {
      "lux_project.yml": `name: shop\ntargets:\n  dev: {type: duckdb}\n  prod: {type: redshift, password: '{{env "SECRET"}}'}\n`,
    }
    expect((await load(files)).targetNames).toEqual(["dev", "prod"])
  })

  it("target settings from the environment keep their kinds", async () => {
    const { target, root } = await load(
      {
        ".env": "THREADS=2\nDB=from-file.duckdb\n",
        "lux_project.yml": `name: shop\ntargets:\n  dev:\n    type: duckdb\n    threads: '{{env "THREADS"}}'\n    path: 'x/{{env "DB"}}'\n    batches: '{{env "B" ""}}'\n    schema: '{{var "schema"}}'\n`,
      },
      { env: { DB: "from-process.duckdb" }, vars: "schema: mine" },
    )
    expect(target).toMatchObject({
      threads: 2,
      path: join(root, "x/from-process.duckdb"),
      batches: join(root, "x/from-process.batches"),
      schema: "mine",
    })
  })

  it.each<[Record<string, string>, string | undefined, string]>([
    [{ LUX_TARGET_PATH: "b" }, "c", "c"],
    [{ LUX_TARGET_PATH: "b" }, undefined, "b"],
    [{}, undefined, "a"],
  ])("target path: %j, %s", async (env, targetPath, expected) => {
    const project = await load(settings("target-path: a\n"), { env, targetPath })
    expect(project.targetPath).toBe(join(project.root, expected))
  })

  it("vars: the command's go before those of the project's name, which go before the others", async () => {
    const { vars } = await load(
      settings(`vars:\n  a: 1\n  b: 1\n  c: '{{env "C" 1}}'\n  shop: {b: 2, c: 2, d: [x]}\n`),
      { vars: '{"c": 3}' },
    )
    expect(vars).toMatchObject({ a: 1, b: 2, c: 3, d: ["x"] })
  })

  it("query-comment: a template, with its place, off, or behind the statement", async () => {
    const of = async (text: string) => (await load(settings(`query-comment: ${text}\n`))).queryComment
    expect((await of("by {{target.name}}")).comment).toMatchObject({ text: "by {{target.name}}", start: 57 })
    expect(await of("null")).toEqual({ comment: undefined, append: false })
    expect(await of("{append: true}")).toMatchObject({ append: true, comment: { start: 0 } })
    expect(await of("{comment: x, append: true}")).toMatchObject({ append: true, comment: { text: "x" } })
  })

  it("on-run-start and on-run-end: one statement or several", async () => {
    const { onRunStart, onRunEnd } = await load(
      settings("on-run-start: a\non-run-end: [b, 'c {{target.name}}']\n"),
    )
    expect([...onRunStart, ...onRunEnd].map((hook) => hook.text)).toEqual(["a", "b", "c {{target.name}}"])
  })

  it("folders that are not there hold nothing, others may be anywhere inside", async () => {
    const project = await load({
      ...settings(
        "model-paths: [./sql/, no-such]\nseed-paths: 'data (old)'\nmacro-paths: []\ntest-paths: [sql/checks]\n",
      ),
      "sql/x/a.sql": "select 1",
      "data (old)/s.csv": "id\n",
      "sql/checks/p.yml": "models: [{name: a, description: x}]\n",
    })
    expect(project.resources).toMatchObject([
      { uniqueId: "model.shop.a", fqn: ["shop", "x", "a"], description: "x" },
      { uniqueId: "seed.shop.s", fqn: ["shop", "s"] },
    ])
  })

  it("warns of configuration for folders that are not there", async () => {
    const { warnings } = await load({
      ...settings(
        "models:\n  shop:\n    marts: {+tags: x}\n    mart: {+tags: x}\n  meta: {a: 1}\nseeds:\n  shop: {+tags: x}\n",
      ),
      "models/marts/a.sql": "select 1",
    })
    expect(warnings.map(lineOf)).toEqual([
      'LUX-1012 lux_project.yml:6:5 models has configuration for "mart", which matches nothing | A key of configuration starts with +; other keys are folders.',
      'LUX-1012 lux_project.yml:7:3 models has configuration for "meta", which matches nothing | A key of configuration starts with +; other keys are folders.',
    ])
  })

  it("reads files with a byte order mark and with carriage returns", async () => {
    const project = await load({
      "lux_project.yml": `\uFEFF${projectFile.replaceAll("\n", "\r\n")}`,
      "models/a.sql": "\uFEFFselect 1\r\n",
      "models/p.yml": "\uFEFFmodels:\r\n  - name: a\r\n    description: x\r\n",
    })
    expect(project.resources).toMatchObject([{ description: "x", template: { text: "select 1\n" } }])
  })
})

it("a key with nothing behind it is as good as no key", async () => {
  const project = await load({
    "lux_project.yml": `${projectFile}vars:\nseeds:\non-run-start:\nmodels:\n  +schema: raw\n  +tags:\n`,
    "models/a.sql": "select 1",
    "models/p.yml":
      "version:\nanchors: {a: &a x}\nsources:\nmodels:\n  - name: a\n    description: *a\n    config: {schema: null, alias:}\n    columns:\n    tags:\n",
  })
  expect(project.resources).toMatchObject([{ description: "x", tags: [], config: { schema: undefined } }])
})

it("resources come in the same order whatever order the files are found in", async () => {
  const folder = writtenProject({
    "models/b.sql": "select 1",
    "models/A.sql": "select 1",
    "seeds/s.csv": "a\n",
  })
  mkdirSync(join(folder, "models/empty"))
  const project = await loadProject({ projectDir: folder, env: {}, builtInTests: new Map() })
  expect(project.resources.map(({ uniqueId }) => uniqueId)).toEqual([
    "model.shop.A",
    "model.shop.b",
    "seed.shop.s",
  ])
})

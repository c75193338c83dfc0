import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const escaping = "../../../../../../escaped"
const model = { "models/a.sql": "select 1 as x\n" }
const escapingTest = `models: [{name: a, data_tests: [{unique: {name: '${escaping}', column_name: x}}]}]\n`

/** All files of a folder, relative to it; links are not followed. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((path) => path.endsWith(".sql"))
    .sort()
}

describe("a name never leads out of the target folder", () => {
  it.each([
    ["a data test", { ...model, "models/a.yml": escapingTest }],
    [
      "a snapshot",
      {
        ...model,
        "snapshots/s.yml": `snapshots: [{name: '${escaping}', relation: ref('a'), config: {alias: s, unique_key: x, strategy: check, check_cols: all}}]\n`,
      },
    ],
    ["a test with backslashes", { ...model, "models/a.yml": escapingTest.replaceAll("/", "\\") }],
  ])("of %s", async (_, files) => {
    const project = temporaryProject(files)
    const outside = readdirSync(dirname(project.folder)).filter((name) => name.startsWith("escaped"))
    await project.execute("build")
    const written = filesIn(project.folder).filter((path) => !/^(models|snapshots)/.test(path))
    expect(written.every((path) => /^target\/(compiled|run)\/p\/(models|snapshots)\//.test(path))).toBe(true)
    expect(written.some((path) => /__.*escaped_[0-9a-f]{8}\.sql$/.test(path))).toBe(true)
    expect(readdirSync(dirname(project.folder)).filter((name) => name.startsWith("escaped"))).toEqual(outside)
  })

  it("of a folder next to the project", async () => {
    const project = temporaryProject({
      "shared/a.sql": "select 1 as x\n",
      "q/lux_project.yml":
        "name: q\ndialect: duckdb\nmodel-paths: [../shared]\ntargets: {dev: {type: duckdb}}\n",
    })
    const compiled = await createLux({ projectDir: join(project.folder, "q"), env: {} }).compile()
    expect(compiled.map(({ path }) => path)).toEqual(["target/compiled/q/__/shared/a.sql"])
  })

  it("by a link inside it", async () => {
    const project = temporaryProject(model)
    mkdirSync(join(project.folder, "target"))
    mkdirSync(join(project.folder, "elsewhere"))
    symlinkSync(join(project.folder, "elsewhere"), join(project.folder, "target", "compiled"))
    await expect(project.lux().compile()).rejects.toThrow(/symbolic link leads out of the target folder/)
    expect(await project.statuses("build")).toEqual({ a: "ok" })
    expect(readdirSync(join(project.folder, "elsewhere"))).toEqual([])
  })
})

describe("a target folder that is something else is refused before anything is written", () => {
  it.each([
    ["/", "is the project's folder or above it"],
    [".", "is the project's folder or above it"],
    ["./", "is the project's folder or above it"],
    ["..", "is the project's folder or above it"],
    ["models", 'overlaps with the folder "models"'],
    ["./models/", 'overlaps with the folder "models"'],
    ["models/target", 'overlaps with the folder "models"'],
    ["src", 'overlaps with the folder "src/seeds"'],
    ["lux_packages", 'overlaps with the folder "lux_packages"'],
    [".git", 'overlaps with the folder ".git"'],
    [homedir(), "is the home folder or above it"],
    ["to-models", 'overlaps with the folder "models"'],
    ["to-root/x/..", "is the project's folder or above it"],
    ["to-models/deep/er", 'overlaps with the folder "models"'],
  ])("%s", async (path, message) => {
    const project = temporaryProject(
      { ...model, "src/seeds/s.csv": "a\n1\n" },
      "dialect: duckdb\nseed-paths: [src/seeds]\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    )
    symlinkSync(join(project.folder, "models"), join(project.folder, "to-models"))
    symlinkSync(project.folder, join(project.folder, "to-root"))
    const before = readdirSync(project.folder, { recursive: true })
    const ways = [
      [{ targetPath: path, env: {} }, "--target-path"],
      [{ env: { LUX_TARGET_PATH: path } }, "LUX_TARGET_PATH"],
    ] as const
    for (const [options, from] of ways) {
      const lux = createLux({ projectDir: project.folder, ...options })
      for (const command of [() => lux.execute("build"), () => lux.compile(), () => lux.clean()])
        expect(await refusal(command())).toBe(`LUX-1053 ${from} "${path}" ${message}`)
    }
    expect(readdirSync(project.folder, { recursive: true })).toEqual(before)
  })

  it("in the project file, at its place", async () => {
    const project = temporaryProject(
      model,
      "target-path: models\ndialect: duckdb\ntargets: {dev: {type: duckdb}}\n",
    )
    await expect(project.lux().clean()).rejects.toMatchObject({
      code: "LUX-1053",
      place: { file: "lux_project.yml", line: 2, column: 14 },
    })
  })
})

describe("clean", () => {
  it("leaves what is not lux's in a folder outside of the project", async () => {
    const project = temporaryProject({
      "p/lux_project.yml": "name: q\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: q.duckdb}}\n",
      "p/models/a.sql": "select 1 as x\n",
    })
    const targetPath = join(project.folder, "scratch")
    mkdirSync(targetPath)
    writeFileSync(join(targetPath, "mine.txt"), "mine")
    const lux = createLux({ projectDir: join(project.folder, "p"), targetPath, env: {} })
    await lux.execute("build")
    await lux.clean()
    expect(readdirSync(targetPath)).toEqual(["mine.txt"])
  })

  it("removes a link to a folder, and not what is in it", async () => {
    const project = temporaryProject(model)
    mkdirSync(join(project.folder, "scratch"))
    symlinkSync(join(project.folder, "scratch"), join(project.folder, "target"))
    await project.execute("build")
    await project.lux().clean()
    expect(existsSync(join(project.folder, "scratch"))).toBe(true)
    expect(existsSync(join(project.folder, "target", "manifest.json"))).toBe(false)
  })
})

async function refusal(command: Promise<unknown>): Promise<string> {
  try {
    await command
    return "no error"
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return `${error.code} ${error.message}`
  }
}

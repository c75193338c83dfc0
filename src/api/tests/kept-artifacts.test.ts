/** `artifacts:` of a target: what runs leave outlives the target folder, in a folder and on S3. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import S3rver from "s3rver"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { pathIn } from "../../lake/file-store.ts"
import { type FileStores, fileStores } from "../../lake/file-stores.ts"
import type { LuxError } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const objects = mkdtempSync(join(tmpdir(), "lux-kept-"))
let server: S3rver
let endpoint: string
let stores: FileStores

beforeAll(async () => {
  process.env["AWS_ACCESS_KEY_ID"] = "S3RVER"
  process.env["AWS_SECRET_ACCESS_KEY"] = "S3RVER"
  server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory: objects, vhostBuckets: false },
    configureBuckets: [{ name: "kept", configs: [] }],
  })
  endpoint = `http://127.0.0.1:${(await server.run()).port}`
  stores = fileStores({ region: "us-east-1", endpoint })
})
afterAll(async () => {
  await stores.close()
  await server.close()
  rmSync(objects, { recursive: true, force: true })
})

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const files = {
  "models/a_good.sql": table("select 1 as id"),
  "models/b_bad.sql": table("select * from (values (1), (1)) as t(id)"),
  "models/c_behind.sql": table("select * from {{ref 'b_bad'}}"),
  "models/all.yml":
    "models:\n  - name: b_bad\n    columns: [{name: id, data_tests: [unique]}]\nunit_tests:\n  - {name: alone, model: a_good, given: [], expect: {rows: [{id: 1}]}}\n",
}
const mended = { "models/b_bad.sql": table("select 1 as id") }

function settings(artifacts: string, to = endpoint): string {
  return `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb, artifacts: "${artifacts}", s3_region: us-east-1, s3_endpoint: "${to}"}}\n`
}

/** A container that starts again: what it wrote is gone. */
function restarted(project: TemporaryProject): void {
  rmSync(join(project.folder, "target"), { recursive: true, force: true })
}

let prefixes = 0
const places: readonly (readonly [string, () => string])[] = [
  ["a folder", () => "kept"],
  ["S3", () => `s3://kept/run-${prefixes++}/`],
]

describe.each(places)("artifacts that are kept in %s", (kind, newPlace) => {
  const begun = (): { readonly project: TemporaryProject; readonly address: string } => {
    const place = newPlace()
    const project = temporaryProject(files, settings(place))
    return { project, address: kind === "S3" ? place.replace(/\/$/, "") : join(project.folder, place) }
  }
  const read = async (address: string, ...names: readonly string[]): Promise<string | undefined> => {
    const path = pathIn(address, ...names)
    return (await stores.of(path)).read(path)
  }

  it("are of each run by its invocation, and of the last one as latest", async () => {
    const { project, address } = begun()
    const first = await project.execute("build")
    const second = await project.execute("build", { select: ["a_good"] })
    for (const { invocationId } of [first, second])
      expect(await read(address, "runs", invocationId, "run_results.json")).toContain(invocationId)
    for (const name of ["lux.json", "manifest.json", "run_results.json"]) {
      const text = readFileSync(join(project.folder, "target", name), "utf8")
      expect(await read(address, "latest", name)).toBe(text)
      expect(await read(address, "runs", second.invocationId, name)).toBe(text)
    }
  })

  it("are what retry, state and defer read with an empty target folder", async () => {
    const { project, address } = begun()
    await project.execute("build")
    restarted(project)
    project.write(mended)
    const selected = await project.lux().list({ select: ["state:modified"] })
    expect(selected.map(({ name }) => name)).toContain("b_bad")
    for (const state of [join(project.folder, "target"), `${address}/latest`]) {
      restarted(project)
      const same = await project.lux().list({ select: ["state:modified"], state })
      expect(same.map(({ uniqueId }) => uniqueId)).toEqual(selected.map(({ uniqueId }) => uniqueId))
    }
    restarted(project)
    expect((await project.execute("run", { select: ["a_good"], defer: true, dryRun: true })).success).toBe(
      true,
    )
    restarted(project)
    const retried = await project.lux().retry()
    expect(retried.nodes.map(({ label, status }) => [label, status])).toEqual([
      ["main.b_bad", "ok"],
      ["main.c_behind", "ok"],
    ])
  })

  it("let a task go on with what it left undone, whatever ran since", async () => {
    const { project } = begun()
    const task = "hourly/marts/scheduled__2026-01-01T00:00:00+00:00"
    const build = async (more: object = {}): Promise<readonly (string | undefined)[]> => {
      restarted(project)
      const { nodes } = await project.execute("build", { task, exclude: ["test_type:unit"], ...more })
      return nodes.map(({ label }) => label.split(".")[1])
    }
    expect(await build()).toEqual(["a_good", "b_bad", "c_behind"])
    await project.execute("build", { select: ["a_good"] })
    project.write(mended)
    // Another command under the name is another piece of work.
    expect(await build({ select: ["a_good"] })).toEqual(["a_good"])
    project.write(files)
    expect(await build()).toEqual(["a_good", "b_bad", "c_behind"])
    restarted(project)
    expect((await project.lux().retry({ task })).nodes).toHaveLength(2)
    project.write(mended)
    expect(await build()).toEqual(["b_bad", "c_behind"])
    expect(await build()).toEqual(["a_good", "b_bad", "c_behind"])
  })

  it("keep history that could not be delivered until a run delivers it", async () => {
    const { project, address } = begun()
    await project.execute("test", { select: ["test_type:unit"] })
    const [name = ""] = readdirSync(join(project.folder, "target/undelivered"))
    expect(await read(address, "undelivered", name)).toContain("alone")
    restarted(project)
    await project.execute("build", { select: ["a_good"] })
    expect(
      await project.query("select check_name from quality.check_result where check_name = 'alone'"),
    ).toHaveLength(2)
    expect(await read(address, "undelivered", name)).toBeUndefined()
  })
})

describe("a place that cannot be written", () => {
  it.each([
    ["a bucket that does not exist", () => settings("s3://nobody/x")],
    ["a file", () => settings("lux_project.yml")],
  ])("is reported, and the run's own result stays: %s", async (_, written) => {
    const project = temporaryProject(files, written())
    const warnings: LuxError[] = []
    const { nodes } = await project.execute("build", {
      select: ["a_good"],
      onEvent: (event) => event.type === "warning" && warnings.push(event.error),
    })
    expect(nodes.map(({ status }) => status)).toContain("ok")
    expect(warnings.map(({ code }) => code)).toContain("LUX-3400")
    expect(existsSync(join(project.folder, "target/run_results.json"))).toBe(true)
  })

  it("is refused where it is not one", async () => {
    for (const place of ["gs://bucket/x", "s3://", "s3:///x"])
      await expect(temporaryProject(files, settings(place)).lux().parse()).rejects.toMatchObject({
        code: "LUX-2630",
        place: { line: 3 },
      })
  })
})

describe("kept artifacts", () => {
  it("of another target are not taken", async () => {
    const two = (target: string): string =>
      `dialect: duckdb\ntarget: ${target}\ntargets:\n  dev: {type: duckdb, path: test.duckdb, artifacts: kept}\n  other: {type: duckdb, path: other.duckdb, artifacts: kept}\n`
    const project = temporaryProject(files, two("dev"))
    await project.execute("build")
    restarted(project)
    project.write({ "lux_project.yml": `name: p\n${two("other")}` })
    await expect(project.lux().retry()).rejects.toMatchObject({ code: "LUX-3402", place: { line: 6 } })
  })

  it("are needed for --task", async () => {
    const project = temporaryProject(files)
    await expect(project.execute("build", { task: "t" })).rejects.toMatchObject({ code: "LUX-3401" })
  })

  it("hold no secret", async () => {
    const project = temporaryProject(
      { "models/a.sql": table(`select '{{var "api_token"}}' as token`) },
      settings("kept"),
    )
    const { createLux } = await import("../create-lux.ts")
    await createLux({ projectDir: project.folder, env: {}, vars: "{api_token: verysecretvalue}" }).build()
    const kept = readdirSync(join(project.folder, "kept"), { recursive: true, withFileTypes: true })
    const texts = kept
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    expect(texts.length).toBe(6)
    for (const text of texts) expect(text).not.toContain("verysecretvalue")
  })
})

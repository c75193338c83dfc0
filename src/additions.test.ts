/** What the compiler names where a kind or a materialization is added, and nothing else is done. */
import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { expect, it, onTestFinished } from "vitest"

const root = resolve(import.meta.dirname, "..")

it("the compiler names what a new kind and a new materialization lack, which CONTRIBUTING.md lists", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-additions-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, "src"), join(folder, "src"), {
    recursive: true,
    filter: (path) => !/\.test(kit)?\.ts$/.test(path),
  })
  cpSync(join(root, "package.json"), join(folder, "package.json"))
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.json"), include: ["src"], exclude: ["src/site/browser"] }),
  )
  const row = rowOf("src/project/resource-kinds.ts", "exposure")
    .replace('"exposures"', '"charts"')
    .replace(/folderKey: .*/, "folderKey: undefined,")
    .replace("shows: true", "shows: false")
  change("src/project/resource-kinds.ts", "} as const satisfies", `  chart: ${row},\n} as const satisfies`)
  change(
    "src/project/types.ts",
    "readonly exposure: Exposure",
    "readonly exposure: Exposure\n  readonly chart: Chart",
  )
  change(
    "src/project/types.ts",
    "export type Resource =",
    `export interface Chart extends ResourceBase {
  readonly type: "chart"
  readonly of: RelationArgument
}

export type Resource =`,
  )
  const way = rowOf("src/project/materializations.ts", "incremental")
  change(
    "src/project/materializations.ts",
    "} as const satisfies",
    `  archive: ${way},\n} as const satisfies`,
  )
  const named = await namedByCompiler(folder)
  expect(named).toEqual([
    "src/artifacts/manifest.ts",
    "src/graph/read-templates.ts",
    "src/graph/state/node-body.ts",
    "src/materialize/plan-node.ts",
    "src/project/resources/readers.ts",
    "src/project/yaml/properties-file.ts",
  ])
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
  expect(named.filter((file) => !page.includes(file.replace(/^src\//, "")))).toEqual([])

  function change(file: string, from: string, to: string): void {
    const text = readFileSync(join(folder, file), "utf8")
    expect(text).toContain(from)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
}, 180_000)

/** The facts of one of a table, as they are written. */
function rowOf(file: string, name: string): string {
  const text = readFileSync(join(root, file), "utf8")
  const [, row = ""] = new RegExp(`^  ${name}: (\\{\\n.*?^  \\})`, "ms").exec(text) ?? []
  return row
}

async function namedByCompiler(folder: string): Promise<readonly string[]> {
  const tsc = join(root, "node_modules/.bin/tsc")
  const told = await promisify(execFile)(tsc, ["--noEmit", "--project", folder], { cwd: folder }).then(
    () => "",
    (error) => String(error.stdout),
  )
  return [...new Set([...told.matchAll(/^(src\/.+?)\(/gm)].map(([, file = ""]) => file))].sort()
}

/** The rooms of `src/` are as the way the data goes: a room imports only from itself and from the rooms below it. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { describe, expect, it } from "vitest"

const rooms = [
  "cli",
  "reporters",
  "dev",
  "api",
  "site",
  "looker",
  "orchestrate",
  "artifacts",
  "compiled",
  "run",
  "analysis",
  "quality",
  "materialize",
  "collect",
  "spark",
  "lake",
  "warehouse",
  "record",
  "compile",
  "sql",
  "graph",
  "project",
  "template",
]
/** Under all rooms, open to all. */
const ground = [
  "errors.ts",
  "error-codes.ts",
  "line-changes.ts",
  "make-folder.ts",
  "nearest.ts",
  "secrets.ts",
  "version.ts",
]

/** What the package is bundled from: see build.mjs. */
const entries = [
  "cli/main.ts",
  "api/index.ts",
  "collect/index.ts",
  "warehouse/redshift/index.ts",
  "analysis/analysis-worker.ts",
  "project/yaml/properties-worker.ts",
  "site/browser/main.tsx",
  "site/browser/dashboards/main.tsx",
]

const root = import.meta.dirname
const sources = filesUnder(root)

describe("the import order of the rooms", () => {
  it("knows every folder and every file next to them", () => {
    const parts = new Set(sources.map((file) => file.split("/")[0] ?? ""))
    expect(
      [...parts].filter(
        (part) => !rooms.includes(part) && !ground.includes(part) && !/^[\w-]+\.test(kit)?\.ts$/.test(part),
      ),
    ).toEqual([])
  })

  it("holds in every source file", () => {
    const problems = sources.flatMap((file) =>
      importsOf(readFileSync(join(root, file), "utf8")).flatMap(
        (imported) => wrongImport(file, resolved(file, imported)) ?? [],
      ),
    )
    expect(problems.join("\n")).toBe("")
  })

  it("leaves to the command line what a program can do too: it stands on the programmatic interface", () => {
    const open = ["cli", "reporters", "dev", "api"]
    const below = sources
      .filter((file) => file.startsWith("cli/") && !file.endsWith(".test.ts"))
      .flatMap((file) =>
        importsOf(readFileSync(join(root, file), "utf8"))
          .map((imported) => resolved(file, imported))
          .filter((imported) => imported.includes("/") && !open.includes(imported.split("/")[0] ?? ""))
          .map((imported) => `src/${file} imports src/${imported}: let src/api/ offer it`),
      )
    expect(below.join("\n")).toBe("")
  })

  it("knows what only tests use by its name, *.testkit.ts, and keeps it out of the package", () => {
    const shipped = reachedFrom(entries)
    const problems = sources
      .filter((file) => !file.endsWith(".test.ts") && !file.endsWith(".d.ts"))
      .flatMap((file) => {
        if (file.endsWith(".testkit.ts"))
          return shipped.has(file) ? [`src/${file} is a helper of tests, and the package imports it`] : []
        return shipped.has(file)
          ? []
          : [`src/${file} is used by tests alone, or by nothing: name it *.testkit.ts`]
      })
    expect(problems.join("\n")).toBe("")
  })

  it.each([
    ["run/run.ts", "sql/translate.ts", undefined],
    ["run/run.ts", "run/schedule.ts", undefined],
    ["run/run.ts", "errors.ts", undefined],
    ["sql/translate.ts", "run/run.ts", "it could move up to src/run/"],
    ["errors.ts", "sql/translate.ts", "it could move up to src/sql/"],
    ["lake/ledger.test.ts", "dev/world/world.ts", undefined],
    ["lake/ledger.ts", "dev/world/world.ts", "it could move up to src/dev/"],
    ["lake/ledger.test.ts", "cli/main.ts", "run the command instead"],
  ])("of %s importing %s says %s", (file, imported, expected) => {
    const problem = wrongImport(file, imported)
    if (expected === undefined) expect(problem).toBeUndefined()
    else expect(problem).toContain(expected)
  })

  it("finds imports of values, of types, of modules that load later, and exports from elsewhere", () => {
    const text = [
      'import { a } from "./a.ts"',
      'import type { B } from "../b/b.ts"',
      'import "./c.ts"',
      'const { d } = await import("../d/d.ts")',
      'export type * from "./e.ts"',
      'import { f } from "node:fs"',
      'type G = import("../g/g.ts").G',
    ].join("\n")
    expect(importsOf(text)).toEqual(["./a.ts", "../b/b.ts", "./c.ts", "../d/d.ts", "./e.ts", "../g/g.ts"])
  })
})

/** The files that these import, and those that they import in turn. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...files]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file) || !sources.includes(file)) continue
    reached.add(file)
    for (const imported of importsOf(readFileSync(join(root, file), "utf8")))
      open.push(resolved(file, imported))
  }
  return reached
}

function wrongImport(file: string, imported: string): string | undefined {
  const from = heightOf(file)
  const to = heightOf(imported)
  const isTest = /\.test(kit)?\.ts$/.test(file)
  if (to >= from || (isTest && imported.startsWith("dev/"))) return undefined
  const room = file.split("/")[0] ?? ""
  const target = imported.split("/")[0] ?? ""
  const advice = isTest
    ? "run the command instead (node dist/lux.js), or move the test there"
    : `what it needs could move down to ${rooms.includes(room) ? `src/${room}/ or below` : "the ground"}, or it could move up to src/${target}/`
  return `src/${file} imports src/${imported}, which is above it: ${advice}`
}

/** Small is high: the place of the file's room in the list. */
function heightOf(file: string): number {
  const at = rooms.indexOf(file.split("/")[0] ?? "")
  return at === -1 ? rooms.length : at
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
}

function importsOf(text: string): readonly string[] {
  const pattern =
    /^\s*(?:import|export)\s[^"'`;]*?from\s+"(\.[^"]+)"|^\s*import\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"/gm
  return [...text.matchAll(pattern)].flatMap(([, from, bare, later]) => from ?? bare ?? later ?? [])
}

function resolved(file: string, imported: string): string {
  return relative(root, join(root, dirname(file), imported))
    .split(sep)
    .join("/")
}

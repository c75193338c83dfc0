// The package as a stranger gets it: packed, installed into an empty folder, and run there by npx and by import on each version of
// Node that lux supports. Prints what the package weighs. node .ci/smoke.mjs [--nodes 20,22,24], after a build.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { parseArgs } from "node:util"

const { values } = parseArgs({ options: { nodes: { type: "string", default: "20,22,24" } } })
const root = join(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "lux-smoke-"))
const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`
const imports = `import { createLux } from "lux-sql"
import { collector } from "lux-sql/collect"
import { RedshiftDataApiDialect } from "lux-sql/redshift"

const { nodes } = await createLux({ projectDir: process.argv[2] }).build()
console.log([typeof collector, typeof RedshiftDataApiDialect, nodes.length + " nodes"].join(" "))
`

try {
  const tarball = pack()
  const app = join(folder, "app")
  mkdirSync(app)
  writeFileSync(join(app, "package.json"), '{ "type": "module", "private": true }\n')
  const before = performance.now()
  npm(app, ["install", tarball])
  const seconds = ((performance.now() - before) / 1000).toFixed(1)
  console.log(`installed in ${seconds} s: ${megabytes(sizeOf(join(app, "node_modules")))}`)
  writeFileSync(join(app, "imports.js"), imports)
  for (const version of values.nodes.split(",")) tryOn(version, app)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function pack() {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]
  const [{ filename, size, files }] = JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8" }))
  const unwanted = files.map(({ path }) => path).filter((path) => /\.test\.|testkit|^src\/|^\./.test(path))
  if (unwanted.length > 0) throw new Error(`not meant for users: ${unwanted.join(", ")}`)
  for (const path of [
    "dist/lux.js",
    "dist/index.d.ts",
    "docs/reference/errors.md",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
  ])
    if (!files.some((file) => file.path === path)) throw new Error(`${path} is missing in the package`)
  console.log(`${filename}: ${megabytes(size)}, ${files.length} files`)
  return join(folder, filename)
}

/** The binary comes with the npm package of this platform, which needs no install script. */
function tryOn(version, app) {
  const home = join(folder, `node-${version}`)
  mkdirSync(home)
  writeFileSync(join(home, "package.json"), "{}\n")
  npm(home, ["install", `node-bin@npm:node-${platform}@${version}`])
  const node = join(home, "node_modules/node-bin/bin/node")
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    NODE_OPTIONS: "--throw-deprecation",
  }
  const run = (cwd, program, ...args) =>
    execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })
  const project = `shop${version}`
  const said = [
    run(app, "npx", "lux", "--version"),
    run(app, "npx", "lux-sql", "--version"),
    run(app, "npx", "lux", "init", project),
    run(join(app, project), "npx", "lux", "build"),
    run(app, node, "imports.js", project),
  ]
  if (said[0] !== said[1] || !/^lux \d/.test(said[0]))
    throw new Error(`Node ${version}: ${said.slice(0, 2).join()}`)
  console.log(`Node ${run(app, node, "--version").trim()}: ${said[0].trim()}, ${said.at(-1).trim()}`)
}

function npm(cwd, args) {
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, stdio: "inherit" })
}

function sizeOf(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() !== true) return found?.size ?? 0
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

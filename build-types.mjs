// The declarations of what other programs import: dist/index.d.ts, dist/collect.d.ts, dist/redshift.d.ts and, under dist/types/, the modules
// that these name and no others. They are made by tsc from the sources; what lux is inside stays out of them.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"

const root = import.meta.dirname
/** What stands in dist -> the module that it is, without their endings. */
const entries = { index: "api/index", collect: "collect/index", redshift: "warehouse/redshift/index" }

/** Writes the declarations into a folder that holds the bundle's index.js. */
export function buildTypes(folder = join(root, "dist")) {
  const made = mkdtempSync(join(tmpdir(), "lux-types-"))
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
    const args = ["-p", join(root, "tsconfig.types.json"), "--outDir", made, "--rootDir", join(root, "src")]
    execFileSync(process.execPath, [tsc, ...args], { stdio: "inherit" })
    rmSync(join(folder, "types"), { recursive: true, force: true })
    const found = new Set()
    for (const entry of Object.values(entries)) named(join(made, `${entry}.d.ts`), found)
    for (const file of found) {
      const target = join(folder, "types", relative(made, file))
      mkdirSync(dirname(target), { recursive: true })
      // Where TypeScript looks for ./a.d.ts, its importers say ./a.js.
      writeFileSync(target, readFileSync(file, "utf8").replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'))
    }
    for (const [name, entry] of Object.entries(entries))
      writeFileSync(join(folder, `${name}.d.ts`), `export * from "./types/${entry}.js"\n`)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** Adds a declaration file and all that it names to `found`. */
function named(file, found) {
  if (found.has(file)) return
  found.add(file)
  for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)\.ts"/g))
    named(resolve(dirname(file), `${name}.d.ts`), found)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) buildTypes()

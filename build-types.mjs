// The declarations of the programmatic interface: dist/index.d.ts and, under dist/types/, the modules that it names and no
// others. They are made by tsc from src/api/index.ts; what lux is inside stays out of them.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"

const root = import.meta.dirname

/** Writes the declarations into a folder that holds the bundle's index.js. */
export function buildTypes(folder = join(root, "dist")) {
  const made = mkdtempSync(join(tmpdir(), "lux-types-"))
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
    const args = ["-p", join(root, "tsconfig.types.json"), "--outDir", made, "--rootDir", join(root, "src")]
    execFileSync(process.execPath, [tsc, ...args], { stdio: "inherit" })
    rmSync(join(folder, "types"), { recursive: true, force: true })
    for (const file of named(join(made, "api", "index.d.ts"))) {
      const target = join(folder, "types", relative(made, file))
      mkdirSync(dirname(target), { recursive: true })
      // Where TypeScript looks for ./a.d.ts, its importers say ./a.js.
      writeFileSync(target, readFileSync(file, "utf8").replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'))
    }
    writeFileSync(join(folder, "index.d.ts"), 'export * from "./types/api/index.js"\n')
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** A declaration file and all that it names, each once. */
function named(file, found = new Set()) {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)\.ts"/g))
    named(resolve(dirname(file), `${name}.d.ts`), found)
  return found
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) buildTypes()

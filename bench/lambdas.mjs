// The functions of lambdas/, each bundled to one file as it is deployed: its size, and how long a process takes to import it
// (the minimum of several; an empty module is the row to compare with). `node bench/lambdas.mjs --runs 7`.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const root = resolve(import.meta.dirname, "..")
const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } })
const functions = readdirSync(join(root, "lambdas"), { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && readdirSync(join(root, "lambdas", entry.name)).includes("index.ts"),
  )
  .map(({ name }) => name)
const folder = mkdtempSync(join(tmpdir(), "lux-bench-lambdas-"))
try {
  const empty = join(folder, "empty.mjs")
  writeFileSync(empty, "")
  const rows = [{ function: "(nothing)", KiB: 0, "gzip KiB": 0, "import ms": fastest(empty) }]
  for (const name of functions) {
    const outfile = join(folder, `${name}.mjs`)
    await build({
      entryPoints: [join(root, "lambdas", name, "index.ts")],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      // Most of AWS's packages come as modules too, of which only what is used is taken.
      mainFields: ["module", "main"],
      // This process runs it too.
      target: "node20",
      banner: {
        js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
      },
      logLevel: "error",
    })
    const bytes = readFileSync(outfile)
    const kib = (length) => Math.round(length / 1024)
    rows.push({
      function: name,
      KiB: kib(bytes.length),
      "gzip KiB": kib(gzipSync(bytes).length),
      "import ms": fastest(outfile),
    })
  }
  console.table(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function fastest(file) {
  const times = Array.from({ length: Number(values.runs) }, () => {
    const script = `const start = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - start)`
    return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }))
  })
  return Math.round(Math.min(...times))
}

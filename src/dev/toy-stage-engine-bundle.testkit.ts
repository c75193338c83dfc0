/** For tests: a bundle of lux in which the toy stands instead of the embedded engine's implementation. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { afterAll, beforeAll } from "vitest"
import { repositoryRoot } from "./lux-process.testkit.ts"

const toy = fileURLToPath(new URL("./toy-stage-engine.testkit.ts", import.meta.url))

/** Made before the tests of a file and removed after them. */
export function bundleWithToyEngine(): { luxFile(): string } {
  let folder = ""
  beforeAll(async () => {
    // Where what is left to node_modules is found from.
    const cache = join(repositoryRoot, "node_modules", ".cache")
    mkdirSync(cache, { recursive: true })
    folder = mkdtempSync(join(cache, "lux-toy-"))
    const [src, banner] = [
      join(repositoryRoot, "src"),
      'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
    ]
    await build({
      entryPoints: {
        lux: join(src, "cli/main.ts"),
        "analysis-worker": join(src, "analysis/analysis-worker.ts"),
        "properties-worker": join(src, "project/yaml/properties-worker.ts"),
      },
      outdir: folder,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20",
      external: ["@duckdb/node-api", "esbuild", "s3rver"],
      define: { LUX_VERSION: '"0.0.0"', LUX_BUILD: '"toy"' },
      banner: { js: banner },
      logLevel: "warning",
      plugins: [
        {
          name: "toy-engine",
          setup({ onResolve }) {
            onResolve({ filter: /\/embedded-stage-engine\.ts$/ }, ({ importer }) =>
              importer.endsWith("/stage-engines.ts") ? { path: toy } : undefined,
            )
          },
        },
      ],
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return { luxFile: () => join(folder, "lux.js") }
}

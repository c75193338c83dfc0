// Bundles lux: dist/lux.js is the command, dist/index.js the programmatic interface. What a command does not use stays in
// chunks of its own that are loaded when they are needed. Native parts and esbuild itself are left to node_modules.
import { chmodSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"

const root = import.meta.dirname
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

rmSync(join(root, "dist"), { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: { lux: "src/cli/main.ts", index: "src/api/index.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@duckdb/node-api", "esbuild"],
  define: { LUX_VERSION: JSON.stringify(version) },
  // CommonJS dependencies ask for node's own modules with require.
  banner: {
    js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
  },
  legalComments: "linked",
  logLevel: "warning",
})
chmodSync(join(root, "dist", "lux.js"), 0o755)

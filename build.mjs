// Bundles lux: dist/lux.js is the command, dist/index.js the programmatic interface, with its declarations. What a command does not use stays in
// chunks of its own that are loaded when they are needed. Native parts and esbuild itself are left to node_modules.
import { createHash } from "node:crypto"
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"
import { buildSite } from "./build-site.mjs"
import { inStages } from "./build-stages.mjs"
import { buildTypes } from "./build-types.mjs"

const root = import.meta.dirname
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** Marks what is resolved a second time. */
const taken = Symbol("taken")

const options = {
  absWorkingDir: root,
  entryPoints: {
    lux: "src/cli/main.ts",
    index: "src/api/index.ts",
    collect: "src/collect/index.ts",
    redshift: "src/warehouse/redshift/index.ts",
    "analysis-worker": "src/analysis/analysis-worker.ts",
    "properties-worker": "src/project/yaml/properties-worker.ts",
  },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@duckdb/node-api", "esbuild", "s3rver"],
  plugins: [lazySegmenter(), parserOfYargs(), englishZod()],
  define: { LUX_VERSION: JSON.stringify(version), LUX_BUILD: JSON.stringify(buildId()) },
  // CommonJS dependencies ask for node's own modules with require.
  banner: {
    js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
  },
  legalComments: "linked",
  // Less text to read at every start. Names stay, for traces.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
}
const { metafile } = await build({
  ...options,
  plugins: [await inStages(options), ...options.plugins],
  metafile: true,
})
chmodSync(join(root, "dist", "lux.js"), 0o755)
await buildSite(root)
await buildCollect()
cpSync(join(root, "src/spark/runner.py"), join(root, "dist/spark/runner.py"))

// Tests of the command need no declarations, and those of the declarations make their own.
if (!process.argv.includes("--no-types")) buildTypes()

// Chunks of earlier builds go last, so that there is always a whole bundle.
const written = new Set(Object.keys(metafile.outputs))
for (const file of readdirSync(join(root, "dist", "chunks")))
  if (!written.has(`dist/chunks/${file}`)) rmSync(join(root, "dist", "chunks", file))

/**
 * What functions of lambdas/ are bundled with as lux-sql/collect, in two forms: with all that it needs, and without the
 * libraries that a project may have for its own functions, so that these are not bundled twice.
 */
async function buildCollect() {
  const common = {
    absWorkingDir: root,
    outdir: "dist/functions",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Modules can be cut down to what is used.
    mainFields: ["module", "main"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "linked",
    logLevel: "warning",
  }
  const entry = "src/collect/index.ts"
  await Promise.all([
    build({ ...common, entryPoints: { "collect-whole": entry } }),
    build({ ...common, entryPoints: { collect: entry }, external: ["zod", "@aws-sdk/client-s3"] }),
  ])
}

/** A digest of the sources and of what they are bundled with. */
function buildId() {
  const hash = createHash("sha256")
  const files = readdirSync(join(root, "src"), { recursive: true }).filter((file) =>
    /\.(tsx?|css|py)$/.test(file),
  )
  for (const file of [...files.sort().map((file) => join("src", file)), "package-lock.json"])
    hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest("hex").slice(0, 16)
}

/**
 * string-width makes an Intl.Segmenter when it is loaded, which takes 20 ms. Here it is made when a text first needs it;
 * plain ASCII never does.
 */
function lazySegmenter() {
  const eager = "const segmenter = new Intl.Segmenter();"
  const lazy =
    "let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };"
  return {
    name: "lazy-segmenter",
    setup(build) {
      build.onLoad({ filter: /[\\/]string-width[\\/]index\.js$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8")
        if (!text.includes(eager)) throw new Error(`${path} no longer makes its segmenter at once`)
        return { contents: text.replace(eager, lazy) }
      })
    },
  }
}

/** zod brings its messages in fifty languages; lux shows none but its own. */
function englishZod() {
  return {
    name: "english-zod",
    setup(build) {
      build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "" }))
    },
  }
}

/** The parser is all that lux takes of yargs, whose other modules read files when they are loaded. */
function parserOfYargs() {
  return {
    name: "parser-of-yargs",
    setup({ onResolve, resolve }) {
      onResolve(
        { filter: /platform-shims|apply-extends|process-argv/ },
        async ({ path, kind, importer, resolveDir, pluginData }) => {
          if (pluginData === taken || !/[\\/]yargs[\\/]helpers[\\/]/.test(importer)) return undefined
          return {
            ...(await resolve(path, { kind, importer, resolveDir, pluginData: taken })),
            sideEffects: false,
          }
        },
      )
    },
  }
}

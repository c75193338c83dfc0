// What the documentation site runs in the browser: dist/site/site.js and, for its dashboards alone, dist/site/dashboards.js,
// classic scripts, because pages opened from disk may load no modules; and dist/site/site.css. The generator takes them as
// they are.
import { join } from "node:path"
import { build } from "esbuild"

export async function buildSite(root) {
  const common = {
    absWorkingDir: root,
    outdir: "dist/site",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    tsconfig: join(root, "src/site/browser/tsconfig.json"),
    define: { "process.env.NODE_ENV": '"production"' },
    minify: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  }
  await Promise.all([
    build({ ...common, entryPoints: { site: "src/site/browser/main.tsx" } }),
    build({
      ...common,
      entryPoints: { dashboards: "src/site/browser/dashboards/main.tsx" },
      plugins: [fromTheSite],
    }),
  ])
}

/** The script of dashboards draws into the site's page: of these there may be one. src/site/browser/shared.ts hands them over. */
const fromTheSite = {
  name: "from-the-site",
  setup({ onResolve, onLoad }) {
    const isShared =
      /^(preact|preact\/hooks|preact\/jsx-runtime|@preact\/signals|(\.\.\/)+(parts|route|theme|ui)\.tsx?)$/
    onResolve({ filter: isShared }, ({ path }) => ({
      path: path.replace(/^(\.\.\/)+|\.tsx?$/g, ""),
      namespace: "shared",
    }))
    onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = globalThis.luxShared[${JSON.stringify(path)}]`,
    }))
  },
}

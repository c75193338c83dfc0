// What the documentation site runs in the browser: dist/site/site.js, a classic script, because pages opened from disk may
// load no modules, and dist/site/site.css. The generator takes both as they are.
import { join } from "node:path"
import { build } from "esbuild"

export async function buildSite(root) {
  await build({
    absWorkingDir: root,
    entryPoints: { site: "src/site/browser/main.tsx" },
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
  })
}

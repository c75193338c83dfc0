import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = resolve(import.meta.dirname, "..")

/** The exports of the given files of src, bundled as `dist/<name>.js`: sources are TypeScript, and Node 20 runs none. */
export async function bundle(name, paths) {
  await build({
    stdin: {
      contents: paths.map((path) => `export * from ${JSON.stringify(join(root, "src", path))}`).join("\n"),
      resolveDir: root,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    define: { LUX_VERSION: '"0.0.0"', LUX_BUILD: '"bench"' },
    outfile: bundleOf(name),
  })
  return import(pathToFileURL(bundleOf(name)).href)
}

/** For a process that another one has bundled it for. */
export function bundleOf(name) {
  return join(root, "dist", `${name}.js`)
}

import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { LuxError, type Place } from "../../errors.ts"
import { firstBuildProblem, loadEsbuild } from "../../template/esbuild.ts"

/** Folder of the functions, relative to the project. */
const functionsFolder = "lambdas"

export interface BundledFunction {
  /** One module in JavaScript. */
  readonly code: Buffer
  readonly sourceMap: Buffer
  /** The files that it is made of, from the project's folder on. */
  readonly inputs: readonly string[]
}

/**
 * A function of `lambdas/` and all that it imports, as one module; the same for the same sources. `place` is where the
 * function is named. Throws LUX-3234 without esbuild, LUX-3235 where there is no such function, LUX-3236 for what is wrong
 * with its code.
 */
export async function bundleFunction(
  root: string,
  name: string,
  place: Place | undefined,
): Promise<BundledFunction> {
  const entry = join(functionsFolder, name, "index.ts")
  if (!existsSync(join(root, entry)))
    throw new LuxError("LUX-3235", `there is no function ${entry}`, {
      place,
      hint: "A function is a folder of lambdas/ whose index.ts exports handler.",
    })
  const { build } = await loadEsbuild("a function in TypeScript", place)
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(functionsFolder, name, "index.mjs"),
      write: false,
      metafile: true,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      // Modules can be cut down to what is used.
      mainFields: ["module", "main"],
      minify: true,
      sourcemap: "external",
      sourcesContent: false,
      legalComments: "none",
      logLevel: "silent",
      alias: { "lux-sql/collect": ownCollect(root) },
      // Where the libraries that it shares are looked for.
      nodePaths: [join(root, functionsFolder, "node_modules"), join(root, "node_modules")],
      // CommonJS dependencies ask for node's own modules with require.
      banner: {
        js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
      },
    })
    const of = (ending: string) =>
      Buffer.from(outputFiles.find(({ path }) => path.endsWith(ending))?.contents ?? [])
    return { code: of(".mjs"), sourceMap: of(".map"), inputs: Object.keys(metafile.inputs).sort() }
  } catch (error) {
    const problem = firstBuildProblem(error)
    if (problem === undefined) throw error
    const { text, file = entry, line, column, lineText } = problem
    throw new LuxError("LUX-3236", `the function ${name} cannot be bundled: ${text}`, {
      place: { file: relative(root, join(root, file)).split(sep).join("/"), line, column, lineText },
      hint: /Could not resolve/.test(text)
        ? "Install what it imports: npm install, in lambdas/ too."
        : undefined,
      cause: error,
    })
  }
}

/** What `lux-sql/collect` means: that of the lux which runs. It shares the project's libraries where the project has them. */
function ownCollect(root: string): string {
  const sources = fileURLToPath(new URL("../../collect/index.ts", import.meta.url))
  if (existsSync(sources)) return sources
  const { resolve } = createRequire(join(root, functionsFolder, "index.js"))
  const has = (name: string, major: string): boolean => {
    try {
      const { version } = JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8"))
      return String(version).startsWith(`${major}.`)
    } catch {
      return false
    }
  }
  const shares = has("zod", "4") && has("@aws-sdk/client-s3", "3")
  return fileURLToPath(new URL(`../functions/${shares ? "collect" : "collect-whole"}.js`, import.meta.url))
}

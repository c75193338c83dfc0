import { createHash } from "node:crypto"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { Interrupted, LuxError, Problems } from "../errors.ts"
import { firstBuildProblem, loadEsbuild } from "./esbuild.ts"
import { guardedCall, guardedLoad, MacroEnded } from "./guarded-call.ts"
import { loadsInTime } from "./loads-in-time.ts"
import { noteMacroCode } from "./macro-code.ts"
import { nameProblem } from "./names.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type { JsMacro } from "./types.ts"

/**
 * The functions that a JavaScript or TypeScript file exports, as macros. `path` is the file's absolute path. A `.ts`
 * file and what it imports is bundled in memory; a `.js` or `.mjs` file is imported as it stands, again when its text
 * changed. To load it, and a call of one, may take `timeoutMs`. Throws LUX-1112 where the file cannot be loaded or exports no function,
 * LUX-1110 for names that are taken.
 */
export async function loadJsMacros(path: string, file: SourceFile, timeoutMs: number): Promise<JsMacro[]> {
  const exported = await load(path, file, timeoutMs)
  const problems = new Problems()
  const macros: JsMacro[] = []
  for (const [name, value] of Object.entries(exported)) {
    if (!isFunction(value)) continue
    const place = exportPlace(file, name)
    if (name === "default") {
      problems.add(
        new LuxError("LUX-1112", "a macro is exported by its name, not as default", {
          place,
          hint: "Write export function name(context, ...) { ... }.",
        }),
      )
      continue
    }
    const problem = nameProblem("macro", name, place)
    if (problem !== undefined) problems.add(problem)
    macros.push({
      kind: "js",
      name,
      file: file.path,
      call: (...args) => guardedCall(() => value(...args), timeoutMs),
      place,
    })
  }
  problems.throwIfAny()
  if (macros.length > 0) return macros
  throw new LuxError("LUX-1112", "the file exports no function", {
    place: placeAt(file, 0),
    hint: "Write export function name(context, ...) { ... }.",
  })
}

async function load(path: string, file: SourceFile, timeoutMs: number): Promise<Record<string, unknown>> {
  try {
    const address = path.endsWith(".ts") ? await bundle(path, file) : urlOf(path, file)
    await loadsInTime(address, timeoutMs)
    noteMacroCode(file, address, pathToFileURL(dirname(path)).href, dirname(path))
    return await guardedLoad(() => import(/* @vite-ignore */ address))
  } catch (error) {
    if (error instanceof LuxError || error instanceof Interrupted) throw error
    const said = error instanceof Error ? error.message : String(error)
    throw new LuxError("LUX-1112", `the macros cannot be loaded: ${said.split("\n", 1)[0]}`, {
      place: esbuildPlace(await located(error, path, file), file) ?? placeAt(file, 0),
      hint: error instanceof MacroEnded ? error.hint : undefined,
      cause: error,
    })
  }
}

/** Node does not say where a syntax error is: esbuild does. */
async function located(error: unknown, path: string, file: SourceFile): Promise<unknown> {
  if (!(error instanceof SyntaxError)) return error
  try {
    await bundle(path, file)
    return error
  } catch (told) {
    return told
  }
}

/** Node keeps a module by its URL for as long as it runs: another text must have another URL. */
function urlOf(path: string, file: SourceFile): string {
  const version = createHash("sha256").update(file.text).digest("hex").slice(0, 16)
  return `${pathToFileURL(path).href}?v=${version}`
}

async function bundle(path: string, file: SourceFile): Promise<string> {
  const { build } = await loadEsbuild("a macro in TypeScript", placeAt(file, 0))
  const result = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
    define: {
      "import.meta.url": JSON.stringify(pathToFileURL(path).href),
      "import.meta.filename": JSON.stringify(path),
      "import.meta.dirname": JSON.stringify(dirname(path)),
    },
  })
  return `data:text/javascript;base64,${Buffer.from(result.outputFiles[0]?.contents ?? []).toString("base64")}`
}

/** Where the first message of a failed build says, if it says. */
function esbuildPlace(error: unknown, file: SourceFile) {
  const problem = firstBuildProblem(error)
  if (problem?.file === undefined) return undefined
  const { line, column } = problem
  return { file: file.path, line, column, lineText: file.text.split("\n")[line - 1] ?? "" }
}

function exportPlace(file: SourceFile, name: string) {
  const declared = new RegExp(`^[ \\t]*export\\s[^\\n]*?\\b${name.replaceAll("$", "\\$")}(?![\\w$])`, "m")
  const found = declared.exec(file.text)
  return placeAt(file, found === null ? 0 : found.index + found[0].length - name.length, name.length)
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function"
}

import { createHash } from "node:crypto"
import { readdirSync, rmSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { durationMs } from "../../collect/tick.ts"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { didYouMean } from "../../nearest.ts"
import type { Collectors } from "../../project/collectors/declaration.ts"
import { wholeDeclaration } from "../../project/collectors/read-collectors.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import type { YamlPath } from "../../project/yaml/yaml-document.ts"
import { bundleFunction } from "./function-bundle.ts"
import { zipOf } from "./zip.ts"

/** A function as it is deployed. */
export interface PackagedFunction {
  readonly name: string
  /** Of the zip, relative to the project; its name has a digest of its content. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly runtime: "nodejs24.x"
  readonly architecture: "arm64"
  readonly handler: "index.handler"
  /** Source maps are next to the code. */
  readonly environment: { readonly NODE_OPTIONS: "--enable-source-maps" }
  /** What the function that Slack is told by needs; of collectors `lux.json` says it. */
  readonly notify?: {
    readonly digest_seconds: number
    readonly timeout_seconds: number
    readonly memory_mb: number
  }
}

/**
 * Writes each function of the declaration, or those of `names`, as a zip, and `functions.json` that lists them. The same
 * sources give the same bytes; zips of earlier sources are removed.
 */
export async function packageFunctions(
  root: string,
  folder: string,
  names: readonly string[],
): Promise<readonly PackagedFunction[]> {
  const { document, values } = wholeDeclaration(root)
  const declared = new Map<string, YamlPath>(
    values.collectors.map((each, at) => [each.function, ["collectors", at, "function"]]),
  )
  if (values.notify !== undefined) declared.set(values.notify.function, ["notify", "function"])
  for (const name of names)
    if (!declared.has(name))
      throw new LuxError("LUX-3235", `there is no function "${name}"`, {
        hint: didYouMean(name, declared.keys()) ?? `The declaration has ${[...declared.keys()].join(", ")}.`,
      })
  const wanted = [...declared].filter(([name]) => names.length === 0 || names.includes(name)).sort()
  const target = resolve(root, folder)
  makeFolder(target)
  const packaged: PackagedFunction[] = []
  for (const [name, path] of wanted) {
    const { code, sourceMap } = await bundleFunction(root, name, document.placeOf(path))
    const zip = zipOf([
      { name: "index.mjs", content: code },
      { name: "index.mjs.map", content: sourceMap },
      { name: "collectors.json", content: Buffer.from(`${JSON.stringify(values)}\n`) },
    ])
    const sha256 = createHash("sha256").update(zip).digest("hex")
    const file = join(target, `${name}-${sha256.slice(0, 16)}.zip`)
    for (const old of readdirSync(target)) if (isZipOf(name, old)) rmSync(join(target, old))
    writeWhole(file, zip)
    const notify = values.notify?.function === name ? { notify: needsOf(values.notify) } : {}
    packaged.push({
      ...deployment,
      name,
      file: relative(root, file),
      bytes: zip.length,
      sha256,
      ...notify,
    })
  }
  if (names.length === 0)
    writeWhole(
      join(target, "functions.json"),
      `${JSON.stringify({ version: 1, functions: packaged }, null, 2)}\n`,
    )
  return packaged
}

function needsOf({ digest, timeout, memory_mb }: NonNullable<Collectors["notify"]>) {
  return {
    digest_seconds: durationMs(digest.every) / 1000,
    timeout_seconds: durationMs(timeout) / 1000,
    memory_mb,
  }
}

const deployment = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  handler: "index.handler",
  environment: { NODE_OPTIONS: "--enable-source-maps" },
} as const

function isZipOf(name: string, file: string): boolean {
  return file.startsWith(`${name}-`) && /^[0-9a-f]{16}\.zip$/.test(file.slice(name.length + 1))
}

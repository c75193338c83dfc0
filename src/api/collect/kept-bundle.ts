import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import * as z from "zod"
import type { Place } from "../../errors.ts"
import { digest, type Stamp, stampOf } from "../../project/files/project-inputs.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import type { Project } from "../../project/types.ts"
import { luxVersion } from "../../version.ts"
import { bundleFunction } from "../lambdas/function-bundle.ts"

const keptSchema = z.object({
  lux: z.literal(luxVersion),
  /** Of the bundle's text. */
  digest: z.string(),
  inputs: z.array(z.tuple([z.string(), z.tuple([z.number(), z.number(), z.number(), z.number()])])),
})

/**
 * The bundle of a function in the target folder and what tells it from a later one. It is bundled again when one of the files
 * that it is made of has changed: bundling takes most of a second, and some collectors run every few minutes. Throws what
 * `bundleFunction` throws.
 */
export async function keptBundle(
  { root, targetPath }: Pick<Project, "root" | "targetPath">,
  name: string,
  place: Place,
): Promise<{ readonly file: string; readonly version: string }> {
  const file = join(targetPath, "collect", `${name}.mjs`)
  const version = keptVersion(root, file)
  if (version !== undefined) return { file, version }
  // Before anything is read: what changes in the meantime is seen the next time.
  const before = Date.now()
  const { code, sourceMap, inputs } = await bundleFunction(root, name, place)
  writeWhole(file, code)
  writeWhole(`${file}.map`, sourceMap)
  const made = digest(code)
  const stamps = inputs.map((path) => [path, stampOf(resolve(root, path))] as const)
  const settled = stamps.every(([, stamp]) => stamp !== undefined && Math.max(stamp[1], stamp[2]) < before)
  if (settled) writeWhole(inputsOf(file), JSON.stringify({ lux: luxVersion, digest: made, inputs: stamps }))
  return { file, version: made }
}

/** Undefined where there is no bundle, where it is damaged, or where what it is made of has changed. */
function keptVersion(root: string, file: string): string | undefined {
  try {
    const kept = keptSchema.safeParse(JSON.parse(readFileSync(inputsOf(file), "utf8")))
    if (!kept.success || digest(readFileSync(file)) !== kept.data.digest) return undefined
    const unchanged = kept.data.inputs.every(([path, stamp]) => isSame(stamp, stampOf(resolve(root, path))))
    return unchanged ? kept.data.digest : undefined
  } catch {
    return undefined
  }
}

function isSame(one: Stamp, other: Stamp | undefined): boolean {
  return other !== undefined && one.every((each, index) => each === other[index])
}

function inputsOf(file: string): string {
  return `${file}.inputs.json`
}

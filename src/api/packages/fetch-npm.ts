import { readdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import type { NpmSource } from "../../project/packages/package-source.ts"
import type { Fetched } from "./fetch-git.ts"
import { type ProgramOptions, runProgram } from "./run-program.ts"

const packed = z.array(z.object({ version: z.string() })).min(1)

/**
 * The files of an npm package, by npm itself, so that its settings (registry, tokens) hold; none of its scripts runs and
 * none of its dependencies is installed. Throws LUX-2006.
 */
export async function fetchNpm(
  source: NpmSource,
  version: string,
  into: string,
  options: ProgramOptions,
): Promise<Fetched> {
  const unpacked = join(into, "unpacked")
  makeFolder(unpacked)
  const hint = "Is there such a package, and such a version of it? `npm view` says what npm finds."
  const args = ["pack", `${source.name}@${version}`, "--json", "--ignore-scripts", "--pack-destination", into]
  const said = await runProgram("npm", args, { ...options, hint })
  const [first] = packed.safeParse(jsonIn(said)).data ?? []
  const file = readdirSync(into).find((name) => name.endsWith(".tgz"))
  if (first === undefined || file === undefined)
    throw new LuxError("LUX-2006", `${options.what} cannot be fetched: npm gave no package`, { hint })
  await runProgram("tar", ["-xzf", join(into, file), "-C", unpacked], options)
  const [top = ""] = readdirSync(unpacked)
  return { folder: join(unpacked, top), resolved: first.version }
}

/** npm's own notices may stand before it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf("[")))
  } catch {
    return undefined
  }
}

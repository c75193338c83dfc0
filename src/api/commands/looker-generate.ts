import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { GeneratedFile } from "../../compiled/generator.ts"
import { writeGenerated } from "../../compiled/write-generated.ts"
import { LuxError } from "../../errors.ts"
import { filesBelow } from "../../looker/files-below.ts"
import { generatedMark } from "../../looker/generated-mark.ts"
import { generatedFolders } from "../../looker/looker.ts"
import { makeFolder } from "../../make-folder.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { OpenProject } from "../open-project.ts"
import type { GeneratedLooker, GenerateLookerOptions } from "../types.ts"
import { checkLookerTexts, lookerFiles } from "./looker-files.ts"

/** Where people write what is theirs; made once, then left alone. */
const refinements = "refinements/refinements.lkml"
const firstRefinements = `# Yours: lux never writes this file again. Refine what is generated, such as
# view: +orders { dimension: amount { value_format_name: usd } }
`

/** `lux looker generate`. */
export async function generateLooker(
  open: OpenProject,
  { output, select }: GenerateLookerOptions,
): Promise<GeneratedLooker> {
  const { compiled, files } = await lookerFiles(open, select)
  const folder = resolve(output)
  assertOurs(folder, files)
  makeFolder(folder)
  const place = { root: folder, targetPath: folder }
  assertWritten(await writeGenerated(place, files, generatedFolders))
  const own = join(folder, refinements)
  if (!existsSync(own)) {
    makeFolder(join(folder, "refinements"))
    writeWhole(own, firstRefinements)
  }
  checkLookerTexts(compiled, filesBelow(folder, ".lkml"), filesBelow(folder, ".dashboard.lookml"))
  return { folder: output, files: files.map(({ path }) => path) }
}

/** LUX-3141 for a file in the way that lux did not write. */
function assertOurs(folder: string, files: readonly GeneratedFile[]): void {
  const made = new Set(files.map(({ path }) => path))
  const inFolders = generatedFolders.flatMap((each) =>
    filesBelow(join(folder, each), "").map(({ path }) => `${each}/${path}`),
  )
  for (const path of new Set([...made, ...inFolders])) {
    const file = join(folder, path)
    if (!existsSync(file) || readFileSync(file, "utf8").startsWith(generatedMark)) continue
    throw new LuxError("LUX-3141", `${path} in ${folder} was not written by lux`, {
      place: { file, line: 1, column: 1 },
      hint: "Move it to refinements/, whose files are never overwritten, or generate into another folder.",
    })
  }
}

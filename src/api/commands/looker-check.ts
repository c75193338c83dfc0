import { resolve } from "node:path"
import { LuxError } from "../../errors.ts"
import { filesBelow } from "../../looker/files-below.ts"
import type { OpenProject } from "../open-project.ts"
import type { CheckedLooker } from "../types.ts"
import { compiledForLooker } from "./compiled-for-looker.ts"
import { checkLookerTexts } from "./looker-files.ts"

/** `lux looker check`. Throws LUX-3140 and LUX-3142, all together. */
export async function checkLooker(open: OpenProject, folder: string): Promise<CheckedLooker> {
  const { compiled } = await compiledForLooker(open)
  const files = filesBelow(resolve(folder), ".lkml", folder)
  const dashboards = filesBelow(resolve(folder), ".dashboard.lookml", folder)
  if (files.length + dashboards.length === 0)
    throw new LuxError("LUX-3143", `${folder} has no LookML`, {
      hint: "Name a folder with .lkml files: `lux looker check looker`.",
    })
  const { views } = checkLookerTexts(compiled, files, dashboards)
  return { files: files.length + dashboards.length, views }
}

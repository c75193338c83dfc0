import { existsSync } from "node:fs"
import { LuxError } from "../../errors.ts"
import { luxCommand } from "../../project/command-line.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"

/** False where nothing was built yet: opening an embedded database would make its file. */
export function warehouseIsThere({ target }: Project): boolean {
  return !isEmbedded(target) || existsSync(target.path)
}

/** Throws LUX-2302 where nothing was built yet. */
export function checkWarehouseIsThere(project: Project): void {
  if (warehouseIsThere(project)) return
  throw new LuxError("LUX-2302", `there is no warehouse at ${targetPlace(project.target)} yet`, {
    hint: `Build it first: ${luxCommand(project, "build")}`,
  })
}

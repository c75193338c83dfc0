import { isRelational } from "../../project/resource-guards.ts"
import type { OpenProject } from "../open-project.ts"
import { projectReader } from "../read/read-project.ts"
import { profileInWarehouse } from "./profile-in-warehouse.ts"
import type { ProfileOptions, ProfileResult } from "./profile-types.ts"

/** `lux profile`. What it suggests is written where that is asked for: files have no properties file. */
export async function profile(open: OpenProject, options: ProfileOptions): Promise<ProfileResult> {
  const found = await open.whole()
  const { project } = found
  const result = await profileInWarehouse(found, options, (warning) => open.keep([warning]))
  const resource = project.resources.filter(isRelational).find((each) => each.uniqueId === result.uniqueId)
  if (options.write !== true || resource === undefined) return result
  const { writeSuggestions } = await import("./write-suggestions.ts")
  const readAgain = (): Promise<unknown> => projectReader(open.options).whole()
  return { ...result, written: await writeSuggestions(project, resource, result.suggestions, readAgain) }
}

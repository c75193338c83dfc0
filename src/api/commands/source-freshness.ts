import type { FreshnessRun } from "../../run/commands/source-freshness.ts"
import type { OpenProject } from "../open-project.ts"
import type { FreshnessOptions } from "../types.ts"
import { selectFrom, selectResources } from "./select-nodes.ts"

/** `lux source freshness`. A file that `--output` names has to be written; the one in the target folder should be. */
export async function sourceFreshness(open: OpenProject, options: FreshnessOptions): Promise<FreshnessRun> {
  const found = await open.whole()
  const selected = await selectResources(open, await selectFrom(open, found), options)
  const { checkFreshness } = await import("./check-freshness.ts")
  const ids = selected.map(({ uniqueId }) => uniqueId)
  const { run, warnings } = await checkFreshness(found, ids, options)
  if (options.output === undefined) open.keep(warnings)
  else {
    const { assertWritten } = await import("../edit-yaml/assert-written.ts")
    assertWritten(warnings, "--output")
  }
  return run
}

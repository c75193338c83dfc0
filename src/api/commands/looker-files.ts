import type { CompiledProject } from "../../compiled/compiled-project.ts"
import type { GeneratedFile } from "../../compiled/generator.ts"
import { checkLookerDashboards } from "../../looker/check-looker-dashboards.ts"
import { checkLookml } from "../../looker/check-lookml.ts"
import { columnsOfTable } from "../../looker/columns-of-table.ts"
import { looker } from "../../looker/looker.ts"
import type { SourceFile } from "../../template/source-file.ts"
import type { OpenProject } from "../open-project.ts"
import { checkedTogether } from "./checked-together.ts"
import { compiledForLooker } from "./compiled-for-looker.ts"
import { selectFrom, selectResources } from "./select-nodes.ts"

/** The LookML of the project. `select` goes before what its `looker:` selects. */
export async function lookerFiles(
  open: OpenProject,
  select?: readonly string[],
): Promise<{ readonly compiled: CompiledProject; readonly files: readonly GeneratedFile[] }> {
  const { found, compiled } = await compiledForLooker(open)
  const { looker: settings, qualitySchema } = found.project
  const asked = select ?? settings.select
  const options = asked.length === 0 ? {} : { select: asked }
  const selected = await selectResources(open, await selectFrom(open, found), options)
  const generator = looker({
    ...settings,
    qualitySchema,
    selected: new Set(selected.map(({ uniqueId }) => uniqueId)),
  })
  return { compiled, files: generator.generate(compiled) }
}

/** Throws LUX-3140 for what Looker would refuse, before anything is written. */
export async function checkLookerFiles(open: OpenProject): Promise<void> {
  const { compiled, files } = await lookerFiles(open)
  const texts = (ending: string): readonly SourceFile[] =>
    files
      .filter(({ path }) => path.endsWith(ending))
      .map(({ path, pieces }) => ({ path, text: Buffer.concat([...pieces]).toString("utf8") }))
  checkLookerTexts(compiled, texts(".lkml"), texts(".dashboard.lookml"))
}

/** Throws LUX-3140 and LUX-3142, all together. */
export function checkLookerTexts(
  compiled: CompiledProject,
  files: readonly SourceFile[],
  dashboards: readonly SourceFile[],
): { readonly views: number } {
  const lookml = checkLookml(files, columnsOfTable(compiled))
  checkedTogether([...lookml.problems, ...checkLookerDashboards(dashboards, lookml)])
  return { views: lookml.views.size }
}

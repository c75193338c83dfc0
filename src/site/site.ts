import type { GeneratedFile, Generator } from "../compiled/generator.ts"
import { maskedDeep } from "../secrets.ts"
import { siteAssets } from "./assets.ts"
import { checksOf } from "./checks.ts"
import { compareStates } from "./compare.ts"
import { type SiteContext, siteContext } from "./context.ts"
import { dashboardData } from "./dashboards/dashboard-part.ts"
import type { NodePage } from "./data.ts"
import { type DataPart, dataScript } from "./data-file.ts"
import { columnsData, graphData, selectionData } from "./graph-data.ts"
import { partCount, partOf, siteIndex } from "./index-data.ts"
import { nodePage } from "./nodes.ts"
import { qualityData } from "./quality-data.ts"
import { searchData } from "./search-data.ts"
import { folderShell, singleShell } from "./shell.ts"
import { readState, stateFileOf, stateOf } from "./state.ts"

/** The documentation site: a folder that opens from disk, or one page. */
export const site: Generator = {
  generate(compiled, results = {}) {
    const context = siteContext(compiled, results)
    const checks = context.shown.map(({ id }) => checksOf(id, context))
    const state = stateOf(context, checks)
    const before = context.docs.before === undefined ? undefined : readState(context.docs.before)
    const comparison = before && compareStates(before, state)
    const parts: readonly DataPart[] = [
      { name: "index", value: siteIndex(context, checks, comparison !== undefined) },
      { name: "graph", value: graphData(context) },
      { name: "columns", value: columnsData(context) },
      { name: "selection", value: selectionData(context) },
      { name: "search", value: searchData(context) },
      { name: "quality", value: qualityData(context, checks) },
      ...(comparison === undefined ? [] : [{ name: "compare", value: comparison }]),
      ...context.docs.dashboards.map((dashboard, at) => ({
        name: `dashboard-${at}`,
        value: dashboardData(dashboard, context),
      })),
      ...pageParts(context),
    ]
    return [...pagesOf(compiled.name, context, maskedDeep(parts)), stateFileOf(state)]
  },
}

function pagesOf(
  project: string,
  { docs }: SiteContext,
  parts: readonly DataPart[],
): readonly GeneratedFile[] {
  const title = `${project} · documentation`
  const assets = siteAssets()
  const hasDashboards = docs.dashboards.length > 0
  if (docs.singleFile) {
    const scripts = [assets.script, ...(hasDashboards ? [assets.dashboards] : [])]
    return [file("index.html", singleShell(title, { scripts, style: assets.style }, parts))]
  }
  return [
    file("index.html", folderShell(title)),
    file("site.js", assets.script),
    file("site.css", assets.style),
    ...(hasDashboards ? [file("dashboards.js", assets.dashboards)] : []),
    ...parts.map(dataScript),
  ]
}

function pageParts(context: SiteContext): readonly DataPart[] {
  const count = partCount(context.shown.length)
  const parts = new Map<number, NodePage[]>()
  for (const shown of context.shown) {
    const part = partOf(shown.id, count)
    const pages = parts.get(part) ?? []
    pages.push(nodePage(shown, context))
    parts.set(part, pages)
  }
  return [...parts].map(([part, value]) => ({ name: `nodes-${part}`, value }))
}

function file(name: string, text: string): GeneratedFile {
  return { path: `site/${name}`, pieces: [Buffer.from(text)] }
}

import { isBuilt } from "../project/resource-guards.ts"
import type { SiteContext } from "./context.ts"
import type { CheckRow, Gap, QualityCheck, QualityData } from "./data.ts"
import { ownerFacts } from "./facts.ts"

/** What the pages about quality show. `checks` are those of each shown node. */
export function qualityData(context: SiteContext, checks: readonly (readonly CheckRow[])[]): QualityData {
  const seen = new Set<string>()
  const all = checks.flatMap((each, node) =>
    each.flatMap((check): QualityCheck | readonly [] => {
      if (seen.has(check.id)) return []
      seen.add(check.id)
      const { id, label, column, status, failures, observed, expected, since, streak } = check
      return { id, label, node, column, status, failures, observed, expected, since, streak }
    }),
  )
  const unread = context.shown.flatMap(({ node, index }) =>
    isBuilt(node.resource) && node.readers.every((id) => !context.byId.has(id)) ? [index] : [],
  )
  return { checks: all, gaps: gapsOf(context, checks), unread, days: context.docs.history?.days ?? [] }
}

function gapsOf(context: SiteContext, checks: readonly (readonly CheckRow[])[]): readonly Gap[] {
  return context.shown.map((shown, node) => {
    const { columns, said } = shown
    const { resource } = shown.node
    const own = checks[node] ?? []
    const checked = new Set(own.flatMap(({ column }) => column?.toLowerCase() ?? []))
    const owner = said.definition?.["owner"]
    return {
      node,
      columns: columns.length,
      described: columns.filter(({ description }) => description !== "").length,
      checked: columns.filter(({ name }) => checked.has(name.toLowerCase())).length,
      hasDescription: resource.description !== "",
      hasCheck: own.length > 0,
      hasOwner: owner !== undefined || ownerFacts(shown, context)[0] !== undefined,
    }
  })
}

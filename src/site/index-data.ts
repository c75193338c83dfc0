import { createHash } from "node:crypto"
import { isReadFromOutside } from "../project/resource-guards.ts"
import { luxVersion } from "../version.ts"
import { statusOf, worst } from "./checks.ts"
import type { ShownNode, SiteContext } from "./context.ts"
import { docsOf } from "./context.ts"
import type { CheckRow, IndexNode, Layer, SiteIndex, Status } from "./data.ts"
import { firstSentence } from "./markdown.ts"

/** About so many pages are in one part: small enough to load at once, few enough files. */
const pagesInPart = 16

/** What every page needs. `checks` are those of each shown node. */
export function siteIndex(
  context: SiteContext,
  checks: readonly (readonly CheckRow[])[],
  hasComparison: boolean,
): SiteIndex {
  const { compiled, docs, shown } = context
  const layerOf = shown.map(layerName)
  const layers = layersOf(layerOf)
  const places = new Map(layers.map(({ name }, at) => [name, at]))
  const parts = partCount(shown.length)
  return {
    project: compiled.name,
    version: compiled.version,
    target: `${compiled.target.name} (${compiled.target.type})`,
    luxVersion,
    madeAt: compiled.invocation.startedAt,
    commit: docs.commit,
    missing: docs.missing,
    layers,
    nodes: shown.map((each, index): IndexNode => {
      const { said } = each
      const { resource } = each.node
      return {
        id: each.id,
        name: each.name,
        kind: said.resource_type,
        layer: places.get(layerOf[index] ?? "") ?? 0,
        about: firstSentence(resource.description),
        path: said.path,
        tags: said.tags,
        status: worst((checks[index] ?? []).map(({ status }) => statusOf(status))),
        part: partOf(each.id, parts),
        color: docsOf(each.node).nodeColor,
      }
    }),
    checks: counted(checks.flat()),
    dashboards: docs.dashboards.map(({ exposure: { uniqueId, name, label, description } }) => ({
      id: uniqueId,
      name,
      title: label ?? name,
      about: firstSentence(description),
    })),
    hasHistory: docs.history !== undefined,
    hasComparison,
  }
}

/** A node is in the same part whatever else is in the project, until there are twice as many. */
export function partOf(id: string, parts: number): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) % parts
}

export function partCount(nodes: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(nodes / pagesInPart)))
}

/** The outermost folder of a model, else what it is. */
function layerName({ node: { resource }, said }: ShownNode): string {
  if (isReadFromOutside(resource)) return "sources"
  const [, folder, ...inside] = said.fqn
  const plural = `${said.resource_type}s`
  return folder !== undefined && inside.length > 0 && said.sql !== undefined ? folder : plural
}

/** In the order in which the data goes through them: by where their nodes stand in the graph's order, on average. */
function layersOf(names: readonly string[]): readonly Layer[] {
  const places = new Map<string, number[]>()
  for (const [at, name] of names.entries()) {
    const list = places.get(name)
    if (list === undefined) places.set(name, [at])
    else list.push(at)
  }
  const mean = (list: readonly number[]): number => list.reduce((sum, at) => sum + at, 0) / list.length
  return [...places]
    .sort(([a, first], [b, second]) => mean(first) - mean(second) || (a < b ? -1 : 1))
    .map(([name, { length }]) => ({ name, count: length }))
}

/** Each check once: one of several nodes is at each of them. */
function counted(checks: readonly CheckRow[]): Readonly<Record<Status, number>> {
  const counts = { ok: 0, warn: 0, fail: 0, none: 0 }
  for (const { status } of new Map(checks.map((check) => [check.id, check])).values())
    counts[statusOf(status)]++
  return counts
}

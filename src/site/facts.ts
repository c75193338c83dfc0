import type { CompiledNode } from "../compiled/compiled-project.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { NodePast } from "../quality/docs-history.ts"
import type { ShownNode, SiteContext } from "./context.ts"
import type { Fact } from "./data.ts"
import { safeLink } from "./safe-link.ts"

/** What is said of a node in a line each; nothing of what is not known. */
export function factsOf(shown: ShownNode, context: SiteContext, runs: readonly NodePast[]): readonly Fact[] {
  const { node, said, id, label } = shown
  const { resource } = node
  const rows = label === undefined ? undefined : context.catalog?.rows.get(label)
  const built = runs.findLast(({ status }) => status === "ok" || status === "warn")
  const age = context.docs.ages.get(id)
  return [
    fact("Kind", said.resource_type),
    fact("Materialized", materializedAs(node)),
    fact(
      "Relation",
      node.relation?.exists === true ? `${node.relation.schema}.${node.relation.name}` : undefined,
    ),
    fact("Rows", rows?.toLocaleString("en-US")),
    fact("Last built", built?.at && `${built.at.slice(0, 16)} UTC`),
    fact("Build time", built && secondsText(built.seconds)),
    fact("Freshness", age && `${age.status}, newest data ${age.newest}`),
    ...exposureFacts(said.definition),
    ...ownerFacts(shown, context),
    fact("Tags", said.tags.length === 0 ? undefined : said.tags.join(", ")),
    fact("Access", said.access),
    fact("Version", said.version === undefined ? undefined : String(said.version)),
    fact("Deprecated from", said.deprecation_date),
    fact("Package", resource.packageName === context.compiled.name ? undefined : resource.packageName),
    fact("File", said.path),
    ...Object.entries(said.meta)
      .filter(([key]) => key !== "owner")
      .map(([key, value]) =>
        fact(key, isMap(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)),
      ),
  ].flatMap((each) => each ?? [])
}

/** What is said of the owner of a node, or of its group. */
export function ownerFacts({ said }: ShownNode, { compiled }: SiteContext): readonly (Fact | undefined)[] {
  const { group, meta } = said
  const found = compiled.groups.find(({ name }) => name === group)
  const own = meta["owner"]
  const owner = typeof own === "string" ? own : found?.owner.name
  const email = found?.owner.email
  return [
    fact("Owner", owner ?? email, email === undefined ? undefined : `mailto:${email}`),
    fact("Group", group),
  ]
}

function exposureFacts(
  definition: Readonly<Record<string, unknown>> | undefined,
): readonly (Fact | undefined)[] {
  const { owner, url, maturity, type, label } = definition ?? {}
  const named = isMap(owner) ? owner : {}
  const email = text(named["email"])
  return [
    fact("Title", text(label)),
    fact("Type", text(type)),
    fact("Owner", text(named["name"]) ?? email, email === undefined ? undefined : `mailto:${email}`),
    fact("Address", text(url), text(url)),
    fact("Maturity", text(maturity)),
  ]
}

function fact(label: string, value: string | undefined, link?: string): Fact | undefined {
  if (value === undefined || value === "") return undefined
  return { label, value, link: link === undefined ? undefined : safeLink(link) }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

function materializedAs({ resource }: CompiledNode): string | undefined {
  return "config" in resource && "materialized" in resource.config ? resource.config.materialized : undefined
}

function secondsText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`
}

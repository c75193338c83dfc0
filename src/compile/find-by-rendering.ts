import type { Resolver } from "../graph/resolver.ts"
import type { Project, Resource } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { render } from "../template/render.ts"
import type { HelperCall, RelationCall, Template } from "../template/types.ts"
import { askedVersion } from "./reads.ts"
import type { RelationOf } from "./relations.ts"
import { type Invocation, renderContext } from "./render-context.ts"

interface Surroundings {
  readonly project: Project
  readonly invocation: Invocation
  readonly resolver: Resolver
  readonly relationOf: RelationOf
}

/** The refs and sources of a template that must be rendered to know them. */
export function findByRendering(
  template: Template,
  owner: Resource,
  { project, invocation, resolver, relationOf }: Surroundings,
): readonly RelationCall[] {
  const found = new Map<string, RelationCall>()
  const note = (kind: "ref" | "source", parts: readonly string[], call: HelperCall): Relation => {
    const { place } = call
    const version = kind === "ref" ? askedVersion(call) : undefined
    const asked = version === undefined ? {} : { version }
    found.set(`${kind} ${[...parts, version ?? ""].join(" ")}`, { kind, parts, place, ...asked })
    return relationOf(
      kind === "ref" ? resolver.ref(parts, place, undefined, version) : resolver.source(parts, place),
    )
  }
  for (const isIncremental of [false, true])
    render(
      template,
      renderContext(project, invocation, {
        self: new Relation(undefined, "self"),
        packageName: owner.packageName,
        isIncremental,
        hasConfig: true,
        ref: (parts, call) => note("ref", parts, call),
        source: (parts, call) => note("source", parts, call),
        columnsOf: () => [],
      }),
    )
  return [...found.values()]
}

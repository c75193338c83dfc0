import type { CompiledNode } from "../compiled/compiled-project.ts"
import type { Document } from "./document.ts"

/** `refs` and `sources` of a node, as it calls them; of a generic test, what it is declared on goes last, as in dbt. */
export function readsDocument({ calls }: CompiledNode): {
  readonly refs: readonly Document[]
  readonly sources: readonly (readonly string[])[]
} {
  const refs = calls.filter((each) => each.kind === "ref")
  const sources = calls.filter((each) => each.kind === "source")
  return {
    refs: refs.map(({ parts, version }) => ({
      name: parts.at(-1),
      package: parts.length > 1 ? parts[0] : null,
      version: version ?? null,
    })),
    sources: sources.map(({ parts }) => parts),
  }
}

/** Unique ids; of a generic test, what it is declared on goes last, as in dbt. */
export function dependenciesOf({ dependsOn, attachedTo }: CompiledNode): readonly string[] {
  if (attachedTo === undefined) return dependsOn
  return [...dependsOn.filter((id) => id !== attachedTo), attachedTo]
}

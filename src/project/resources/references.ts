import { type KindWhere, resourceKinds } from "../resource-kinds.ts"
import type { RelationArgument } from "../types.ts"
import type { ModelVersion } from "./governance.ts"

/** What a template can name, as far as its name goes. */
interface Referred {
  readonly type: KindWhere<"namedBy", "ref" | "source">
  readonly name: string
  readonly sourceName?: string
}

/** A ref or source without its place. */
export type Reference = Omit<RelationArgument, "place">

/** How templates name it, where they do not say which version. */
export function referenceTo({ type, name, sourceName }: Referred): Reference {
  return { kind: resourceKinds[type].namedBy, parts: sourceName === undefined ? [name] : [sourceName, name] }
}

/** The same with the version that it is, if it is one. */
export function versionReference(
  resource: Referred & { readonly version?: ModelVersion | undefined },
): Reference {
  const { version } = resource
  return { ...referenceTo(resource), ...(version === undefined ? {} : { version }) }
}

/** `ref('brand', v=2)`, `source('lake', 'media')`: as it is written in YAML. */
export function referenceText({ kind, parts, version }: Reference): string {
  const names = parts.map((part) => `'${part}'`)
  const asked = version === undefined ? [] : [`v=${typeof version === "number" ? version : `'${version}'`}`]
  return `${kind}(${[...names, ...asked].join(", ")})`
}

/** `{{ref "brand" v=2}}`, `{{source "lake" "media"}}`: as it is written in templates. */
export function referenceTemplate({ kind, parts, version }: Reference): string {
  const names = parts.map((part) => `"${part}"`)
  const asked = version === undefined ? [] : [`v=${typeof version === "number" ? version : `"${version}"`}`]
  return `{{${[kind, ...names, ...asked].join(" ")}}}`
}

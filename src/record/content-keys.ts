import { digest } from "../project/files/project-inputs.ts"
import type { Resource } from "../project/types.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"

/** Texts that stay the same as long as what a resource is made from does. */
export interface ContentKeys {
  /** Of what may matter to every resource. */
  readonly base: string
  /** Of the files that a resource comes from, and of all that may matter to every resource: macros, docs, the project file, flags, environment. */
  content(resource: Resource): string
  /** Of what a node says by itself: what its files hold, where they are, and what a test has from what it is declared on. */
  node(resource: Resource): string
}

/** `identity` is that of the record: lux, node, flags. */
export function contentKeys(
  identity: string,
  { files, env, salt }: RecordedInputs,
  resources: readonly Resource[],
  propertiesFiles: Iterable<string>,
): ContentKeys {
  const own = new Set([...propertiesFiles, ...resources.flatMap(filesOf)])
  const common = Object.entries(files).filter(([path]) => !own.has(path))
  const base = digest(
    JSON.stringify([identity, salt, env, common.map(([path, [, content]]) => [path, content]).sort()]),
  )
  const content = (resource: Resource): string =>
    [base, ...filesOf(resource).map((path) => files[path]?.[1] ?? path)].join(" ")
  const nodes = new Map<Resource, string>()
  return {
    base,
    content,
    node(resource) {
      const known = nodes.get(resource)
      if (known !== undefined) return known
      const key = [content(resource), ...filesOf(resource), ...resource.fqn, resource.group ?? ""].join(" ")
      nodes.set(resource, key)
      return key
    },
  }
}

export function filesOf(resource: Resource): readonly string[] {
  if ("fixturePaths" in resource) return [resource.path, ...resource.fixturePaths]
  const described = "propertiesPath" in resource ? resource.propertiesPath : undefined
  return described === undefined ? [resource.path] : [resource.path, described]
}

import { digest } from "../project/project-inputs.ts"
import type { Resource } from "../project/types.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"

/**
 * A text that stays the same as long as the files that a resource comes from do, and everything that may matter to all
 * resources: macros, docs, the project file, flags, environment.
 */
export type ContentKey = (resource: Resource) => string

/** `identity` is that of the record: lux, node, flags. */
export function contentKeys(
  identity: string,
  { files, env, salt }: RecordedInputs,
  resources: readonly Resource[],
  propertiesFiles: Iterable<string>,
): ContentKey {
  const own = new Set([...propertiesFiles, ...resources.flatMap(filesOf)])
  const common = Object.entries(files).filter(([path]) => !own.has(path))
  const base = digest(
    JSON.stringify([identity, salt, env, common.map(([path, [, content]]) => [path, content]).sort()]),
  )
  return (resource) => [base, ...filesOf(resource).map((path) => files[path]?.[1] ?? path)].join(" ")
}

/** What a node says by itself: what its files hold, where they are, and what a test has from what it is declared on. */
export function nodeKey(resource: Resource, contentKey: ContentKey): string {
  return [contentKey(resource), ...filesOf(resource), ...resource.fqn, resource.group ?? ""].join(" ")
}

export function filesOf(resource: Resource): readonly string[] {
  if (resource.type === "unit_test") return [resource.path, ...resource.fixturePaths]
  const described =
    resource.type === "model" || resource.type === "seed" ? resource.propertiesPath : undefined
  return described === undefined ? [resource.path] : [resource.path, described]
}

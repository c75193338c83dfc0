import { basename } from "node:path"
import type { CompiledNode, CompiledProject, CompiledRelation } from "../compiled/compiled-project.ts"
import type { Results } from "../compiled/generator.ts"
import type { PlainResource } from "../compiled/plain.ts"
import { fullNameOf } from "../sql/full-name.ts"
import { namedAsRelations } from "./named-as-relations.ts"

/** What every node, source and exposure has. */
export function identityDocument(resource: PlainResource) {
  return {
    unique_id: resource.uniqueId,
    resource_type: resource.type,
    name: resource.name,
    package_name: resource.packageName,
    path: [...foldersOf(resource), basename(resource.path)].join("/"),
    original_file_path: resource.path,
    fqn: resource.fqn,
  }
}

/** Where a model, seed, snapshot, source or test's failures are; what has no relation, such as an ephemeral model, has no `relation_name`. */
export function relationDocument(relation: CompiledRelation | undefined) {
  if (relation === undefined) return { database: null, schema: null, alias: null, relation_name: null }
  const { database, schema, name, exists } = relation
  return { database, schema, alias: name, relation_name: exists ? fullNameOf(relation) : null }
}

/** The compiled SQL of a node, and where it is written; nulls where this command did not compile it. */
export function compiledDocument(
  node: CompiledNode,
  compiled: CompiledProject,
): {
  readonly path: string | null
  readonly code: string | null
} {
  const code = namedAsRelations(node, compiled)
  return code === undefined ? { path: null, code: null } : { path: node.sqlPath, code }
}

/** Where the SQL that was sent for a node is written; null where the command sent none. */
export function buildPath(node: CompiledNode, { run }: Results): string | null {
  if (run === undefined || run.executed.size === 0) return null
  const path = node.sentPath
  return run.executed.has(path) ? path : null
}

/** `luxury_brands://models/marts/marts.yml` */
export function patchPath(packageName: string, propertiesPath: string | undefined): string | null {
  return propertiesPath === undefined ? null : `${packageName}://${propertiesPath}`
}

/** The folders under the resource's root: what its name for selection has between package and name. */
function foldersOf({ path, fqn }: PlainResource): readonly string[] {
  const folders = path.split("/").slice(0, -1)
  const from = folders.findIndex((_, start) =>
    folders.slice(start).every((folder, index) => fqn[index + 1] === folder),
  )
  return from === -1 ? [] : folders.slice(from)
}

import { basename } from "node:path"
import { targetDatabase } from "../compile/target-database.ts"
import { isInlined } from "../project/materialized.ts"
import type { DataTest, Model, Project, Relational, Resource, Seed, Snapshot } from "../project/types.ts"
import { compiledPathOf, executedPathOf } from "../run/compiled-files.ts"
import { quoted } from "../sql/identifier.ts"
import type { ArtifactSource } from "./document.ts"

/** What every node, source and exposure has. */
export function identityDocument(resource: Resource) {
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

export interface PlaceDocument {
  readonly database: string
  readonly schema: string
  readonly alias: string
  readonly relation_name: string | null
}

/** Where a model, seed, snapshot or source is; what has no relation, such as an ephemeral model, has no `relation_name`. */
export function relationDocument(
  resource: Relational,
  { project, relationOf }: ArtifactSource,
): PlaceDocument {
  const relation = relationOf(resource)
  const exists = relation.schema !== undefined && !isInlined(resource)
  const { schemaPrefix, schema } = project.target
  const name = relation.schema === undefined ? resource.name : relation.name
  return placeDocument({ schema: relation.schema ?? schemaPrefix + schema, name }, exists, project)
}

export function placeDocument(
  { schema, name }: { readonly schema: string; readonly name: string },
  exists: boolean,
  project: Project,
): PlaceDocument {
  return {
    database: targetDatabase(project.target),
    schema,
    alias: name,
    relation_name: exists ? fullNameOf({ schema, name }, project) : null,
  }
}

/** A relation with its database, quoted: `"lux"."analytics"."brand"`. */
export function fullNameOf(
  { schema, name }: { readonly schema: string; readonly name: string },
  project: Project,
): string {
  return [targetDatabase(project.target), schema, name].map(quoted).join(".")
}

/** The compiled SQL of a model, snapshot or test, and where it is written; nulls where this command did not compile it. */
export function compiledDocument(
  resource: Model | Snapshot | DataTest,
  { project, compiled }: ArtifactSource,
): { readonly path: string | null; readonly code: string | null } {
  const code = compiled.get(resource.uniqueId)
  return code === undefined ? { path: null, code: null } : { path: compiledPathOf(resource, project), code }
}

/** Where the SQL that was sent for a node is written; null where this command sent none. */
export function buildPath(
  resource: Model | Seed | Snapshot | DataTest,
  { project, executed }: ArtifactSource,
): string | null {
  if (executed.size === 0) return null
  const path = executedPathOf(resource, project)
  return executed.has(path) ? path : null
}

/** `luxury_brands://models/marts/marts.yml` */
export function patchPath(packageName: string, propertiesPath: string | undefined): string | null {
  return propertiesPath === undefined ? null : `${packageName}://${propertiesPath}`
}

/** The folders under the resource's root: what its name for selection has between package and name. */
function foldersOf({ path, fqn }: Resource): readonly string[] {
  const folders = path.split("/").slice(0, -1)
  const from = folders.findIndex((_, start) =>
    folders.slice(start).every((folder, index) => fqn[index + 1] === folder),
  )
  return from === -1 ? [] : folders.slice(from)
}

import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import { materializationOf } from "../project/materialized.ts"

/** What OpenLineage calls a dataset by: the same names for everybody who reads or writes it. */
export interface Dataset {
  readonly namespace: string
  readonly name: string
}

/** A table by its warehouse, files by their folder; undefined for what has no rows of its own. */
export function datasetOf(compiled: CompiledProject, node: CompiledNode): Dataset | undefined {
  const { resource, relation } = node
  if ("external" in resource && resource.external !== undefined) {
    const { root, paths } = resource.external
    return filesAt(`${root}/${folderOf(paths[0] ?? "")}`)
  }
  if (relation === undefined) return undefined
  if (!relation.exists)
    return isBatches(node) ? filesAt(`${compiled.target.batches}/${resource.name}`) : undefined
  const { database, schema, name } = relation
  return { namespace: namespaceOf(compiled.target.place), name: `${database}.${schema}.${name}` }
}

/** What is built and has no relation has files, unless its SQL is a part of what reads it. */
function isBatches({ resource }: CompiledNode): boolean {
  if (!("config" in resource) || !("materialized" in resource.config)) return false
  const { materialized } = resource.config
  return materializationOf({ config: { materialized } }).staged
}

/** `postgres://host:port`, `redshift://workgroup`, and for a database file its path. */
function namespaceOf(place: string): string {
  const [address = place] = /^\w+:\/\/[^/]+/.exec(place) ?? []
  if (address !== place || place.includes("://")) return address
  const [, workgroup] = /^redshift:([^/]+)\//.exec(place) ?? []
  return workgroup === undefined ? `duckdb://${place}` : `redshift://${workgroup}`
}

/** The folders of a glob that are not pattern. */
function folderOf(glob: string): string {
  const parts = glob.split("/").slice(0, -1)
  const first = parts.findIndex((part) => /[*?[]/.test(part))
  return (first === -1 ? parts : parts.slice(0, first)).join("/")
}

function filesAt(path: string): Dataset {
  const plain = path.replace(/\/+$/, "")
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(plain) ?? []
  return bucket === undefined
    ? { namespace: "file", name: plain }
    : { namespace: `s3://${bucket}`, name: key || "/" }
}

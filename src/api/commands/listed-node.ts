import { LuxError } from "../../errors.ts"
import { configValues } from "../../graph/config-values.ts"
import type { GraphNode } from "../../graph/types.ts"
import {
  genericUseOf,
  isQueried,
  isReadFromOutside,
  isRelational,
  isSelectedBySource,
} from "../../project/resource-guards.ts"
import { resourceKinds } from "../../project/resource-kinds.ts"
import { versionOf } from "../../project/resources/names.ts"
import type { Column, Resource } from "../../project/types.ts"
import { fullNameOf } from "../../sql/full-name.ts"
import type { Relation } from "../../sql/relation.ts"
import type { ListedNode, ListOptions } from "../types.ts"
import type { SelectFrom } from "./select-nodes.ts"

/** Tells of nodes; why they count as modified where that is asked for. Throws LUX-1214 where no state is given for it. */
export async function listNodes(
  {
    graph,
    state,
    whole,
    database,
    relations,
  }: SelectFrom & {
    /** Of the target, as its warehouse calls it. */
    readonly database: string
    /** By unique id: where nodes are in the warehouse. */
    readonly relations: ReadonlyMap<string, Relation>
  },
  resources: readonly Resource[],
  { reasons = false }: ListOptions,
): Promise<readonly ListedNode[]> {
  if (reasons && state === undefined)
    throw new LuxError("LUX-1214", "reasons compare with an earlier state, and none is given", {
      hint: "Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.",
    })
  const comparison = reasons ? await state?.compare(await whole()) : undefined
  return resources.flatMap(({ uniqueId }) => {
    const node = graph.nodes.get(uniqueId)
    if (node === undefined) return []
    const changes = comparison && (comparison.changes(uniqueId) ?? "new")
    return [listedNode(node, { database, relation: relations.get(uniqueId) }, changes)]
  })
}

interface Place {
  readonly database: string
  readonly relation: Relation | undefined
}

function listedNode(node: GraphNode, place: Place, changes: ListedNode["changes"]): ListedNode {
  const { uniqueId, name, path, type } = node.resource
  let properties: ListedNode["properties"] | undefined
  return {
    uniqueId,
    resourceType: type,
    name,
    path,
    selector: selectorOf(node),
    changes,
    get properties() {
      properties ??= propertiesOf(node, place)
      return properties
    },
  }
}

function selectorOf({ resource }: GraphNode): string {
  if (isSelectedBySource(resource))
    return `source:${resource.packageName}.${resource.sourceName}.${resource.name}`
  const { fqn, type } = resource
  const { selectedBy } = resourceKinds[type]
  return selectedBy === "name" ? fqn.join(".") : `${selectedBy}:${fqn.join(".")}`
}

/** By dbt's names; those that a kind of node does not have are null. */
function propertiesOf(
  { resource, dependsOn }: GraphNode,
  { database, relation }: Place,
): ListedNode["properties"] {
  const { name, packageName, tags, meta, type, path, uniqueId, fqn, description, group } = resource
  const config = configValues(resource)
  // Batches of a stage are in no schema.
  const place = relation?.schema === undefined ? undefined : { schema: relation.schema, name: relation.name }
  const generic = genericUseOf(resource)
  return {
    alias: resourceKinds[type].selectedBy !== "name" ? null : (place?.name ?? config["alias"] ?? name),
    schema: isReadFromOutside(resource) ? resource.schema : (place?.schema ?? null),
    database: isRelational(resource) ? database : null,
    relation_name: place === undefined ? null : fullNameOf({ database, ...place }),
    name,
    package_name: packageName,
    depends_on: { nodes: dependsOn },
    tags,
    config,
    resource_type: type,
    source_name: "sourceName" in resource ? resource.sourceName : null,
    original_file_path: path,
    unique_id: uniqueId,
    fqn,
    description,
    meta,
    group: group ?? null,
    access: "access" in resource ? resource.access : null,
    version: versionOf(resource) ?? null,
    latest_version: ("latestVersion" in resource ? resource.latestVersion : undefined) ?? null,
    patch_path: ("propertiesPath" in resource ? resource.propertiesPath : undefined) ?? null,
    columns: "columns" in resource ? columnsOf(resource.columns) : {},
    raw_code: isQueried(resource) ? resource.template.text : null,
    test_name: generic?.test ?? null,
    column_name: generic?.column ?? null,
    url: ("url" in resource ? resource.url : undefined) ?? null,
    maturity: ("maturity" in resource ? resource.maturity : undefined) ?? null,
  }
}

function columnsOf(columns: readonly Column[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    columns.map(({ name, description, dataType, tags, meta }) => [
      name,
      { name, description, data_type: dataType ?? null, tags, meta },
    ]),
  )
}

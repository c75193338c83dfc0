import type { CompiledColumn, CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { DocsFindings, Results } from "../compiled/generator.ts"
import { isTest } from "../project/resource-guards.ts"
import { shownName } from "../project/resources/names.ts"
import { Relation } from "../sql/relation.ts"

/** What all parts of the site are made of. */
export interface SiteContext {
  readonly compiled: CompiledProject
  readonly catalog: Results["catalog"]
  readonly docs: DocsFindings
  /** The nodes that have pages, in the order of the graph. */
  readonly shown: readonly ShownNode[]
  readonly byId: ReadonlyMap<string, ShownNode>
  /** The tests of each shown node, by its unique id; a test of several nodes is at each. */
  readonly tests: ReadonlyMap<string, readonly CompiledNode[]>
}

export interface ShownNode {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly node: CompiledNode
  /** Those of the node, worked out once. */
  readonly said: CompiledNode["said"]
  readonly columns: readonly CompiledColumn[]
  /** Its relation in lower case, as catalog and history know it. */
  readonly label: string | undefined
}

/** What is known where nothing was looked up. */
const nothingFound: DocsFindings = {
  commit: undefined,
  missing: [],
  history: undefined,
  samples: new Map(),
  dashboards: [],
  ages: new Map(),
  before: undefined,
  singleFile: false,
}

export function siteContext(compiled: CompiledProject, results: Results): SiteContext {
  const nodes = compiled.order.flatMap((id) => compiled.nodes[id] ?? [])
  const shown = nodes.filter(isShown).map((node, index) => shownNode(node, index))
  const byId = new Map(shown.map((each) => [each.id, each]))
  return {
    compiled,
    catalog: results.catalog,
    docs: results.docs ?? nothingFound,
    shown,
    byId,
    tests: testsOf(nodes, byId),
  }
}

/** Tests are told at what they test; `docs: {show: false}` hides the rest. */
function isShown(node: CompiledNode): boolean {
  return !isTestNode(node) && docsOf(node).show
}

function isTestNode({ resource }: CompiledNode): boolean {
  return isTest(resource)
}

export function docsOf({ resource }: CompiledNode): {
  readonly show: boolean
  readonly nodeColor: string | undefined
  readonly sample: number
} {
  return "config" in resource && "docs" in resource.config
    ? resource.config.docs
    : { show: true, nodeColor: undefined, sample: 0 }
}

function shownNode(node: CompiledNode, index: number): ShownNode {
  const { resource, relation } = node
  return {
    index,
    id: resource.uniqueId,
    name: shownName(resource),
    node,
    said: node.said,
    columns: node.columns,
    label:
      relation?.exists === true
        ? new Relation(relation.schema, relation.name).label.toLowerCase()
        : undefined,
  }
}

function testsOf(
  nodes: readonly CompiledNode[],
  byId: ReadonlyMap<string, ShownNode>,
): ReadonlyMap<string, readonly CompiledNode[]> {
  const found = new Map<string, CompiledNode[]>()
  for (const node of nodes) {
    if (!isTestNode(node)) continue
    const of = node.attachedTo === undefined ? node.dependsOn : [node.attachedTo]
    for (const id of of) {
      if (!byId.has(id)) continue
      const list = found.get(id)
      if (list === undefined) found.set(id, [node])
      else list.push(node)
    }
  }
  return found
}

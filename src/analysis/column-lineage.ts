import type { AnalysedModel } from "../record/analysed-model.ts"
import type { ColumnOrigin } from "../sql/analysis.ts"

/** A column of a node: `{ node: "model.p.brand", column: "followers_count" }`. */
export interface ColumnOfNode {
  readonly node: string
  readonly column: string
}

/** That one column flows into another. */
interface LineageEdge {
  readonly from: ColumnOfNode
  readonly to: ColumnOfNode
  readonly kind: ColumnOrigin["kind"]
}

export interface ColumnLineageResult {
  /** Where the column comes from, the nearest first. */
  readonly up: readonly LineageEdge[]
  /** What comes from the column, the nearest first. */
  readonly down: readonly LineageEdge[]
  /** Columns on the way up whose origins are not all known. */
  readonly incomplete: readonly ColumnOfNode[]
}

/** Follows a column through all models, against the data's way and along it. */
export function columnLineage(
  start: ColumnOfNode,
  models: ReadonlyMap<string, AnalysedModel>,
): ColumnLineageResult {
  const upstream = new Map<string, LineageEdge[]>()
  const downstream = new Map<string, LineageEdge[]>()
  const incomplete = new Set<string>()
  for (const [node, { lineage }] of models)
    for (const { column, origins, complete } of lineage) {
      const to = { node, column }
      if (!complete) incomplete.add(keyOf(to))
      for (const { relation, column: origin, kind } of origins) {
        const edge: LineageEdge = { from: { node: relation, column: origin }, to, kind }
        add(upstream, keyOf(to), edge)
        add(downstream, keyOf(edge.from), edge)
      }
    }
  const up = follow(start, upstream, ({ from }) => from)
  const down = follow(start, downstream, ({ to }) => to)
  const seen = [start, ...up.map(({ from }) => from)]
  return { up, down, incomplete: seen.filter((each) => incomplete.has(keyOf(each))) }
}

function follow(
  start: ColumnOfNode,
  edges: ReadonlyMap<string, readonly LineageEdge[]>,
  next: (edge: LineageEdge) => ColumnOfNode,
): readonly LineageEdge[] {
  const found: LineageEdge[] = []
  const seen = new Set([keyOf(start)])
  let frontier: readonly ColumnOfNode[] = [start]
  while (frontier.length > 0) {
    const further: ColumnOfNode[] = []
    for (const at of frontier)
      for (const edge of edges.get(keyOf(at)) ?? []) {
        found.push(edge)
        const reached = next(edge)
        if (seen.has(keyOf(reached))) continue
        seen.add(keyOf(reached))
        further.push(reached)
      }
    frontier = further
  }
  return found
}

function add(edges: Map<string, LineageEdge[]>, key: string, edge: LineageEdge): void {
  const list = edges.get(key)
  if (list === undefined) edges.set(key, [edge])
  else list.push(edge)
}

function keyOf({ node, column }: ColumnOfNode): string {
  return `${node} ${column.toLowerCase()}`
}

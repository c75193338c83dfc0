/** Follows columns through the whole graph. */
import { type ColumnsData, flowKinds } from "../data.ts"

export interface ColumnAt {
  readonly node: number
  readonly column: number
}

export interface Flow {
  readonly from: ColumnAt
  readonly to: ColumnAt
  readonly kind: (typeof flowKinds)[number]
}

interface Flows {
  readonly up: ReadonlyMap<string, readonly Flow[]>
  readonly down: ReadonlyMap<string, readonly Flow[]>
}

const known = new WeakMap<ColumnsData, Flows>()

/** What flows into a column and on from it, through all nodes, the nearest first. */
export function flowsOf(
  start: ColumnAt,
  data: ColumnsData,
): { readonly up: readonly Flow[]; readonly down: readonly Flow[] } {
  const flows = known.get(data) ?? read(data)
  known.set(data, flows)
  return { up: follow(start, flows.up, ({ from }) => from), down: follow(start, flows.down, ({ to }) => to) }
}

/** Whether everything that flows into the column is known. */
export function isComplete({ node, column }: ColumnAt, { incomplete, unknown }: ColumnsData): boolean {
  if (unknown.some(([at]) => at === node)) return false
  for (let at = 0; at < incomplete.length; at += 2)
    if (incomplete[at] === node && incomplete[at + 1] === column) return false
  return true
}

function read({ flows }: ColumnsData): Flows {
  const up = new Map<string, Flow[]>()
  const down = new Map<string, Flow[]>()
  for (let at = 0; at < flows.length; at += 5) {
    const [toNode = 0, toColumn = 0, fromNode = 0, fromColumn = 0, kind = 0] = flows.slice(at, at + 5)
    const flow: Flow = {
      from: { node: fromNode, column: fromColumn },
      to: { node: toNode, column: toColumn },
      kind: flowKinds[kind] ?? "transformation",
    }
    add(up, flow.to, flow)
    add(down, flow.from, flow)
  }
  return { up, down }
}

function add(to: Map<string, Flow[]>, at: ColumnAt, flow: Flow): void {
  const list = to.get(keyOf(at))
  if (list === undefined) to.set(keyOf(at), [flow])
  else list.push(flow)
}

function follow(
  start: ColumnAt,
  flows: ReadonlyMap<string, readonly Flow[]>,
  next: (flow: Flow) => ColumnAt,
): readonly Flow[] {
  const found: Flow[] = []
  const seen = new Set([keyOf(start)])
  const open = [start]
  for (let at = 0; at < open.length; at++) {
    const here = open[at]
    if (here === undefined) break
    for (const flow of flows.get(keyOf(here)) ?? []) {
      found.push(flow)
      const reached = next(flow)
      if (seen.has(keyOf(reached))) continue
      seen.add(keyOf(reached))
      open.push(reached)
    }
  }
  return found
}

export function keyOf({ node, column }: ColumnAt): string {
  return `${node} ${column}`
}

/** Where the nodes of a graph stand: in layers by what they read, each near its neighbours. For the whole graph at generation, for a part of it in the browser. */

export interface Placed {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** How often the layers are sorted again by their neighbours. More changes little. */
const sweeps = 8

/**
 * Places `count` nodes. `edges` are pairs of indices, from what is read to what reads it, and make no circle. Distances
 * are in layers (x) and rows (y). Linear in nodes and edges but for the sorting; the same for the same input.
 */
export function layered(count: number, edges: readonly (readonly [number, number])[]): Placed {
  const above = lists(count, edges, ([from, to]) => [to, from])
  const below = lists(count, edges, ([from, to]) => [from, to])
  const layer = layersOf(count, above, below)
  const rows = rowsOf(count, layer, above, below)
  if (rows.some((row) => row.length > tallest)) return folded(count, rows)
  const stepped = inSteps(count, edges, layer)
  const [up, down] = [
    lists(stepped.layer.length, stepped.edges, ([from, to]) => [to, from]),
    lists(stepped.layer.length, stepped.edges, ([from, to]) => [from, to]),
  ]
  const all = rowsOf(stepped.layer.length, stepped.layer, up, down)
  const y = spread(stepped.layer.length, all, up, down).slice(0, count)
  const least = Math.min(...y, Number.POSITIVE_INFINITY)
  return { x: layer, y: y.map((each) => Math.round((each - least) * 100) / 100) }
}

/** Edges over several layers as one from layer to layer: what they pass through has a place of its own, and no node is on it. */
function inSteps(
  count: number,
  edges: readonly (readonly [number, number])[],
  layer: readonly number[],
): { readonly layer: readonly number[]; readonly edges: readonly (readonly [number, number])[] } {
  const layers = layer.slice(0, count)
  const stepped: (readonly [number, number])[] = []
  for (const [from, to] of edges) {
    let last = from
    for (let at = (layer[from] ?? 0) + 1; at < (layer[to] ?? 0); at++) {
      layers.push(at)
      stepped.push([last, layers.length - 1])
      last = layers.length - 1
    }
    stepped.push([last, to])
  }
  return { layer: layers, edges: stepped }
}

/** More rows than this are hard to look at: such layers get several columns. */
const tallest = 120

/** Neighbours of a layer's order stand side by side, so that what is near in one layer is near in the next. */
function folded(count: number, rows: readonly (readonly number[])[]): Placed {
  const total = rows.reduce((sum, row) => sum + row.length, 0)
  const high = Math.max(tallest, Math.round(Math.sqrt(total * 4)))
  const x = Array.from({ length: count }, () => 0)
  const y = Array.from({ length: count }, () => 0)
  let left = 0
  for (const row of rows) {
    const columns = Math.max(1, Math.ceil(row.length / high))
    const top = (high - Math.ceil(row.length / columns)) / 2
    for (const [at, node] of row.entries()) {
      x[node] = left + (at % columns)
      y[node] = top + Math.floor(at / columns)
    }
    left += columns
  }
  return { x, y }
}

function lists(
  count: number,
  edges: readonly (readonly [number, number])[],
  ends: (edge: readonly [number, number]) => readonly [number, number],
): readonly (readonly number[])[] {
  const found: number[][] = Array.from({ length: count }, () => [])
  for (const edge of edges) {
    const [at, other] = ends(edge)
    found[at]?.push(other)
  }
  return found
}

/** One further than the furthest that it reads; what reads nothing stands right before its first reader. */
function layersOf(
  count: number,
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
): number[] {
  const layer = Array.from({ length: count }, () => 0)
  const open = above.map((each) => each.length)
  const ready = open.flatMap((left, index) => (left === 0 ? [index] : []))
  for (let at = 0; at < ready.length; at++) {
    const node = ready[at] ?? 0
    for (const next of below[node] ?? []) {
      layer[next] = Math.max(layer[next] ?? 0, (layer[node] ?? 0) + 1)
      open[next] = (open[next] ?? 0) - 1
      if (open[next] === 0) ready.push(next)
    }
  }
  for (const [node, readers] of below.entries()) {
    if ((above[node]?.length ?? 0) > 0 || readers.length === 0) continue
    layer[node] = Math.min(...readers.map((reader) => layer[reader] ?? 0)) - 1
  }
  return layer
}

/** The nodes of each layer in an order with few crossings: by the middle of their neighbours, forth and back. */
function rowsOf(
  count: number,
  layer: readonly number[],
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const rows: number[][] = []
  for (let node = 0; node < count; node++) {
    const at = layer[node] ?? 0
    const row = rows[at] ?? []
    row.push(node)
    rows[at] = row
  }
  const place = new Float64Array(count)
  const number = (row: readonly number[]): void => {
    for (const [at, node] of row.entries()) place[node] = at - row.length / 2
  }
  for (const row of rows) number(row)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forth = sweep % 2 === 0
    const neighbours = forth ? above : below
    for (const row of forth ? rows : rows.toReversed()) {
      const wanted = new Map(row.map((node) => [node, middle(neighbours[node] ?? [], place, node)]))
      row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a - b)
      number(row)
    }
  }
  return rows
}

function middle(neighbours: readonly number[], place: Float64Array, node: number): number {
  if (neighbours.length === 0) return place[node] ?? 0
  return neighbours.reduce((sum, each) => sum + (place[each] ?? 0), 0) / neighbours.length
}

/** Pulls the nodes of each layer towards their neighbours, a row apart at least. */
function spread(
  count: number,
  rows: readonly (readonly number[])[],
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
): number[] {
  const y = new Float64Array(count)
  for (const row of rows) for (const [at, node] of row.entries()) y[node] = at - row.length / 2
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forth = sweep % 2 === 0
    for (const row of forth ? rows : rows.toReversed())
      settle(
        row,
        row.map((node) => middle([...((forth ? above : below)[node] ?? [])], y, node)),
        y,
      )
  }
  const least = y.reduce((min, each) => Math.min(min, each), 0)
  return [...y].map((each) => Math.round((each - least) * 100) / 100)
}

/** Each at its wish where no other is in the way; those in each other's way stand around the middle of their wishes. */
function settle(row: readonly number[], wishes: readonly number[], y: Float64Array): void {
  const blocks: { first: number; count: number; sum: number }[] = []
  for (const [at, wish] of wishes.entries()) {
    blocks.push({ first: at, count: 1, sum: wish })
    for (;;) {
      const last = blocks.at(-1)
      const before = blocks.at(-2)
      if (last === undefined || before === undefined) break
      if (last.sum / last.count >= before.sum / before.count + before.count) break
      // Wishes count from the block's first, so that one behind the other is where it wants to be.
      before.sum += last.sum - last.count * before.count
      before.count += last.count
      blocks.pop()
    }
  }
  for (const { first, count, sum } of blocks)
    for (let at = 0; at < count; at++) {
      const node = row[first + at]
      if (node !== undefined) y[node] = sum / count + at
    }
}

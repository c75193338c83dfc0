/** What of the lineage is seen first, and where a press meets it. */
import { describe, expect, it } from "vitest"
import {
  firstView,
  nodeAt,
  nodeHeight,
  nodeWidth,
  type Scene,
  type View,
  wholeView,
} from "./browser/graph-view.ts"

const phone = { clientWidth: 358, clientHeight: 416 }
const desk = { clientWidth: 1216, clientHeight: 595 }

function sceneOf(places: readonly (readonly [x: number, y: number])[]): Scene {
  return {
    index: { nodes: [] } as unknown as Scene["index"],
    nodes: places.map((_, at) => at),
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
    edges: new Int32Array(),
  }
}

/** Positions of the nodes that are wholly on the screen. */
function seen({ x, y, nodes }: Scene, { scale, left, top }: View, room: typeof phone): readonly number[] {
  return nodes.filter((at) => {
    const [atLeft, atTop] = [(x[at] ?? 0) * scale + left, (y[at] ?? 0) * scale + top]
    const isAcross = atLeft >= 0 && atLeft + nodeWidth * scale <= room.clientWidth
    return isAcross && atTop >= 0 && atTop + nodeHeight * scale <= room.clientHeight
  })
}

/** A column of three at the top, a gap, a column of six far below, and ten layers to the right. */
const wide = sceneOf([
  ...[0, 46, 92].map((y) => [0, y] as const),
  ...[2000, 2046, 2092, 2138, 2184, 2230].map((y) => [0, y] as const),
  ...Array.from({ length: 10 }, (_, at) => [280 * (at + 1), 500] as const),
])

describe("the first view", () => {
  it("of few nodes on a telephone has the names of most of the first ones", () => {
    const view = firstView(phone, wide)
    expect(view.scale).toBe(0.6)
    expect(seen(wide, view, phone)).toEqual([3, 4, 5, 6, 7, 8])
  })
  it("of what fits has all of it", () => {
    const scene = sceneOf([
      [0, 0],
      [280, 46],
    ])
    expect(seen(scene, firstView(desk, scene), desk)).toEqual([0, 1])
  })
  it("of many nodes has all of them", () => {
    const scene = sceneOf(
      Array.from({ length: 5000 }, (_, at) => [280 * (at % 12), 46 * Math.floor(at / 12)]),
    )
    expect(seen(scene, firstView(phone, scene), phone)).toHaveLength(5000)
  })
  it("of nothing is one", () => {
    expect(Object.values(firstView(phone, sceneOf([]))).every(Number.isFinite)).toBe(true)
  })
})

it.each([phone, desk])("the whole view has all of it: %j", (room) => {
  expect(seen(wide, wholeView(room, wide), room)).toEqual(wide.nodes)
})

it("a press meets the node that is drawn there", () => {
  const view = firstView(phone, wide)
  const point = (at: number): readonly [number, number] => [
    ((wide.x[at] ?? 0) + 5) * view.scale + view.left,
    ((wide.y[at] ?? 0) + 5) * view.scale + view.top,
  ]
  expect(nodeAt(wide, view, ...point(5))).toBe(5)
  expect(nodeAt(wide, view, 1, 1)).toBeUndefined()
})

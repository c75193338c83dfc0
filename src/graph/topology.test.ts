import { describe, expect, it } from "vitest"
import { reachable, reversed, topologicalOrder } from "./topology.ts"

const edges = (map: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(map))

describe("topologicalOrder", () => {
  it("puts every id after what it depends on, ties by id", () => {
    expect(topologicalOrder(edges({ c: ["b"], b: ["a"], a: [], d: [] }))).toEqual({
      order: ["a", "b", "c", "d"],
    })
  })

  it("shows a cycle as the path that closes it", () => {
    expect(topologicalOrder(edges({ a: ["b"], b: ["c"], c: ["b"], d: [] }))).toEqual({
      cycle: ["b", "c", "b"],
    })
    expect(topologicalOrder(edges({ a: ["a"] }))).toEqual({ cycle: ["a", "a"] })
  })

  it("walks a chain of twenty thousand without running out of stack", () => {
    const chain = new Map(
      Array.from({ length: 20_000 }, (_, index) => [`n${index}`, index === 0 ? [] : [`n${index - 1}`]]),
    )
    const sorted = topologicalOrder(chain)
    expect("order" in sorted && sorted.order.length).toBe(20_000)
  })
})

describe("reversed", () => {
  it("lists who depends on each id, sorted, whatever the order of the ids", () => {
    expect(Object.fromEntries(reversed(edges({ d: ["a"], c: ["a", "d"], b: ["a"], a: [] })))).toEqual({
      a: ["b", "c", "d"],
      b: [],
      c: [],
      d: ["c"],
    })
  })
})

describe("reachable", () => {
  const readers = reversed(edges({ a: [], b: ["a"], c: ["b"], d: ["a"] }))

  it.each([
    [["a"], Number.POSITIVE_INFINITY, ["b", "c", "d"]],
    [["a"], 1, ["b", "d"]],
    [["c"], 5, []],
  ])("from %j at most %d steps away", (starts, depth, expected) => {
    expect([...reachable(readers, starts, depth)].sort()).toEqual(expected)
  })
})

import { describe, expect, it } from "vitest"
import { lanesOf } from "./lanes.ts"

const work = (from: number, to: number) => ({ startedAt: new Date(from), finishedAt: new Date(to) })

describe("lanes", () => {
  const cases: readonly (readonly [
    name: string,
    spans: readonly (readonly [number, number])[],
    lanes: number[],
  ])[] = [
    [
      "one after another share a lane",
      [
        [0, 5],
        [5, 9],
        [9, 9],
      ],
      [0, 0, 0],
    ],
    [
      "at once they have one each",
      [
        [0, 5],
        [1, 4],
        [2, 6],
      ],
      [0, 1, 2],
    ],
    [
      "a lane that is free is taken again",
      [
        [0, 9],
        [1, 2],
        [3, 4],
      ],
      [0, 1, 1],
    ],
    [
      "the order in which they finished does not matter",
      [
        [4, 6],
        [0, 5],
        [5, 7],
      ],
      [1, 0, 0],
    ],
  ]
  it.each(cases)("%s", (_, spans, expected) => {
    const works = spans.map(([from, to]) => work(from, to))
    const lanes = lanesOf(works)
    expect(works.map((each) => lanes.get(each))).toEqual(expected)
  })
})

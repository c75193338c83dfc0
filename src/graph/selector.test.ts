import { describe, expect, it } from "vitest"
import { parseSelector } from "./selector.ts"

const all = Number.POSITIVE_INFINITY

describe("parseSelector", () => {
  it.each([
    ["brand", { method: "fqn", value: "brand", parents: 0, children: 0, childrensParents: false }],
    ["+brand", { method: "fqn", value: "brand", parents: all, children: 0, childrensParents: false }],
    ["brand+", { method: "fqn", value: "brand", parents: 0, children: all, childrensParents: false }],
    ["2+brand+1", { method: "fqn", value: "brand", parents: 2, children: 1, childrensParents: false }],
    ["@brand", { method: "fqn", value: "brand", parents: 0, children: 0, childrensParents: true }],
    ["tag:daily+", { method: "tag", value: "daily", parents: 0, children: all, childrensParents: false }],
    [
      "models/marts",
      { method: "path", value: "models/marts", parents: 0, children: 0, childrensParents: false },
    ],
    ["brand.sql", { method: "file", value: "brand.sql", parents: 0, children: 0, childrensParents: false }],
    [
      "source:lake.brand",
      { method: "source", value: "lake.brand", parents: 0, children: 0, childrensParents: false },
    ],
    [
      "config.meta.owner:ada@example.com",
      {
        method: "config.meta.owner",
        value: "ada@example.com",
        parents: 0,
        children: 0,
        childrensParents: false,
      },
    ],
    [
      "config.materialized:view",
      { method: "config.materialized", value: "view", parents: 0, children: 0, childrensParents: false },
    ],
  ])("reads %s", (text, expected) => {
    const criterion = { kind: "criterion", ...expected, indirect: undefined, place: undefined, text }
    expect(parseSelector([text]).parts).toEqual([criterion])
  })

  it("unites what stands apart and intersects what a comma joins", () => {
    expect(parseSelector(["a b,tag:x", "c"])).toMatchObject({
      kind: "union",
      parts: [
        { value: "a" },
        { kind: "intersection", parts: [{ value: "b" }, { value: "x" }] },
        { value: "c" },
      ],
    })
  })

  it.each([["@brand+"], ["+@brand"], ["+"], ["a++b"], ["tag:"]])("refuses %s", (text) => {
    expect(() => parseSelector([text])).toThrowError(expect.objectContaining({ code: "LUX-1210" }))
  })
})

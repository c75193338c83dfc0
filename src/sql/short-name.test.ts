import { describe, expect, it } from "vitest"
import { Relation } from "./relation.ts"
import { shortName } from "./short-name.ts"

describe("the name of what stands beside a relation", () => {
  it("is the name and the suffix where both fit into what every warehouse takes", () => {
    expect(shortName("sales", "__lux_candidate")).toBe("sales__lux_candidate")
    expect(shortName("x".repeat(48), "__lux_candidate")).toBe(`${"x".repeat(48)}__lux_candidate`)
  })

  it.each([49, 60, 63, 127])("differs from every other of a name of %i bytes", (bytes) => {
    const live = new Relation("s", "x".repeat(bytes))
    const sibling = new Relation("s", `${"x".repeat(bytes - 1)}y`)
    const suffixes = ["__lux_candidate", "__old__lux_candidate", "__rejected"]
    const names = [live, sibling].flatMap((each) => suffixes.map((suffix) => each.withSuffix(suffix).name))
    expect(new Set([...names, live.name, sibling.name]).size).toBe(8)
    for (const [index, name] of names.entries()) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
      expect(name.endsWith(suffixes[index % 3] ?? "")).toBe(true)
    }
  })

  it("counts bytes, and cuts no character in two", () => {
    const name = shortName("é".repeat(40), "__rejected")
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    expect(name).toMatch(/^é+_[0-9a-f]{8}__rejected$/)
  })
})

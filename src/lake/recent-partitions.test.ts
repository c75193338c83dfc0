import picomatch from "picomatch"
import { describe, expect, it } from "vitest"
import { globsSince } from "./recent-partitions.ts"

const glob = "raw/media/year=*/month=*/day=*/hour=*/media_*.json"
const now = new Date("2026-03-05T00:00:00Z")

function isFound(folders: string, from: string): boolean {
  const path = `raw/media/${folders}/hour=01/media_1.json`
  return globsSince(glob, new Date(from), now).some((each) => picomatch(each)(path))
}

describe("globsSince", () => {
  it.each([
    ["2025-12-30", "year=2025/month=12/day=30", true],
    ["2025-12-30", "year=2025/month=12/day=31", true],
    ["2025-12-30", "year=2025/month=12/day=29", false],
    ["2025-12-30", "year=2026/month=1/day=1", true],
    ["2025-12-30", "year=2027/month=01/day=01", true],
    ["2025-12-30", "year=2024/month=12/day=31", false],
    ["2025-09-03", "year=2025/month=9/day=3", true],
    ["2025-09-03", "year=2025/month=09/day=03", true],
    ["2025-09-03", "year=2025/month=9/day=2", false],
    ["2025-09-03", "year=2025/month=08/day=31", false],
    ["2025-09-03T23:59:59Z", "year=2025/month=10/day=01", true],
    ["2025-09-03T23:59:59Z", "year=2025/month=09/day=03", true],
    // Nothing is too new, whatever the clock of a collector says.
    ["2026-03-05", "year=2026/month=12/day=31", true],
  ])("from %s finds %s: %s", (from, folders, found) => {
    expect(isFound(folders, from)).toBe(found)
  })

  it("leaves other globs as they are", () => {
    expect(globsSince("raw/media_*/media_*.json", now, now)).toEqual(["raw/media_*/media_*.json"])
  })

  it("names folders whole, as a store lists by the text before the first star", () => {
    for (const each of globsSince(glob, new Date("2025-12-30"), now))
      expect(each).toMatch(/^raw\/media\/year=\d{4}\/month=/)
  })
})

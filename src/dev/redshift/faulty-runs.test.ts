import { expect, it } from "vitest"
import { sized } from "../acceptance.testkit.ts"
import { runUnderFaults } from "./faulty-runs.testkit.ts"

it("runs under faults end in the right tables, or in a clear error with the old ones whole", async () => {
  const runs = sized({ suite: 6, whole: 15 })
  const { outcomes, wrong, injected } = await runUnderFaults({ runs, seed: 7 })
  expect(wrong).toEqual([])
  expect(outcomes.get("right")).toBeGreaterThan(runs / 3)
  expect([...injected.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(runs * 3)
}, 300_000)

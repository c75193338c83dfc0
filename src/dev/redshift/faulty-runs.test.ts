import { expect, it } from "vitest"
import { runUnderFaults } from "./faulty-runs.testkit.ts"

it("runs under faults end in the right tables, or in a clear error with the old ones whole", async () => {
  const { outcomes, wrong, injected } = await runUnderFaults({ runs: 15, seed: 7 })
  expect(wrong).toEqual([])
  expect(outcomes.get("right")).toBeGreaterThan(5)
  expect([...injected.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(50)
}, 300_000)

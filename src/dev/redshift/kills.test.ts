/** 500 kills on the three warehouses are `npm run acceptance -- kills`. */
import { expect, it } from "vitest"
import { everyWarehouse } from "./every-warehouse.testkit.ts"
import { killOn, withKillNetwork } from "./kills.testkit.ts"

// Of what a kill can leave most: those of the quick commands are in the long run alone.
const commands = ["build", "stage", "export", "janitor", "deps"]

it("commands that are killed end, run once more, as if nothing had been", async () => {
  await withKillNetwork(async (places) => {
    for (const type of everyWarehouse) {
      const { wrong, outcomes } = await killOn(type, places, { kills: 5, seed: 7, commands })
      expect(wrong).toEqual([])
      expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(5)
    }
  })
}, 300_000)

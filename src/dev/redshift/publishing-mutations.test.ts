/** The whole of it, 200 mutations on each warehouse, is `npm run acceptance`. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Network, startNetwork } from "./network-project.testkit.ts"
import { mutatedWarehouses, mutatePublishing } from "./publishing-mutations.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

it.each(mutatedWarehouses)(
  "after every mutation a project is built, or refused with a reason, on %s",
  async (warehouse) => {
    const mutations = Number(process.env["LUX_MUTATIONS"] ?? 8)
    const seed = Number(process.env["LUX_MUTATION_SEED"] ?? 1)
    const { wrong } = await mutatePublishing({ warehouse, network, mutations, seed })
    expect(wrong).toEqual([])
  },
  180_000,
)

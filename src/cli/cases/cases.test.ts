/**
 * Every case on every warehouse where its SQL makes sense. `npm run cases` prints the table. A case that is not run on a
 * warehouse says why there.
 */
import { rmSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Network, startNetwork } from "../../dev/redshift/network-project.testkit.ts"
import { warehouses } from "./case.testkit.ts"
import { caseProject } from "./case-project.testkit.ts"
import { cases } from "./cases.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

it("has each case once", () => {
  const ids = cases.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
})

for (const tried of cases)
  describe(`case ${tried.id}, ${tried.title}`, () => {
    for (const warehouse of warehouses) {
      if (tried.not?.[warehouse] !== undefined) continue
      it(`on ${warehouse}`, { timeout: 120_000 }, async () => {
        const project = caseProject(`c${tried.id}`, warehouse, network)
        try {
          await tried.run(project)
        } finally {
          rmSync(project.folder, { recursive: true, force: true })
        }
      })
    }
  })

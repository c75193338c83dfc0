/** The embedded engine next to a warehouse that reads no files does what an engine of stage models has to do. */
import { afterAll, beforeAll, onTestFinished } from "vitest"
import { luxFile } from "../lux-process.testkit.ts"
import { stageEngineContract } from "../stage-engine-contract.testkit.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"
import { type ObjectStore, objectStore } from "./object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"

let store: ObjectStoreProcess
let objects: ObjectStore
let network: Network
let prefixes = 0

beforeAll(async () => {
  store = await startObjectStore(["batches"])
  objects = objectStore(store)
  network = await startNetwork({ objectStore: store })
})
afterAll(async () => {
  objects?.close()
  await network?.stop()
  await store?.stop()
})

stageEngineContract("the embedded engine next to Redshift", () => ({
  luxFile,
  projectOf: (files) => {
    const prefix = `p${++prefixes}`
    const keys = `schema: s, schema_prefix: ${prefix}_, threads: 2, lease_expiry: 2, s3_endpoint: "${store.endpoint}", s3_region: us-east-1`
    const target = network.target("redshift", `${keys}, batches: "s3://batches/${prefix}"`)
    const project = networkProject(`dialect: redshift\ntargets: {prod: ${target}}\n`, files)
    onTestFinished(() => project.remove())
    const folderOf = (stage: string) => `s3://batches/${prefix}/${stage}/`
    return {
      ...project,
      ledger: `${prefix}__lux`,
      batchFiles: async (stage) =>
        (await objects.list(folderOf(stage))).map(({ url }) => url.slice(folderOf(stage).length)).sort(),
      removeBatchFile: (stage, name) => objects.remove(folderOf(stage) + name),
    }
  },
  filesOfTwo: 1,
}))

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type ObjectStore, objectStore } from "./object-store.ts"
import { keepWhole } from "./object-store-files.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"

let store: ObjectStoreProcess
let objects: ObjectStore
beforeAll(async () => {
  store = await startObjectStore(["b"])
  objects = objectStore(store)
})
afterAll(async () => {
  objects.close()
  await store.stop()
})

describe("the object store", () => {
  it("has an object whole as soon as it says so, whatever else comes and goes in its folder", async () => {
    const body = Buffer.alloc(200_000, "x")
    const torn: string[] = []
    const rounds = async (name: string): Promise<void> => {
      for (let round = 0; round < 100; round++) {
        const url = `s3://b/folder/${name}`
        await objects.put(url, body)
        if ((await objects.get(url))?.equals(body) !== true) torn.push(url)
        await objects.remove(url)
        if ((await objects.get(url)) !== undefined) torn.push(url)
      }
    }
    await Promise.all(["one", "two", "three"].map(rounds))
    expect(torn).toEqual([])
    expect(await objects.list("s3://b/")).toEqual([])
  }, 60_000)

  it("is of a version that is known", () => {
    expect(() => keepWhole({ store: { putObject() {} } })).toThrow("in another way than lux knows")
  })
})

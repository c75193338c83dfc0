/** Files to and from S3 over a connection that breaks. */
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { S3Client } from "@aws-sdk/client-s3"
import S3rver from "s3rver"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { download, upload } from "./s3-transfer.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-transfer-"))
const bytes = randomBytes(300_000)
let store: S3rver
let proxy: Server
let client: S3Client
/** What comes of the next calls: its method, and how it breaks. */
let faults: { readonly method: string; readonly how: "dropped" | "500" | "cut short" }[] = []

beforeAll(async () => {
  store = new S3rver({
    ...{
      address: "127.0.0.1",
      port: 0,
      silent: true,
      directory: join(folder, "objects"),
      vhostBuckets: false,
    },
    configureBuckets: [{ name: "b", configs: [] }],
  })
  const { port } = await store.run()
  proxy = createServer((asked, answer) => pass(asked, answer, port))
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done))
  const address = proxy.address()
  if (address === null || typeof address === "string") throw new Error("it listens on no port")
  client = new S3Client({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${address.port}`,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
  })
  writeFileSync(join(folder, "from"), bytes)
})
afterAll(async () => {
  client.destroy()
  proxy.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  faults = []
})

function pass(asked: IncomingMessage, answer: ServerResponse, port: number): void {
  const place = faults.findIndex(({ method }) => method === asked.method)
  const how = place < 0 ? undefined : faults.splice(place, 1)[0]?.how
  if (how === "dropped") asked.socket.destroy()
  else if (how === "500") answer.writeHead(500).end()
  else {
    const { method, url: path, headers } = asked
    const on = request({ host: "127.0.0.1", port, method, path, headers }, (found) => {
      answer.writeHead(found.statusCode ?? 500, found.headers)
      if (how === "cut short") found.once("data", (chunk) => answer.write(chunk, () => answer.destroy()))
      else found.pipe(answer)
    })
    asked.pipe(on)
  }
}

const dropped = { method: "PUT", how: "dropped" } as const
const failed = { method: "PUT", how: "500" } as const

describe("upload", () => {
  it.each([
    ["at once", 1_000_000],
    ["in parts", 100_001],
  ])("sends again what was lost on its way, %s", async (_, partBytes) => {
    const object = { bucket: "b", key: `up/${partBytes}` }
    faults = [dropped, failed]
    await upload(client, object, join(folder, "from"), partBytes)
    expect(faults).toEqual([])
    await download(client, object, join(folder, "to"))
    expect(readFileSync(join(folder, "to")).equals(bytes)).toBe(true)
  })

  it.each([1_000_000, 100_001])("gives up in the end, and leaves no object (%d)", async (partBytes) => {
    const object = { bucket: "b", key: `gone/${partBytes}` }
    faults = Array.from({ length: 20 }, () => failed)
    await expect(upload(client, object, join(folder, "from"), partBytes)).rejects.toThrow()
    await expect(download(client, object, join(folder, "none"))).rejects.toMatchObject({ name: "NoSuchKey" })
  })
})

describe("download", () => {
  it("begins again when it breaks off", async () => {
    const object = { bucket: "b", key: "down" }
    await upload(client, object, join(folder, "from"))
    faults = [
      { method: "GET", how: "cut short" },
      { method: "GET", how: "500" },
    ]
    await download(client, object, join(folder, "again"))
    expect(readFileSync(join(folder, "again")).equals(bytes)).toBe(true)
  })
})

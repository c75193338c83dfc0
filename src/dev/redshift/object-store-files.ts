import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { rm } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"

interface StoredObject {
  readonly bucket: string
  readonly key: string
  readonly metadata: unknown
  readonly content: Readable | Buffer
}

/** What s3rver keeps objects in, as far as it is met here. */
interface Files {
  getResourcePath(bucket: string, key: string, resource: string): string
  putMetadata(bucket: string, key: string, metadata: unknown, md5: string): Promise<void>
  putObject(object: StoredObject): Promise<{ readonly size: number; readonly md5: string }>
  deleteObject(bucket: string, key: string): Promise<void>
}

/**
 * s3rver answers that an object is there before its file is written, and removes a folder with its last object while
 * another one is written into it, which ends the process. Here an object is there when it is answered for, and folders stay.
 * Throws LUX-2621 for a version that keeps them otherwise.
 */
export function keepWhole(server: object): void {
  if (!("store" in server) || !isFiles(server.store))
    throw new LuxError(
      "LUX-2621",
      "the s3rver in node_modules keeps its objects in another way than lux knows",
      {
        hint: "Install version 3 with npm install --save-dev s3rver@3, or name another object store with --s3-endpoint.",
      },
    )
  const files = server.store
  files.putObject = async ({ bucket, key, metadata, content }) => {
    const path = files.getResourcePath(bucket, key, "object")
    makeFolder(dirname(path))
    const digest = createHash("md5")
    let size = 0
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        digest.update(chunk)
        size += chunk.length
        done(null, chunk)
      },
    })
    await pipeline(
      Buffer.isBuffer(content) ? Readable.from([content]) : content,
      counted,
      createWriteStream(path),
    )
    const md5 = digest.digest("hex")
    await files.putMetadata(bucket, key, metadata, md5)
    return { size, md5 }
  }
  files.deleteObject = async (bucket, key) => {
    for (const resource of ["object", "object.md5", "metadata.json"])
      await rm(files.getResourcePath(bucket, key, resource), { force: true })
  }
}

function isFiles(store: unknown): store is Files {
  const methods = ["getResourcePath", "putMetadata", "putObject", "deleteObject"]
  return typeof store === "object" && store !== null && methods.every((name) => name in store)
}

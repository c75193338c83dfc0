import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { LuxError } from "../../errors.ts"
import type { ObjectStoreOptions } from "./object-store.ts"
import { keepWhole } from "./object-store-files.ts"

/** An object store of its own that runs until it is stopped. */
export interface ObjectStoreProcess extends Required<ObjectStoreOptions> {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  stop(): Promise<void>
}

/**
 * Starts the object store of the npm package `s3rver`, with these buckets. `folder`: where its objects stay; otherwise
 * in one that goes with it. `port` 0: any that is free. Throws LUX-2621 where it is not installed.
 */
export async function startObjectStore(
  buckets: readonly string[],
  { folder, port = 0 }: { readonly folder?: string | undefined; readonly port?: number | undefined } = {},
): Promise<ObjectStoreProcess> {
  const S3rver = await loadS3rver()
  const directory = folder ?? mkdtempSync(join(tmpdir(), "lux-objects-"))
  const server = new S3rver({
    address: "127.0.0.1",
    port,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: buckets.map((name) => ({ name, configs: [] })),
  })
  keepWhole(server)
  const address = await server.run()
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: "us-east-1",
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
    async stop() {
      await server.close()
      if (folder === undefined) rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function loadS3rver(): Promise<typeof import("s3rver")> {
  try {
    const { default: S3rver } = await import("s3rver")
    return S3rver
  } catch (cause) {
    throw new LuxError("LUX-2621", "there is no object store in node_modules", {
      hint: "Install it with npm install --save-dev s3rver, or name another one with --s3-endpoint.",
      cause,
    })
  }
}

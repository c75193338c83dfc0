import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3"
import { quietAwsSdk } from "../../warehouse/aws-sdk.ts"
import { EngineError } from "./engine/connection.ts"

/** Where objects are; without an endpoint at AWS itself. Credentials come from the AWS SDK's chain unless given. */
export interface ObjectStoreOptions {
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
}

/** An S3-compatible object store, by addresses such as `s3://bucket/key`. */
export interface ObjectStore {
  /** Addresses and bytes of what begins with a prefix, in the order of their names. */
  list(prefix: string): Promise<readonly { readonly url: string; readonly bytes: number }[]>
  /** Undefined where there is no such object. */
  get(url: string): Promise<Buffer | undefined>
  put(url: string, body: Buffer): Promise<void>
  remove(url: string): Promise<void>
  close(): void
}

export function objectStore(options: ObjectStoreOptions = {}): ObjectStore {
  const client = open(options)
  return {
    async list(prefix) {
      const { bucket, key } = address(prefix)
      const found: { url: string; bytes: number }[] = []
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: key }))
        for (const { Key = "", Size = 0 } of page.Contents ?? [])
          found.push({ url: `s3://${bucket}/${Key}`, bytes: Size })
      return found
    },
    async get(url) {
      const { bucket, key } = address(url)
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return Buffer.from((await Body?.transformToByteArray()) ?? [])
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async put(url, body) {
      const { bucket, key } = address(url)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
    },
    async remove(url) {
      const { bucket, key } = address(url)
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    },
    close() {
      client.destroy()
    },
  }
}

function open({ endpoint, region, accessKeyId, secretAccessKey }: ObjectStoreOptions): S3Client {
  quietAwsSdk()
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(region === undefined ? {} : { region }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  })
}

function address(url: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(url) ?? []
  if (bucket === undefined)
    throw new EngineError(`Invalid S3 URI "${url}": it begins with s3:// and a bucket`)
  return { bucket, key }
}

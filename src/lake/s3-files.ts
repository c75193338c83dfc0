import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3"
import picomatch from "picomatch"
import { LuxError } from "../errors.ts"
import { quietAwsSdk } from "../warehouse/aws-sdk.ts"
import { serviceFault } from "../warehouse/redshift/data-api/service-errors.ts"
import { inTurns } from "./delivery.ts"
import type { FileStore, StoredFile } from "./file-store.ts"
import { download, type S3Object, upload } from "./s3-transfer.ts"

/** Where S3 is; what is undefined comes from the AWS SDK's own chain, as the credentials do. */
export interface S3Options {
  readonly region: string | undefined
  /** Another service than AWS's own: buckets are then part of its paths. */
  readonly endpoint: string | undefined
}

/** Objects of S3, or of a service like it, by addresses such as `s3://bucket/key`. Throws LUX-2650. */
export function s3Files({ region, endpoint }: S3Options): FileStore {
  quietAwsSdk()
  const client = new S3Client({
    ...(region === undefined ? {} : { region }),
    // The first time included; it waits longer each time.
    maxAttempts: 5,
    // Checksums behind a body are AWS's own; not every other store takes them.
    ...(endpoint === undefined
      ? {}
      : { endpoint, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" as const }),
  })
  return {
    stat: (path) =>
      told(path, async () => {
        const { bucket, key } = addressOf(path)
        try {
          const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
          return storedFile(path, head.ContentLength, head.LastModified, head.ETag)
        } catch (error) {
          if (isMissing(error)) return undefined
          throw error
        }
      }),
    hasFolder: async () => true,
    find: (root, globs) =>
      told(root, async () => {
        const { bucket, key } = addressOf(root)
        const folder = key === "" || key.endsWith("/") ? key : `${key}/`
        const found = new Map<string, StoredFile>()
        // Each glob waits for an answer of its own, and a `lookback` has dozens.
        await inTurns(globs, async (glob) => {
          const matches = picomatch(glob)
          const prefix = folder + fixedPart(glob)
          for await (const { Key = "", Size, LastModified, ETag } of objects(client, bucket, prefix))
            if (matches(Key.slice(folder.length))) {
              const path = `s3://${bucket}/${Key}`
              found.set(path, storedFile(path, Size, LastModified, ETag))
            }
        })
        return [...found.values()]
      }),
    removeFrom: (folder, isMeant) =>
      told(folder, async () => {
        const { bucket, key } = addressOf(folder)
        const prefix = `${key.replace(/\/+$/, "")}/`
        const keys: string[] = []
        for await (const { Key = "" } of objects(client, bucket, prefix))
          if (isMeant(Key.slice(prefix.length).split("/", 1)[0] ?? "")) keys.push(Key)
        for (const each of keys) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: each }))
      }),
    fetch: (path, local) => told(path, () => download(client, addressOf(path), local)),
    async make(path, make) {
      const folder = await mkdtemp(join(tmpdir(), "lux-s3-"))
      try {
        const local = join(folder, "file")
        const made = await make(local)
        await told(path, () => upload(client, addressOf(path), local))
        return made
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    write: (text, path) =>
      told(path, async () => {
        const { bucket, key } = addressOf(path)
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(text) }))
      }),
    put: (local, path) => told(path, () => upload(client, addressOf(path), local)),
    create: (text, path) => told(path, () => created(client, addressOf(path), text)),
    read: (path) => told(path, () => textOf(client, addressOf(path))),
    move: (from, to) =>
      told(from, async () => {
        const source = addressOf(from)
        const { bucket, key } = addressOf(to)
        const CopySource = `${source.bucket}/${source.key.split("/").map(encodeURIComponent).join("/")}`
        await client.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource }))
        await client.send(new DeleteObjectCommand({ Bucket: source.bucket, Key: source.key }))
      }),
    remove: (path) =>
      told(path, async () => {
        const { bucket, key } = addressOf(path)
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      }),
  }
}

/** Puts an object where there is none. The service decides which of several at once gets the name. */
async function created(client: S3Client, { bucket, key }: S3Object, text: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++)
    try {
      const Body = Buffer.from(text)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, IfNoneMatch: "*" }))
      return true
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
      // Somebody else is writing the same name: whether that was done is known on the next try.
      if (status === 409 && attempt < mostConflicts) continue
      if (status !== 412) throw error
      // The client sends again what was not answered, and may find its own object.
      return (await textOf(client, { bucket, key })) === text
    }
}

const mostConflicts = 5

async function textOf(client: S3Client, { bucket, key }: S3Object): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await Body?.transformToString("utf8")
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** What begins with a prefix. */
async function* objects(client: S3Client, bucket: string, prefix: string) {
  // The first way of listing, not the second: it goes on behind a name, where some stores fail over tokens of their own.
  const asked = { Bucket: bucket, Prefix: prefix }
  let marker: string | undefined
  do {
    const place = marker === undefined ? {} : { Marker: marker }
    const {
      Contents = [],
      IsTruncated,
      NextMarker,
    } = await client.send(new ListObjectsCommand({ ...asked, ...place }))
    yield* Contents
    marker = IsTruncated === true ? (NextMarker ?? Contents.at(-1)?.Key) : undefined
  } while (marker !== undefined)
}

/** What all names that a glob finds begin with. */
function fixedPart(glob: string): string {
  const { base, isGlob } = picomatch.scan(glob)
  if (!isGlob) return glob
  // `raw/media_*` has the base `raw`, and all of its names begin with `raw/media_`.
  const begin = /^[^*?[\](){}!+@|\\]*/.exec(glob)?.[0] ?? ""
  return begin.length > base.length ? begin : base
}

function addressOf(path: string): S3Object {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(path) ?? []
  if (bucket === undefined)
    throw new LuxError("LUX-2650", `"${path}" is not an address on S3`, { hint: "Write s3://bucket/prefix." })
  return { bucket, key }
}

function storedFile(path: string, bytes = 0, modifiedAt = new Date(0), tag = ""): StoredFile {
  return { path, bytes, modifiedAt, stamp: `${bytes}:${modifiedAt.getTime()}:${tag.replaceAll('"', "")}` }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== "NoSuchBucket"
  )
}

/** Says of what the service, or the chain of credentials, refuses where that was. */
async function told<T>(path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof LuxError || !(error instanceof Error)) throw error
    const why = error.message === "" || error.message === "UnknownError" ? error.name : error.message
    throw new LuxError("LUX-2650", `${path} cannot be reached: ${why}`, {
      hint: hintOf(error),
      cause: error,
      transient: serviceFault(error) === "busy",
    })
  }
}

function hintOf(error: Error): string {
  if (error.name === "NoSuchBucket") return "There is no such bucket: check its name and its region."
  if (/credential|token/i.test(error.name + error.message))
    return "The AWS SDK finds no credentials that hold: set AWS_PROFILE, or log in again."
  if (/AccessDenied|Forbidden|403/.test(error.name + error.message))
    return "You need s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject there."
  if (/region/i.test(error.message)) return "Set s3_region of the target, or AWS_REGION."
  return "Check s3_endpoint and s3_region of the target, and the network."
}

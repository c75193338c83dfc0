import { createWriteStream } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { makeFolder } from "../make-folder.ts"

export interface S3Object {
  readonly bucket: string
  readonly key: string
}

/**
 * Puts a file of this machine there, whole or not at all. What is sent is held in memory, at most `partBytes` at once: of a
 * stream that broke off the client could not send anything again.
 */
export async function upload(
  client: S3Client,
  { bucket, key }: S3Object,
  file: string,
  partBytes = 32 * 1024 * 1024,
): Promise<void> {
  await using handle = await open(file, "r")
  const { size } = await handle.stat()
  const to = { Bucket: bucket, Key: key }
  if (size <= partBytes) {
    await client.send(new PutObjectCommand({ ...to, Body: await read(handle, 0, size) }))
    return
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(to))
  try {
    const Parts: { readonly ETag: string | undefined; readonly PartNumber: number }[] = []
    for (let start = 0; start < size; start += partBytes) {
      const PartNumber = Parts.length + 1
      const Body = await read(handle, start, Math.min(partBytes, size - start))
      const { ETag } = await client.send(new UploadPartCommand({ ...to, UploadId, PartNumber, Body }))
      Parts.push({ ETag, PartNumber })
    }
    await client.send(new CompleteMultipartUploadCommand({ ...to, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    // The first error is the one to tell of; parts that stay are for a lifecycle rule of the bucket.
    await client.send(new AbortMultipartUploadCommand({ ...to, UploadId })).catch(() => undefined)
    throw error
  }
}

const mostDownloads = 4

/** Copies an object to a file of this machine. The client repeats what was not answered, this what broke off on its way. */
export async function download(client: S3Client, { bucket, key }: S3Object, file: string): Promise<void> {
  makeFolder(dirname(file))
  for (let attempt = 1; ; attempt++) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    if (!(Body instanceof Readable)) return
    try {
      await pipeline(Body, createWriteStream(file))
      return
    } catch (error) {
      if (error instanceof S3ServiceException || attempt === mostDownloads) throw error
    }
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

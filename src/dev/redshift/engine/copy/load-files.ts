import { gunzipSync } from "node:zlib"
import * as z from "zod"
import type { ObjectStore } from "../../object-store.ts"
import { EngineError } from "../connection.ts"
import type { CopyOptions } from "./copy-options.ts"

/** A file to load, unpacked. */
export interface LoadFile {
  readonly url: string
  /** Of the object. */
  readonly bytes: number
  readonly body: Buffer
}

const manifestSchema = z.object({
  entries: z.array(
    z.object({
      url: z.string(),
      mandatory: z.boolean().default(false),
      meta: z.object({ content_length: z.number() }).optional(),
    }),
  ),
})

/**
 * The files that a COPY names: all that begin with a prefix, or exactly those of a manifest.
 * https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
 */
export async function loadFiles(
  objects: ObjectStore,
  from: string,
  options: CopyOptions,
): Promise<readonly LoadFile[]> {
  if (!/^s3:\/\//.test(from)) throw new EngineError(`this server loads from s3:// alone, not from "${from}"`)
  const urls = options.manifest ? await manifestUrls(objects, from, options) : await prefixUrls(objects, from)
  const files: LoadFile[] = []
  for (const { url, mandatory } of urls) {
    const object = await objects.get(url)
    if (object !== undefined) files.push({ url, bytes: object.length, body: unpacked(object, url, options) })
    else if (mandatory)
      throw new EngineError(
        "S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey",
        `the manifest's mandatory file ${url} does not exist`,
      )
  }
  return files
}

async function prefixUrls(objects: ObjectStore, prefix: string) {
  const found = await objects.list(prefix)
  if (found.length === 0)
    throw new EngineError(`The specified S3 prefix '${prefix.replace(/^s3:\/\/[^/]+\//, "")}' does not exist`)
  return found.filter(({ url }) => !url.endsWith("/")).map(({ url }) => ({ url, mandatory: true }))
}

async function manifestUrls(objects: ObjectStore, from: string, { format }: CopyOptions) {
  const body = await objects.get(from)
  if (body === undefined)
    throw new EngineError(
      "Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey",
      from,
    )
  const { entries } = parsed(body, from)
  const unsized = format === "parquet" ? entries.find(({ meta }) => meta === undefined) : undefined
  if (unsized !== undefined)
    throw new EngineError(
      `the manifest's entry ${unsized.url} has no meta.content_length, which PARQUET needs`,
    )
  return entries
}

function parsed(body: Buffer, from: string): z.output<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(body.toString("utf8")))
  } catch (error) {
    throw new EngineError(
      `Problem reading manifest file ${from}`,
      error instanceof Error ? error.message : "",
    )
  }
}

function unpacked(object: Buffer, url: string, { compression }: CopyOptions): Buffer {
  if (compression === "none") return object
  if (compression !== "gzip")
    throw new EngineError(`this server does not unpack ${compression.toUpperCase()}`)
  try {
    return gunzipSync(object)
  } catch {
    throw new EngineError(`the file ${url} is not compressed by GZIP`)
  }
}

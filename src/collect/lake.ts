/** The place that a collector writes to, by paths below its root. */
import { resolve } from "node:path"
import { LuxError } from "../errors.ts"
import { type FileStore, isRemote, pathIn } from "../lake/file-store.ts"
import { fileStores } from "../lake/file-stores.ts"

export interface Lake {
  readonly root: string
  /** The whole path, for messages. */
  pathOf(path: string): string
  has(path: string): Promise<boolean>
  read(path: string): Promise<string | undefined>
  /** As `create` of a file store: false where another text has the name. */
  create(path: string, text: string): Promise<boolean>
  /** Takes the place of what is there, whole. */
  replace(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  /** The paths, below the root, of the files in a folder that a glob finds, sorted. */
  list(folder: string, glob: string): Promise<readonly string[]>
}

type Env = Readonly<Record<string, string | undefined>>

/** The folder or the `s3://` address of LUX_COLLECT_TO. AWS_ENDPOINT_URL_S3 and AWS_REGION mean what they mean to AWS's SDK. */
export async function openLake(env: Env): Promise<Lake> {
  const written = env["LUX_COLLECT_TO"] ?? ""
  if (written === "")
    throw new LuxError("LUX-3213", "LUX_COLLECT_TO is not set", {
      hint: "Set it to the lake that collectors write to: a folder, or an address such as s3://bucket/lake.",
    })
  const endpoint = env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"] || undefined
  const root = isRemote(written) ? written.replace(/\/+$/, "") : resolve(written)
  const store = await fileStores({ region: env["AWS_REGION"] || undefined, endpoint }).of(root)
  return lakeIn(root, store)
}

function lakeIn(root: string, store: FileStore): Lake {
  const whole = (path: string): string => pathIn(root, path)
  return {
    root,
    pathOf: whole,
    has: async (path) => (await store.stat(whole(path))) !== undefined,
    read: (path) => store.read(whole(path)),
    create: (path, text) => store.create(text, whole(path)),
    async replace(path, text) {
      // An object is replaced whole; a file only by a whole one.
      if (isRemote(root)) return store.write(text, whole(path))
      await store.write(text, whole(`${path}.new`))
      await store.move(whole(`${path}.new`), whole(path))
    },
    remove: (path) => store.remove(whole(path)),
    async list(folder, glob) {
      const found = await store.find(root, [`${folder}/${glob}`])
      return found.map(({ path }) => path.slice(root.length + 1)).sort()
    },
  }
}

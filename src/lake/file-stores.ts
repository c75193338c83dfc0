import { createHash } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, sep } from "node:path"
import { LuxError } from "../errors.ts"
import { makeFolder } from "../make-folder.ts"
import { type FileStore, isRemote, type StoredFile } from "./file-store.ts"
import { localFiles } from "./local-files.ts"
import type { S3Options } from "./s3-files.ts"

/** The stores of this machine and of S3, and copies here of what is there. */
export interface FileStores {
  /** The client of S3 is loaded when the first address asks for it. */
  of(path: string): Promise<FileStore>
  /** The path of a file of this machine with the same content: of one in S3 a copy, made once. */
  local(file: Pick<StoredFile, "path" | "stamp">): Promise<string>
  /** The path of a file of this machine that `make` writes from a local one with the same content, once. */
  made(
    file: Pick<StoredFile, "path" | "stamp">,
    make: (local: string, made: string) => Promise<void>,
  ): Promise<string>
  /** Where a file may be written instead of one, for as long as this is open; `as` tells several apart. */
  copyPlace(file: Pick<StoredFile, "path" | "stamp">, as: string): Promise<string>
  /** Where the path of a copy, or of what was made, holds that of its original: what goes before, and what went before there. */
  original(path: string): Promise<{ readonly start: number; readonly prefix: string }>
  /** Removes the copies. */
  close(): Promise<void>
}

/** More at once only wait for each other. */
const mostAtOnce = 16
const digestLength = 16
const scheme = /^s3:\/\//

export function fileStores(options: S3Options): FileStores {
  let remote: Promise<FileStore> | undefined
  let made: Promise<string> | undefined
  const copies = new Map<string, Promise<string>>()
  const running = new Set<Promise<unknown>>()
  const folder = (): Promise<string> => {
    made ??= mkdtemp(join(tmpdir(), "lux-copies-"))
    return made
  }
  const copied = async (path: string, stamp: string): Promise<string> => {
    while (running.size >= mostAtOnce) await Promise.race(running)
    const local = await placeOf(path, stamp)
    const fetching = stores.of(path).then((store) => store.fetch(path, local))
    const settled = fetching.catch(() => undefined).finally(() => running.delete(settled))
    running.add(settled)
    await fetching
    return local
  }
  const placeOf = async (path: string, stamp: string): Promise<string> => {
    const within = join(await folder(), digest(stamp))
    const local = join(within, path.replace(scheme, ""))
    if (local.startsWith(within + sep)) return local
    throw new LuxError("LUX-2650", `${path} cannot be copied: its name leads out of its bucket`, {
      hint: "Rename the object, or narrow the path.",
    })
  }
  const stores: FileStores = {
    async of(path) {
      if (!isRemote(path)) return localFiles
      remote ??= import("./s3-files.ts").then(({ s3Files }) => s3Files(options))
      return remote
    },
    async local({ path, stamp }) {
      if (!isRemote(path)) return path
      const name = `${stamp} ${path}`
      const copy = copies.get(name) ?? copied(path, stamp)
      copies.set(name, copy)
      return copy
    },
    async made(file, make) {
      const name = `made ${file.stamp} ${file.path}`
      const making =
        copies.get(name) ??
        (async () => {
          const to = await placeOf(file.path, `made ${file.stamp}`)
          makeFolder(dirname(to))
          await make(await stores.local(file), to)
          return to
        })()
      copies.set(name, making)
      return making
    },
    async copyPlace({ path, stamp }, as) {
      const to = await placeOf(path, `${as} ${stamp}`)
      makeFolder(dirname(to))
      return to
    },
    async original(path) {
      // The path of a file of this machine begins with what parts it from the folder.
      const start = (await folder()).length + digestLength + (isRemote(path) ? 2 : 1)
      return { start, prefix: isRemote(path) ? "s3://" : "" }
    },
    async close() {
      await Promise.all(running)
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
    },
  }
  return stores
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength)
}

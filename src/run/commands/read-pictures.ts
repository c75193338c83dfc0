import { readFile, realpath, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import { isRemote, pathIn } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { isOfFiles } from "../../project/resource-guards.ts"
import type { Project } from "../../project/types.ts"
import type { Answering } from "./answer-query.ts"
import { fetchPicture, isOfWeb } from "./fetch-picture.ts"
import { scaledPicture } from "./scale-picture.ts"

/** A picture as a `data:` address, by the value that it is of. */
export interface FoundPicture {
  readonly key: string
  readonly address: string
}

/** Before it is scaled down. */
const mostBytes = 8 * 1024 * 1024
/** Pixels of the longer side: a value's is drawn at 48 or less, a tile's as wide as the page. */
const sideOfValue = 192
const sideOfTile = 1280
const mostTogether = 8 * 1024 * 1024
const mostAtOnce = 8
/** For all of them: documentation is made where there is no network too. */
const mostMilliseconds = 8_000

/**
 * The pictures at addresses of the web, or at paths in the project or in the folder of a lake, scaled down. What is unavailable
 * in time, is too large or is not a picture is left out.
 */
export async function readPictures(
  addresses: readonly (readonly [key: string, address: string])[],
  { read: { project }, warehouse }: Pick<Answering, "read" | "warehouse">,
  signal: AbortSignal | undefined,
): Promise<readonly FoundPicture[]> {
  const late = AbortSignal.any([
    AbortSignal.timeout(mostMilliseconds),
    ...(signal === undefined ? [] : [signal]),
  ])
  const found: FoundPicture[] = []
  let together = 0
  const waiting = [...addresses]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !late.aborted; next = waiting.shift()) {
      const [key, address] = next
      const bytes = await bytesAt(address, project, warehouse.lakeServices.stores, late).catch(
        () => undefined,
      )
      const picture = bytes === undefined ? undefined : await scaledPicture(bytes, sideOfValue)
      if (picture === undefined || together + picture.length > mostTogether) continue
      together += picture.length
      found.push({ key, address: picture })
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work))
  signal?.throwIfAborted()
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The picture of a file in the project. Undefined for one that is not there, is too large or is not a picture. */
export async function pictureInProject(
  path: string,
  project: Pick<Project, "root">,
): Promise<string | undefined> {
  const bytes = await fileWithin(project.root, path).catch(() => undefined)
  return bytes === undefined ? undefined : scaledPicture(bytes, sideOfTile)
}

async function bytesAt(
  address: string,
  project: Project,
  stores: FileStores,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (isOfWeb(address)) return fetchPicture(address, mostBytes, signal)
  // Only names: an address is data, and may say anything.
  if (!/^[\w-][\w./ -]*$/.test(address) || address.split("/").includes("..")) return undefined
  const own = await fileWithin(project.root, address).catch(() => undefined)
  if (own !== undefined) return own
  for (const root of lakesOf(project)) {
    const inLake = isRemote(root) ? fromStore(pathIn(root, address), stores) : fileWithin(root, address)
    const bytes = await inLake.catch(() => undefined)
    if (bytes !== undefined) return bytes
  }
  return undefined
}

function lakesOf({ resources }: Project): ReadonlySet<string> {
  return new Set(resources.flatMap((resource) => (isOfFiles(resource) ? [resource.external.root] : [])))
}

/** A link that leads out of the folder is not followed. */
async function fileWithin(root: string, path: string): Promise<Buffer | undefined> {
  const [folder, file] = await Promise.all([realpath(root), realpath(join(root, path))])
  if (!file.startsWith(folder + sep)) return undefined
  const { size } = await stat(file)
  return size > mostBytes ? undefined : readFile(file)
}

async function fromStore(path: string, stores: FileStores): Promise<Buffer | undefined> {
  const file = await (await stores.of(path)).stat(path)
  if (file === undefined || file.bytes > mostBytes) return undefined
  return readFile(await stores.local(file))
}

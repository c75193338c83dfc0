import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { makeFolder } from "../../make-folder.ts"
import { keyOf } from "./noise.ts"
import { pythonJson } from "./python-json.ts"
import type { World } from "./world.ts"

export interface LakeWish {
  /** The lake's folder; the files go to `raw/` in it. */
  readonly folder: string
  /** The first hour, cut to the hour. */
  readonly from: Date
  readonly hours: number
  /** `raw/media_2024-03-04/` or `raw/media/year=2024/month=03/day=04/hour=00/`; `dated` when absent. */
  readonly layout?: LakeLayout
}

type LakeLayout = "dated" | "partitioned"

export interface LakeWritten {
  readonly files: number
  /** Files that were not there as they are now. */
  readonly written: number
  /** Of all files. */
  readonly bytes: number
}

type Model = "brand" | "media" | "media_hashtag"

interface Collection {
  readonly model: Model
  readonly at: Date
}

/**
 * Writes what the collectors would have collected: brands and their posts once an hour, the posts with the brands' tags
 * every five minutes. A file appears whole or not at all; one that is already there as it should be is left untouched.
 */
export async function writeLake(world: World, wish: LakeWish): Promise<LakeWritten> {
  let written = 0
  let bytes = 0
  const collections = collectionsOf(wish)
  for (const collection of collections) {
    const text = pythonJson(recordsOf(world, collection))
    bytes += text.length
    const folder = join(wish.folder, "raw", folderOf(collection, wish.layout ?? "dated"))
    if (await writeOnce(folder, nameOf(collection), text)) written++
  }
  return { files: collections.length, written, bytes }
}

function collectionsOf({ from, hours }: LakeWish): readonly Collection[] {
  const first = Math.floor(from.getTime() / hourMs) * hourMs
  return Array.from({ length: hours }, (_, hour) => first + hour * hourMs).flatMap((hour) => [
    collection("brand", hour, 15),
    collection("media", hour, 15),
    ...Array.from({ length: 12 }, (_, call) => collection("media_hashtag", hour + call * 300_000, 47)),
  ])
}

/** A call begins in its second, or is late by one. */
function collection(model: Model, at: number, second: number): Collection {
  const late = keyOf(0, model, "late", at) % 4 === 0 ? 1 : 0
  return { model, at: new Date(at + (second + late) * 1000) }
}

function recordsOf(world: World, { model, at }: Collection) {
  const accounts = world.accountsAt(at)
  if (model === "brand") return accounts
  if (model === "media") return accounts.flatMap(({ user_id }) => world.mediaOf(user_id, at))
  return accounts.flatMap(({ user_id }) => world.taggedMedia(user_id, at))
}

function nameOf({ model, at }: Collection): string {
  const { day, time } = partsOf(at)
  return `${model}_${day}_${time.replaceAll(":", "")}.json`
}

function folderOf({ model, at }: Collection, layout: LakeLayout): string {
  const { day, time } = partsOf(at)
  if (layout === "dated") return `${model}_${day}`
  const [year, month, date] = day.split("-")
  return join(model, `year=${year}`, `month=${month}`, `day=${date}`, `hour=${time.slice(0, 2)}`)
}

function partsOf(at: Date): { readonly day: string; readonly time: string } {
  const text = at.toISOString()
  return { day: text.slice(0, 10), time: text.slice(11, 19) }
}

/** Whether the file had to be written. Under another name first, so that nobody reads half of it. */
async function writeOnce(folder: string, name: string, text: string): Promise<boolean> {
  const path = join(folder, name)
  if ((await textOf(path)) === text) return false
  makeFolder(folder)
  const unfinished = join(folder, `.${name}.writing`)
  await writeFile(unfinished, text)
  await rename(unfinished, path)
  return true
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}

const hourMs = 3_600_000

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { brands } from "../world/brands.ts"
import type { Content, Post, Profile } from "./content.ts"
import { failures, GraphError } from "./graph-error.ts"

const text = z.string().optional()
const brandRecord = z.looseObject({
  user_id: z.string(),
  user_name: z.string(),
  name: text,
  profile_picture_url: text,
  followers_count: z.number(),
  media_count: z.number(),
})
const mediaRecord = z.looseObject({
  user_id: z.string(),
  media_id: z.string(),
  timestamp: text,
  caption: text,
  media_type: z.string(),
  media_product_type: text,
  media_url: text,
  permalink: text,
  like_count: z.number().nullish(),
  comments_count: z.number(),
})
type MediaRecord = z.output<typeof mediaRecord>

/** Milliseconds between two collections. */
const every = { brand: 3_600_000, media: 3_600_000, media_hashtag: 300_000 } as const
type Model = keyof typeof every

export interface Recorded extends Content {
  /** The first collection. */
  readonly first: Date
}

/**
 * What the files of a lake tell, each at the hour (`media_hashtag`: the five minutes) in which it was collected. The empty text
 * and 0 that stand there for what was missing are left out again. Throws LUX-3200 for a folder without files to tell of.
 */
export function recordedContent(lake: string): Recorded {
  const files = filesOf(lake)
  const [first] = [...files.values()].flatMap((times) => [...times.keys()]).sort((a, b) => a - b)
  if (first === undefined)
    throw new LuxError("LUX-3200", `${lake} has no files of brand, media or media_hashtag`, {
      hint: "--replay takes a lake whose raw/ holds files such as media_2023-09-02_000015.json.",
    })
  const accounts = reader(files, "brand", brandRecord)
  const media = reader(files, "media", mediaRecord)
  const tagged = reader(files, "media_hashtag", mediaRecord)
  const userOf = (username: string, at: Date) => accounts(at).find(({ user_name }) => user_name === username)
  const postsOf = (username: string, at: Date) => {
    const user = userOf(username, at)?.user_id
    return media(at).filter(({ user_id }) => user_id === user)
  }
  return {
    first: new Date(first),
    hashtags: brands.map(({ tag }) => tag),
    profile(username, at) {
      const found = userOf(username, at)
      return found === undefined ? undefined : profileOf(found)
    },
    postCount: (username, at) => postsOf(username, at).length,
    posts: (username, at, limit, skip) =>
      postsOf(username, at)
        .slice(skip, skip + limit)
        .map(postOf),
    tagged(tag, at) {
      const username = brands.find((brand) => brand.tag === tag)?.userName ?? tag
      const user = userOf(username, at)?.user_id
      return tagged(at)
        .filter(({ user_id }) => user_id === user)
        .map(postOf)
    },
  }
}

function profileOf(record: z.output<typeof brandRecord>): Profile {
  return {
    id: record.user_id,
    username: record.user_name,
    name: record.name || undefined,
    profile_picture_url: record.profile_picture_url || undefined,
    followers_count: record.followers_count,
    media_count: record.media_count,
  }
}

function postOf(record: MediaRecord): Post {
  return {
    id: record.media_id,
    timestamp: record.timestamp || undefined,
    caption: record.caption || undefined,
    media_type: record.media_type,
    media_product_type: record.media_product_type || undefined,
    media_url: record.media_url || undefined,
    permalink: record.permalink || undefined,
    like_count: record.like_count || undefined,
    comments_count: record.comments_count,
  }
}

type Files = ReadonlyMap<Model, ReadonlyMap<number, string>>

/** The files of each model by the time in their names. */
function filesOf(lake: string): Files {
  const files = new Map<Model, Map<number, string>>()
  for (const path of pathsIn(lake)) {
    const [, model, day, hour, minute, second] =
      /(?:^|[\\/])(brand|media|media_hashtag)_(\d{4}-\d\d-\d\d)_(\d\d)(\d\d)(\d\d)\.json$/.exec(path) ?? []
    if (model !== "brand" && model !== "media" && model !== "media_hashtag") continue
    const times = files.get(model) ?? new Map<number, string>()
    files.set(model, times.set(Date.parse(`${day}T${hour}:${minute}:${second}Z`), join(lake, path)))
  }
  return files
}

function pathsIn(lake: string): readonly string[] {
  try {
    return readdirSync(lake, { recursive: true, encoding: "utf8" })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LuxError("LUX-3200", `${lake} cannot be read: ${reason}`, {
      hint: "--replay takes the folder of a lake.",
    })
  }
}

/** The records of a model at an instant. The file that was read last is kept: calls of one tick follow each other. */
function reader<T>(files: Files, model: Model, schema: z.ZodType<T>): (at: Date) => readonly T[] {
  const bySlot = new Map([...(files.get(model) ?? [])].map(([time, path]) => [slotOf(time, model), path]))
  let last: { readonly path: string; readonly records: readonly T[] } | undefined
  return (at) => {
    const path = bySlot.get(slotOf(at.getTime(), model))
    if (path === undefined)
      throw new GraphError({
        ...failures.unknown,
        message: `No ${model} is recorded for ${at.toISOString()}`,
      })
    if (last?.path !== path) last = { path, records: recordsIn(path, schema) }
    return last.records
  }
}

function recordsIn<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  try {
    return z.array(schema).parse(JSON.parse(readFileSync(path, "utf8")))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GraphError({ ...failures.unknown, message: `${path} cannot be read: ${reason}` })
  }
}

function slotOf(time: number, model: Model): number {
  return Math.floor(time / every[model])
}

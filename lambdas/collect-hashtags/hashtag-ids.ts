/**
 * Ids of hashtags, and which of them may be asked. Ids are the same for everybody and never change, so they are kept. An account may
 * ask for thirty different hashtags in seven days; asking again is free, and does not start the seven days again.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search
 */
import { CollectFailure, type Memory } from "lux-sql/collect"
import * as z from "zod"
import type { GraphApi } from "../instagram/graph-api.ts"

const found = z.object({ data: z.array(z.object({ id: z.string().min(1) })).min(1) })
const searched = z.object({
  data: z.array(z.object({ id: z.string() })),
  paging: z.object({ cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
})
const named = z.object({ name: z.string() })
const remembered = z.object({
  /** Tag -> id. */
  ids: z.record(z.string(), z.string()),
  /** Tag -> when its seven days began at the latest, in milliseconds since 1970. */
  asked: z.record(z.string(), z.number()),
})

const mostHashtags = 30
const pagesAtMost = 5
/** An hour less than seven days: a tag is asked about again before its days are over. */
const daysMs = 7 * 86_400_000 - 3_600_000

export interface HashtagIds {
  /** Throws a `CollectFailure` of the kind `too-many-hashtags` for a tag that would be one too many. */
  idOf(tag: string): Promise<string>
  /** Keeps what is known now. */
  save(): Promise<void>
}

export interface HashtagOptions {
  readonly api: GraphApi
  readonly igUserId: string
  readonly memory: Memory
  readonly now: () => Date
}

export async function hashtagIds(tags: readonly string[], options: HashtagOptions): Promise<HashtagIds> {
  const { api, igUserId, memory, now } = options
  const known = (await memory.read("hashtags", remembered)) ?? { ids: {}, asked: {} }
  const ids = new Map(Object.entries(known.ids))
  const time = now().getTime()
  const asked = new Map(Object.entries(known.asked).filter(([, at]) => at <= time && time - at < daysMs))
  const isFree = (tag: string): boolean => asked.has(tag) && ids.has(tag)
  const before = JSON.stringify([[...ids], [...asked]])
  const refused = new Set<string>()
  if (!tags.every(isFree)) {
    const used = await recentlySearched(api, igUserId)
    let room = mostHashtags - used.length
    if (tags.filter((tag) => !used.includes(ids.get(tag) ?? "")).length > room)
      // Which of the used ones are ours is known by their names alone.
      for (const id of used.filter((each) => ![...ids.values()].includes(each)))
        ids.set((await api.get(id, { fields: "id,name" }, named)).name.toLowerCase(), id)
    for (const tag of tags) {
      if (used.includes(ids.get(tag) ?? "")) continue
      if (room > 0) room--
      else refused.add(tag)
    }
  }
  return {
    async idOf(tag) {
      if (refused.has(tag))
        throw new CollectFailure({
          kind: "too-many-hashtags",
          code: 18,
          message: `#${tag} is not asked: ${mostHashtags} other hashtags were asked in the last seven days`,
        })
      const id = ids.get(tag) ?? (await search(api, igUserId, tag))
      ids.set(tag, id)
      if (!asked.has(tag)) asked.set(tag, time)
      return id
    },
    async save() {
      if (JSON.stringify([[...ids], [...asked]]) === before) return
      await memory.write("hashtags", { ids: Object.fromEntries(ids), asked: Object.fromEntries(asked) })
    },
  }
}

async function search(api: GraphApi, user_id: string, q: string): Promise<string> {
  const { data } = await api.get("ig_hashtag_search", { user_id, q }, found)
  const [first] = data
  if (first === undefined) throw new CollectFailure({ kind: "not-found", message: `there is no #${q}` })
  return first.id
}

/** The ids of the hashtags that the account has asked about in the last seven days. */
async function recentlySearched(api: GraphApi, igUserId: string): Promise<readonly string[]> {
  const ids: string[] = []
  let after: string | undefined
  for (let page = 0; page < pagesAtMost; page++) {
    const parameters = { limit: String(mostHashtags), ...(after === undefined ? {} : { after }) }
    const { data, paging } = await api.get(`${igUserId}/recently_searched_hashtags`, parameters, searched)
    ids.push(...data.map(({ id }) => id))
    after = paging?.cursors?.after
    if (after === undefined || data.length === 0) break
  }
  return [...new Set(ids)]
}

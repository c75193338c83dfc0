import { keyOf } from "../world/noise.ts"
import { type Call, type GraphApiOptions, pageSize, type Route, required } from "./call.ts"
import type { Post } from "./content.ts"
import { parseFields } from "./fields.ts"
import { failures, GraphError, wrongParameter } from "./graph-error.ts"
import { checkFields, hashtagMediaNode, hashtagNode, select } from "./nodes.ts"
import { createHashtagQuota } from "./quota.ts"

export interface HashtagSearch {
  /** The hashtag of an id. */
  tagOf(id: string): string | undefined
  search(call: Call): Route
  node(call: Call, tag: string): Route
  recentMedia(call: Call, tag: string): Route
  recentlySearched(call: Call): Route
}

/** Pages of one search: every one has the same cursor. */
interface Session {
  readonly tag: string
  readonly posts: readonly Post[]
  readonly place: number
}

const mostSessions = 1000

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search */
export function createHashtagSearch({ content, igUserId }: GraphApiOptions): HashtagSearch {
  const quota = createHashtagQuota()
  const tags = new Map(content.hashtags.map((tag) => [hashtagId(tag), tag]))
  const sessions = new Map<string, Session>()
  let searches = 0
  const checkUser = (call: Call) => {
    if (required(call, "user_id") !== igUserId) throw new GraphError(failures.userMissing)
  }
  return {
    tagOf: (id) => tags.get(id),
    search(call) {
      const tag = required(call, "q").toLowerCase()
      return {
        endpoint: "ig_hashtag_search",
        unit: tag,
        answer() {
          checkUser(call)
          if (/\p{Extended_Pictographic}/u.test(tag)) throw wrongParameter("Invalid parameter: q")
          if (!content.hashtags.includes(tag)) throw new GraphError(failures.hashtagMissing)
          quota.query(tag, call.at)
          return { body: { data: [{ id: hashtagId(tag) }] }, given: [] }
        },
      }
    },
    node: (call, tag) => ({
      endpoint: "node",
      unit: tag,
      answer() {
        const fields = parseFields(call.parameters.get("fields") ?? "id")
        checkFields(fields, hashtagNode)
        return { body: select({ id: hashtagId(tag), name: tag }, fields), given: [] }
      },
    }),
    recentMedia: (call, tag) => ({
      endpoint: "recent_media",
      unit: tag,
      answer(strike) {
        checkUser(call)
        const fields = parseFields(call.parameters.get("fields") ?? "id")
        checkFields(fields, hashtagMediaNode)
        const limit = pageSize(call.parameters.get("limit"), 50)
        quota.query(tag, call.at)
        const cursor = call.parameters.get("after") ?? `NTAy${keyOf(searches++, tag).toString(36)}${searches}`
        const session = sessionOf(call, cursor, tag)
        const size = strike.short ? Math.ceil(limit / 2) : limit
        const posts = session.posts.slice(session.place, session.place + size)
        const data = posts.map((post, index) => strike.alter(select(tagged(post), fields), index === 0))
        // A full page has a cursor, also where nothing comes after it.
        const full = posts.length === size
        const paging = { paging: { cursors: { after: cursor }, next: next(call, cursor) } }
        return {
          body: { data, ...(full ? paging : {}) },
          given: data.map((record) => ({ model: "media_hashtag", record })),
          delivered() {
            const place = strike.repeat ? session.place : session.place + posts.length
            if (full) keep(cursor, { ...session, place })
          },
        }
      },
    }),
    recentlySearched: (call) => ({
      endpoint: "recently_searched_hashtags",
      unit: "",
      answer() {
        const limit = pageSize(call.parameters.get("limit"), 30)
        const found = quota.recent(call.at)
        const from = Number(call.parameters.get("after") ?? 0)
        const data = found.slice(from, from + limit).map((tag) => ({ id: hashtagId(tag) }))
        const after = String(from + limit)
        const paging =
          from + limit < found.length ? { paging: { cursors: { after }, next: next(call, after) } } : {}
        return { body: { data, ...paging }, given: [] }
      },
    }),
  }

  function keep(cursor: string, session: Session): void {
    sessions.delete(cursor)
    sessions.set(cursor, session)
    const [oldest] = sessions.keys()
    if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
  }

  function sessionOf(call: Call, cursor: string, tag: string): Session {
    if (!call.parameters.has("after")) return { tag, posts: content.tagged(tag, call.at), place: 0 }
    const session = sessions.get(cursor)
    if (session?.tag !== tag) throw wrongParameter("Invalid cursor")
    return session
  }
}

/** An id that is the same for everybody and forever. */
function hashtagId(tag: string): string {
  const digits = keyOf(0, "hashtag", tag) * 1000 + (keyOf(1, "hashtag", tag) % 1000)
  return `1784${digits.toString().padStart(13, "0")}`
}

/** An album's address is left out, as documented. */
function tagged(post: Post): Omit<Post, "media_url"> & { readonly media_url?: string | undefined } {
  return post.media_type === "CAROUSEL_ALBUM" ? { ...post, media_url: undefined } : post
}

/** The next page's address has all parameters of this one, the token among them where it is one. */
function next({ base, path, parameters }: Call, after: string): string {
  const following = new URLSearchParams(parameters)
  following.set("after", after)
  return `${base}/${path.join("/")}?${following}`
}

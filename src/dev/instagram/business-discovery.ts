import { type Call, type Given, type GraphApiOptions, pageSize, type Route } from "./call.ts"
import type { Content } from "./content.ts"
import type { Strike } from "./faults.ts"
import { checkArguments, type Field } from "./fields.ts"
import { failures, GraphError, wrongParameter } from "./graph-error.ts"
import { checkFields, mediaNode, type Node, select, userNode } from "./nodes.ts"

/**
 * `business_discovery.username(NAME){...}` of the account that asks.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery
 */
export function discovery(call: Call, field: Field, { content, igUserId, knownAs }: GraphApiOptions): Route {
  const asked = field.arguments.get("username")
  if (asked === undefined || asked === "") throw wrongParameter("The parameter username is required.")
  const unit = asked.toLowerCase()
  const fields = field.fields ?? []
  checkArguments(field, ["username"])
  return {
    endpoint: "business_discovery",
    unit,
    answer(strike) {
      checkFields(fields, userNode, ["media"])
      const username = knownAs(unit)
      const profile = username === undefined ? undefined : content.profile(username, call.at)
      if (username === undefined || profile === undefined)
        throw new GraphError({
          ...failures.userMissing,
          userMessage: `The user with username: ${asked} cannot be found.`,
        })
      const given: Given[] = []
      const media = fields.find(({ name }) => name === "media")
      const own = fields.filter((each) => each !== media)
      const account = strike.alter(select({ ...profile, username: unit }, own), true)
      if (own.some(({ name }) => name !== "id")) given.push({ model: "brand", record: account })
      if (media === undefined) return { body: { business_discovery: account, id: igUserId }, given }
      const page = mediaPage(media, { content, username, owner: unit, at: call.at, strike })
      given.push(...page.data.map((record) => ({ model: "media" as const, record })))
      return { body: { business_discovery: withMedia(account, page, fields), id: igUserId }, given }
    },
  }
}

/** The id comes last where it was not asked for. */
function withMedia(account: Node, media: Page, fields: readonly Field[]): Node {
  const { id, ...rest } = account
  if (id === undefined || fields.some(({ name }) => name === "id")) return { ...account, media }
  return { ...rest, media, id }
}

interface MediaQuestion {
  readonly content: Content
  /** As the content knows the account. */
  readonly username: string
  /** As the caller knows it. */
  readonly owner: string
  readonly at: Date
  readonly strike: Strike
}

interface Page {
  readonly data: readonly Node[]
  readonly paging?: { readonly cursors: Readonly<Record<string, string>> }
}

/** The newest posts that can be asked for, as documented: ten thousand. */
const mostPosts = 10_000

function mediaPage(media: Field, { content, username, owner, at, strike }: MediaQuestion): Page {
  const fields = media.fields ?? []
  checkFields(fields, mediaNode)
  checkArguments(media, ["limit", "after"])
  const asked = pageSize(media.arguments.get("limit"), 100)
  const limit = strike.short ? Math.ceil(asked / 2) : asked
  const after = media.arguments.get("after")
  const all = content.postCount(username, at)
  const from = after === undefined ? 0 : all - olderThan(after)
  if (from < 0 || from > mostPosts) throw wrongParameter("Invalid cursor")
  const page = content.posts(username, at, Math.min(limit, mostPosts - from), from)
  const data = page.map((post, index) =>
    strike.alter(select({ ...post, username: owner }, fields), index === 0),
  )
  const end = from + page.length
  const more = page.length > 0 && end < Math.min(all, mostPosts)
  const next = strike.repeat && after !== undefined ? after : more ? cursorBefore(all - end) : undefined
  const cursors = {
    ...(after !== undefined && page.length > 0 ? { before: cursorBefore(all - from) } : {}),
    ...(next === undefined ? {} : { after: next }),
  }
  return { data, ...(Object.keys(cursors).length === 0 ? {} : { paging: { cursors } }) }
}

/** The place before the `older` oldest posts, which stays where it is when posts are added. */
function cursorBefore(older: number): string {
  return `QVFI${Buffer.from(`older:${older}`).toString("base64url")}`
}

function olderThan(cursor: string): number {
  const [, older] = /^older:(\d{1,9})$/.exec(Buffer.from(cursor.slice(4), "base64url").toString("utf8")) ?? []
  if (older === undefined) throw wrongParameter("Invalid cursor")
  return Number(older)
}

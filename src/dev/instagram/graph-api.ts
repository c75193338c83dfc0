import { discovery } from "./business-discovery.ts"
import { type Call, type GraphApiOptions, type Route, required } from "./call.ts"
import type { Endpoint } from "./faults.ts"
import { parseFields } from "./fields.ts"
import { unknownObject, unknownPath, wrongParameter } from "./graph-error.ts"
import { createHashtagSearch } from "./hashtag-search.ts"
import { checkFields, select, userNode } from "./nodes.ts"

/** The Graph API over a content: finds what a call asks for. Throws a `GraphError` for what nothing answers. */
export function createGraphApi(options: GraphApiOptions): (call: Call) => Route {
  const { tokens, igUserId } = options
  const hashtags = createHashtagSearch(options)
  return (call) => {
    const [first = "", second, ...rest] = call.path
    const path = `/${call.path.join("/")}`
    const legacy = legacyParameters.find((name) => call.parameters.has(name))
    if (legacy !== undefined) throw wrongParameter(`The parameter ${legacy} is not supported.`)
    if (rest.length > 0) throw unknownPath(path)
    if (path === "/debug_token")
      return plain("debug_token", () => tokens.debug(required(call, "input_token"), call.at))
    if (path === "/oauth/access_token")
      return plain("access_token", () => tokens.exchange(call.parameters, call.at))
    if (path === "/ig_hashtag_search") return hashtags.search(call)
    if (first === igUserId && second === "recently_searched_hashtags") return hashtags.recentlySearched(call)
    if (first === igUserId && second === undefined) return user(call, options)
    const tag = hashtags.tagOf(first)
    if (tag !== undefined && second === undefined) return hashtags.node(call, tag)
    if (tag !== undefined && second === "recent_media") return hashtags.recentMedia(call, tag)
    if (/^\d+$/.test(first)) throw unknownObject(first)
    throw unknownPath(path)
  }
}

/**
 * Requests of many ids, times in other formats, other methods than that of the request, and JSONP, which new apps cannot use
 * since 4 November 2026. https://developers.facebook.com/blog/post/2026/11/04/introducing-graph-api-v27-and-marketing-api-v27/
 */
const legacyParameters = ["ids", "date_format", "method", "callback"]

/** The account that asks, or through it another one. */
function user(call: Call, options: GraphApiOptions): Route {
  const fields = parseFields(call.parameters.get("fields") ?? "id")
  const other = fields.find(({ name }) => name === "business_discovery")
  if (other !== undefined) return discovery(call, other, options)
  return plain("node", () => {
    checkFields(fields, userNode, ["business_discovery"])
    const own = {
      id: options.igUserId,
      username: "lux.stand.in",
      followers_count: 0,
      follows_count: 0,
      media_count: 0,
    }
    return select(own, fields)
  })
}

function plain(endpoint: Endpoint, body: () => unknown): Route {
  return { endpoint, unit: "", answer: () => ({ body: body(), given: [] }) }
}

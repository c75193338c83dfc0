import { checkArguments, type Field } from "./fields.ts"
import { unknownField } from "./graph-error.ts"

/** A kind of node, as its documentation lists its fields. */
export interface NodeType {
  /** As errors name it. */
  readonly name: string
  readonly fields: ReadonlySet<string>
}

export type Node = Readonly<Record<string, unknown>>

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user */
export const userNode: NodeType = {
  name: "ShadowIGUser",
  fields: new Set([
    "id",
    "ig_id",
    "username",
    "name",
    "biography",
    "website",
    "profile_picture_url",
    "followers_count",
    "follows_count",
    "media_count",
  ]),
}

/** https://developers.facebook.com/docs/instagram-platform/reference/instagram-media, of another user's media */
export const mediaNode: NodeType = {
  name: "ShadowIGMedia",
  fields: new Set([
    "id",
    "caption",
    "children",
    "comments_count",
    "like_count",
    "media_product_type",
    "media_type",
    "media_url",
    "owner",
    "permalink",
    "thumbnail_url",
    "timestamp",
    "username",
    "view_count",
  ]),
}

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media */
export const hashtagMediaNode: NodeType = {
  name: "ShadowIGMedia",
  fields: new Set([
    "id",
    "caption",
    "children",
    "comments_count",
    "like_count",
    "media_type",
    "media_url",
    "permalink",
    "timestamp",
  ]),
}

export const hashtagNode: NodeType = { name: "ShadowIGHashtag", fields: new Set(["id", "name"]) }

/** Throws error 100 for a field that nodes of the type do not have, and for an argument of one. `edges` check their own. */
export function checkFields(fields: readonly Field[], type: NodeType, edges: readonly string[] = []): void {
  for (const field of fields) {
    const isEdge = edges.includes(field.name)
    if (!isEdge && !type.fields.has(field.name)) throw unknownField(field.name, type.name)
    if (!isEdge) checkArguments(field, [])
  }
}

/** The fields that are asked for and that the node has, in the order of the question; the id always, last when not asked for. */
export function select(node: Node, fields: readonly Field[]): Node {
  const names = new Set([...fields.map(({ name }) => name), "id"])
  return Object.fromEntries(
    [...names].filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  )
}
